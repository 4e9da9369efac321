"""The steps of a session as a state machine: which state follows which, and the moves between them.

Every move is one conditional UPDATE from the state that it starts in: of two requests that arrive at once, one moves
the session and the other finds it moved. No move leads back, and an outcome is left by none.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from study.design.protocol import Protocol
from study.design.texts import consent_sha256
from study.models import Session
from study.models.sessions import OUTCOMES

CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # no 0 O 1 I L U: codes are typed by hand
State = Session.State

# Where a session in this state belongs: the name of its page.
PAGES = {
    State.STARTED: "consent",
    State.CONSENTED: "questionnaire",
    State.QUESTIONED: "device",
    State.CHECKED: "instructions",
    State.RATING: "trials",
    State.COMPLETED: "done",
    State.SCREENED_OUT: "ended",
    State.FAILED_CHECKS: "ended",
    State.TIMED_OUT: "ended",
}
WAY = (State.STARTED, State.CONSENTED, State.QUESTIONED, State.CHECKED, State.RATING)


def states_on_the_way(protocol: Protocol) -> list[Session.State]:
    """The states in which something is asked of a rater, in order: without questionnaire or device check, less."""
    skipped = set()
    if not protocol.questionnaire:
        skipped.add(State.CONSENTED)
    if not protocol.device.check:
        skipped.add(State.QUESTIONED)
    return [state for state in WAY if state not in skipped]


def state_after(state: Session.State, protocol: Protocol) -> Session.State:
    """What a session is in when it has done what ``state`` asks for; COMPLETED after RATING."""
    later = [each for each in states_on_the_way(protocol) if WAY.index(each) > WAY.index(state)]
    return later[0] if later else State.COMPLETED


@transaction.atomic
def give_consent(session: Session, language: str, at: datetime) -> None:
    """Consent to the text as it was shown, in ``language``, which becomes the rater's. A second click changes
    nothing."""
    consent = {
        "consented_at": max(at, session.started_at),
        "consent_sha256": consent_sha256(session.text_version, language),
    }
    if _move(session, State.STARTED, at, **consent):
        speak(session, language)


def speak(session: Session, language: str) -> None:
    """All pages of this rater are in ``language`` from here on."""
    session.participant.language = language
    session.participant.save(update_fields=["language"])


@transaction.atomic
def answer_questionnaire(session: Session, answers: dict[str, Any], screened_out: bool, at: datetime) -> None:
    """Keep the ``answers`` by question (None: left open); who is ``screened_out`` goes no further."""
    if _move(session, State.CONSENTED, at, questionnaire=answers) and screened_out:
        end_session(session, State.SCREENED_OUT, at)


def pass_device(session: Session, seen: dict[str, Any], at: datetime) -> None:
    """Keep what the device check saw of a device that will do."""
    _move(session, State.QUESTIONED, at, device=seen)


def begin_rating(session: Session, at: datetime) -> None:
    """The rater has read the instructions."""
    _move(session, State.CHECKED, at)


def end_session(session: Session, outcome: Session.State, at: datetime, **only: Any) -> None:
    """The session is over, with this ``outcome``; one that is over already keeps the outcome it has. A completed one
    gets its code. ``only``: what else must hold of it, as a filter has it."""
    ending: dict[str, Any] = {"state": outcome, "ended_at": max(at, session.started_at)}  # a clock may be set back
    if outcome == State.COMPLETED:
        ending["completion_code"] = completion_code()
    Session.objects.filter(pk=session.pk, **only).exclude(state__in=OUTCOMES).update(**ending)
    session.refresh_from_db(fields=["state", "ended_at", "active_at", "completion_code"])


def end_if_rested(session: Session, at: datetime) -> None:
    """Time the session out if its rater has done nothing for longer than the study allows.

    Asked when the rater comes back for a page or for trials, never when an answer arrives. Simulated raters live in
    simulated time and do not rest.
    """
    limit = at - timedelta(hours=session.study.protocol.resting.hours)
    if not session.is_over and session.simulated_rater is None and session.active_at < limit:
        end_session(session, State.TIMED_OUT, at, active_at__lt=limit)


def completion_code() -> str:
    """40 random bits or so, like ``7QXM-4KTD``."""
    letters = "".join(secrets.choice(CODE_ALPHABET) for _ in range(8))
    return f"{letters[:4]}-{letters[4:]}"


def _move(session: Session, state: Session.State, at: datetime, **changes: Any) -> bool:
    """From ``state`` to the one after it; False, and no change, if the session is in another by now."""
    following = state_after(state, session.study.protocol)
    active = max(at, session.active_at)
    moved = Session.objects.filter(pk=session.pk, state=state).update(state=following, active_at=active, **changes)
    session.refresh_from_db(fields=["state", "active_at"])
    return moved == 1
