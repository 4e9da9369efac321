"""The endpoints of the rating page: the next trial, and an answer to a trial that the address names."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.signing import BadSignature
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from study.models import Session, Stimulus, Trial
from study.session.answers import Outcome, parse_answer, record_answer
from study.session.cookie import session_of
from study.session.simulation import session_time


def with_session(view: Callable[..., JsonResponse]) -> Callable[..., HttpResponseBase]:
    """The view gets the browser's Session; 403 where it has none in this study."""

    @wraps(view)
    def guarded(request: HttpRequest, slug: str, **kwargs: Any) -> HttpResponseBase:
        session = session_of(request, slug)
        if session is None:
            return JsonResponse({"error": "no session in this browser"}, status=403)
        response = view(request, session, **kwargs)
        response.headers["Cache-Control"] = "no-store"
        return response

    return guarded


@require_GET
@with_session
def next_trial(request: HttpRequest, session: Session) -> JsonResponse:
    """The one trial that can be answered now; ``trial`` is null when the session is at another step."""
    slug = session.study.slug
    trial = session.next_trial() if session.state == Session.State.RATING else None
    if trial is None:
        return JsonResponse({"trial": None, "page": reverse("session:welcome", args=[slug])})
    count = session.trials.filter(kind=trial.kind).aggregate(
        number=Count("pk", filter=Q(position__lte=trial.position)), of=Count("pk")
    )
    return JsonResponse(
        {
            "trial": {
                "key": trial.key,
                "practice": trial.kind == Trial.Kind.PRACTICE,
                **count,
                **_files(trial.stimulus),
                "response": reverse("session:response", args=[slug, trial.key]),
            }
        }
    )


def _files(stimulus: Stimulus) -> dict[str, Any]:
    """The MP4, and beside it the ``webm`` where the set has one for every clip."""
    mp4, webm = (reverse("session:media", args=[stimulus.media_name, kind]) for kind in ("mp4", "webm"))
    files: dict[str, Any] = {"video": mp4, "sha256": stimulus.video_sha256}
    return {**files, "webm": {"video": webm, "sha256": stimulus.webm_sha256}} if stimulus.webm_sha256 else files


@require_POST
@with_session
def response(request: HttpRequest, session: Session, key: str) -> JsonResponse:
    """201 recorded, 200 the same answer again, 409 another answer or not this trial's turn, 400 not an answer."""
    trial = session.trials.filter(key=key).first()
    if trial is None:
        return JsonResponse({"error": "no such trial in this session"}, status=404)
    try:
        answer = parse_answer(request.body, request.headers.get("Idempotency-Key", ""), session)
        outcome = record_answer(session, trial, answer, session_time(request, session))
    except BadSignature:
        return JsonResponse({"error": "not a mark of this site's simulated raters"}, status=403)
    except ValueError as error:
        return JsonResponse({"error": str(error)}, status=400)
    if outcome is Outcome.CONFLICT:
        return JsonResponse({"error": "answered already, or not this trial's turn"}, status=409)
    return JsonResponse({"recorded": True}, status=outcome.value)
