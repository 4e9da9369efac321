"""The endpoints of the rating page: the window of trials, an answer to a trial, and what happened to its clip.

docs/protocol.md describes them; `messages` has the shapes.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import msgspec
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_GET, require_POST

from study.design.protocol import Protocol
from study.models import Session, Trial
from study.session.answers import LONGEST_BODY, Outcome, Post, feedback_on, record_answer
from study.session.cookie import session_of
from study.session.events import record_event
from study.session.messages import Conflict, Noted, Over, Recorded, Refused
from study.session.ratings import longest_ratings
from study.session.simulation import session_time
from study.session.steps import end_if_rested
from study.session.window import page_of, window_of

View = Callable[..., HttpResponse]
MEDIA_TYPE = "application/json"


def with_session(view: View) -> Callable[..., HttpResponseBase]:
    """The view gets the browser's Session; 403 where it has none in this study, or has withdrawn meanwhile."""

    @wraps(view)
    def guarded(request: HttpRequest, slug: str, **kwargs: Any) -> HttpResponseBase:
        session = session_of(request, slug)
        if session is None:
            return _json(Refused(error="no session in this browser"), 403)
        try:
            return view(request, session, **kwargs)
        except Session.DoesNotExist:
            return _json(Refused(error="this session is no longer there"), 403)
        except BadSignature:
            return _json(Refused(error="not a mark of this site's simulated raters"), 403)

    return guarded


def with_trial(view: View) -> Callable[..., HttpResponseBase]:
    """The view gets the Trial of this session that the address names, and the Post; 404 or 400 where there is none."""

    @wraps(view)
    def guarded(request: HttpRequest, session: Session, key: str) -> HttpResponse:
        trial = session.trials.select_related("stimulus").filter(key=key).first()
        if trial is None:
            return _json(Refused(error="no such trial in this session"), 404)
        trial.session = session
        try:
            return view(request, trial, _posted(request, session.study.protocol))
        except ValueError as error:
            return _json(Refused(error=str(error)), 400)

    return with_session(guarded)


@require_GET
@with_session
def window(request: HttpRequest, session: Session) -> HttpResponse:
    """The next trials; none when the session is at another step, or has rested for too long."""
    end_if_rested(session, session_time(request, session))
    return _json(window_of(session))


@require_POST
@with_trial
def response(request: HttpRequest, trial: Trial, post: Post) -> HttpResponse:
    """201 recorded, 200 the same answer again, 409 another answer or not this trial's turn, 410 over, 400 malformed."""
    session = trial.session
    outcome = record_answer(trial, post, session_time(request, session))
    if outcome is Outcome.OVER:
        return _over(session)
    now = msgspec.structs.asdict(window_of(session))
    if outcome is Outcome.CONFLICT:
        return _json(Conflict(error="answered already, or not this trial's turn", **now), outcome.value)
    return _json(Recorded(feedback=feedback_on(trial), **now), outcome.value)


@require_POST
@with_trial
def events(request: HttpRequest, trial: Trial, post: Post) -> HttpResponse:
    """201 noted, 200 the same event again, 409 another one's key or not now, 410 over, 400 malformed."""
    outcome = record_event(trial, post, session_time(request, trial.session))
    if outcome is Outcome.OVER:
        return _over(trial.session)
    if outcome is Outcome.CONFLICT:
        return _json(
            Refused(error="the key is another event's, there are too many, or it is not the time"), outcome.value
        )
    return _json(Noted(), outcome.value)


def _posted(request: HttpRequest, protocol: Protocol) -> Post:
    """ValueError for what is no JSON: of a form, the body may have been read already."""
    if request.content_type != MEDIA_TYPE:
        raise ValueError(f"Content-Type: {MEDIA_TYPE} is needed, not {str(request.content_type)[:100]!r}")
    longest = LONGEST_BODY + longest_ratings(protocol.questions)
    return Post.of(request.body, request.headers.get("Idempotency-Key", ""), longest)


def _over(session: Session) -> HttpResponse:
    return _json(Over(error="this session is over", page=page_of(session)), Outcome.OVER.value)


def _json(message: msgspec.Struct, status: int = 200) -> HttpResponse:
    headers = {"Cache-Control": "no-store"}
    return HttpResponse(msgspec.json.encode(message), MEDIA_TYPE, status, headers=headers)
