"""Where a rater goes at the end: the code and the address that the study defines for this outcome."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from django.http import HttpRequest

from study.design.interface import words
from study.design.recruiter import Recruiter
from study.models import Session
from study.session.recruiting import arrival_of

# Where the study names a code and no address.
PLACES = {"prolific": "https://app.prolific.com/submissions/complete?cc={code}"}


@dataclass(frozen=True)
class WayBack:
    """``url``: of the recruiter, to be opened by the rater; ``code``: to be shown. Either may be empty."""

    url: str = ""
    code: str = ""


def way_back(session: Session, request: HttpRequest) -> WayBack:
    """For the outcome of a session that is over, in the browser that it belongs to.

    Without a code of the study's own it is the session's. An address that needs what this browser no longer has
    (a survey code, once the cookie has gone) leads nowhere and is left out.
    """
    if not session.is_over:
        return WayBack()
    recruiter = session.study.protocol.recruiter
    defined = recruiter.returns[session.state]
    code = defined.code or session.completion_code or ""
    arrival = arrival_of(request, session.study)
    return WayBack(_address(recruiter, defined.url, code, arrival.echoed if arrival else {}), code)


def code_label(session: Session) -> str:
    """What a code is called at the end of this session, in the rater's language."""
    return words(session.language)["code" if session.state == Session.State.COMPLETED else "code_of_outcome"]


def _address(recruiter: Recruiter, url: str, code: str, echoed: dict[str, str]) -> str:
    url = url or (PLACES.get(recruiter.kind, "") if code else "")
    values = {name: quote(value, safe="") for name, value in {**echoed, "code": code}.items()}
    try:
        return url.format_map(values)
    except (KeyError, ValueError):
        return ""
