"""The steps of a session and the moves between them."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction

from study.design.texts import consent_sha256
from study.models import Session

CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # no 0 O 1 I L U: codes are typed by hand

# Where a session in this state belongs: the name of its page.
PAGES = {
    Session.State.STARTED: "consent",
    Session.State.CONSENTED: "questionnaire",
    Session.State.QUESTIONED: "device",
    Session.State.CHECKED: "instructions",
    Session.State.RATING: "trials",
    Session.State.COMPLETED: "done",
    Session.State.SCREENED_OUT: "ended",
    Session.State.FAILED_CHECKS: "ended",
    Session.State.TIMED_OUT: "ended",
}


@transaction.atomic
def give_consent(session: Session, at: datetime) -> None:
    """Consent to the text as it was shown, in the rater's language. A second click changes nothing."""
    Session.objects.filter(pk=session.pk, state=Session.State.STARTED).update(
        state=Session.State.CHECKED,
        consented_at=max(at, session.started_at),
        consent_sha256=consent_sha256(session.text_version, session.language),
    )


def begin_rating(session: Session) -> None:
    """The rater has read the instructions."""
    Session.objects.filter(pk=session.pk, state=Session.State.CHECKED).update(state=Session.State.RATING)


def complete(session: Session, at: datetime) -> None:
    """All trials are answered: the session gets its code. Called in the transaction of the last answer."""
    session.state = Session.State.COMPLETED
    session.ended_at = max(at, session.started_at)  # a server's clock may be set back
    session.completion_code = completion_code()
    session.save(update_fields=["state", "ended_at", "completion_code"])


def completion_code() -> str:
    """40 random bits or so, like ``7QXM-4KTD``."""
    letters = "".join(secrets.choice(CODE_ALPHABET) for _ in range(8))
    return f"{letters[:4]}-{letters[4:]}"
