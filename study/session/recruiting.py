"""Where a rater comes from: the id that a recruiter puts in the link, kept as an HMAC and as nothing else.

What each recruiter sends, as of 2026:

- Prolific replaces ``{{%PROLIFIC_PID%}}``, ``{{%STUDY_ID%}}`` and ``{{%SESSION_ID%}}`` in the study's link; a rater
  comes back by ``https://app.prolific.com/submissions/complete?cc=CODE``, with a code for each outcome.
  https://docs.prolific.com/api-reference/studies/the-study-object
- SONA replaces ``%SURVEY_CODE%`` in ``?survey_code=%SURVEY_CODE%``, and gives credit when the rater opens the study's
  completion address, ``.../webstudy_credit.aspx?experiment_id=..&credit_token=..&survey_code=..``.
  https://www.sona-systems.com/researcher/external-study-credit-granting/
- MTurk appends ``assignmentId``, ``hitId``, ``workerId`` and ``turkSubmitTo``, and shows the address in a frame
  (`study.session.pages.mturk`).
  https://docs.aws.amazon.com/AWSMechTurk/latest/AWSMturkAPI/ApiReference_ExternalQuestionArticle.html

What the address of the way back needs (`survey_code`) stays in a signed cookie of the rater's browser.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import asdict, dataclass, field
from datetime import datetime
from hmac import compare_digest

from django.core import signing
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import salted_hmac

from study.design.recruiter import SENT, Recruiter
from study.models import Recruitment, Session, Study
from study.session.cookie import forget_cookie, forget_session, keep_cookie, seconds, set_session
from study.session.plan import begin_session
from study.session.refusals import is_kept_out

# A placeholder that was never replaced, like %SURVEY_CODE%, is no id: all raters would be one.
ID = re.compile(r"[A-Za-z0-9_.:@+-]{1,255}")
COOKIE = "arrival"
COOKIE_SALT = "miburi.arrival"


@dataclass(frozen=True)
class Arrival:
    """What a browser brought along: the rater's id as an HMAC ("" before a code is typed), what the way back needs,
    and a random ``nonce`` by which the browser is known again before it has its session."""

    external_hmac: str = ""
    echoed: dict[str, str] = field(default_factory=dict)
    nonce: str = field(default_factory=lambda: secrets.token_urlsafe(24))

    def token(self) -> str:
        """Of the session that this browser begins: two requests at once get the same."""
        name = f"{self.nonce}:{self.external_hmac}"
        return salted_hmac("miburi.session-token", name, algorithm="sha256").hexdigest()


def external_hmac(study: Study, external_id: str) -> str:
    """HMAC-SHA256 under a key of this site and this study: the same person in two studies is two values."""
    return salted_hmac(f"miburi.external-id.{study.pk}", external_id, algorithm="sha256").hexdigest()


def parameters(request: HttpRequest, study: Study) -> dict[str, str]:
    """The recruiter's parameters in the address that look like ids, by name; a name given twice says nothing."""
    found = {name: request.GET.getlist(name) for name in SENT[study.protocol.recruiter.kind]}
    return {name: values[0] for name, values in found.items() if len(values) == 1 and ID.fullmatch(values[0])}


def new_arrival(request: HttpRequest, study: Study) -> Arrival | None:
    """Who the address brings; None if the rater's id is missing: the first of the recruiter's parameters, and the only
    one that must be there. The same rater again keeps the nonce."""
    sent = parameters(request, study)
    recruiter = study.protocol.recruiter
    rater = SENT[recruiter.kind][0]
    if rater not in sent:
        return None
    digest = external_hmac(study, sent[rater])
    echoed = {name: value for name, value in sent.items() if name in names_in_returns(recruiter)}
    before = arrival_of(request, study)
    if before is not None and before.external_hmac == digest:
        return Arrival(digest, echoed, before.nonce)
    return Arrival(digest, echoed)


def names_in_returns(recruiter: Recruiter) -> set[str]:
    """What stands in braces in the addresses of the ways back."""
    return {name for back in recruiter.returns.values() for name in back.names}


def arrival_of(request: HttpRequest, study: Study) -> Arrival | None:
    """From this browser's cookie; None where there is none, or none that this site has made for this study."""
    try:
        slug, kept = signing.loads(request.COOKIES.get(COOKIE, ""), salt=COOKIE_SALT, max_age=seconds(study))
    except signing.BadSignature:
        return None
    return Arrival(**kept) if slug == study.slug else None


def keep_arrival(response: HttpResponseBase, study: Study, arrival: Arrival) -> None:
    keep_cookie(response, study, COOKIE, signing.dumps([study.slug, asdict(arrival)], salt=COOKIE_SALT))


def keep_on(response: HttpResponseBase, request: HttpRequest, session: Session) -> None:
    """Renew the cookies of a rater who has come back."""
    set_session(response, session)
    if (arrival := arrival_of(request, session.study)) is not None:
        keep_arrival(response, session.study, arrival)


def forget_arrival(response: HttpResponseBase, study: Study) -> None:
    forget_cookie(response, study.slug, COOKIE)


def forget_rater(response: HttpResponseBase, study: Study) -> None:
    """Both cookies go: this browser begins anew."""
    forget_session(response, study.slug)
    forget_arrival(response, study)


def recruitment_of(study: Study, arrival: Arrival) -> Recruitment | None:
    """That this rater began before, in whatever browser."""
    known = study.recruitments.filter(external_hmac=arrival.external_hmac)
    return known.select_related("session__participant", "session__study").first()


def is_own(session: Session, arrival: Arrival) -> bool:
    """Whether the session was begun in the browser that brings this arrival."""
    return compare_digest(session.token, arrival.token())


@transaction.atomic
def begin_recruited(study: Study, arrival: Arrival, language: str, at: datetime) -> Session | None:
    """The rater's one session: begun now, or before in this same browser; None if it was begun in another, or if the
    rater was refused and withdrew.

    The transaction is IMMEDIATE: of two starts at once, the second finds the session of the first.
    """
    if (known := recruitment_of(study, arrival)) is not None:
        return known.session if is_own(known.session, arrival) else None
    if is_kept_out(study, arrival.external_hmac):
        return None
    session = begin_session(study, language, at, token=arrival.token())
    Recruitment.objects.create(study=study, session=session, external_hmac=arrival.external_hmac, at=at)
    return session
