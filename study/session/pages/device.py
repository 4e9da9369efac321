"""The device check: does a clip play here, and is the window large enough?"""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_http_methods

from study.design.interface import words
from study.models import Session
from study.session.device import DeviceFacts, problems
from study.session.pages.page import at_step, own_text, render_step, to_its_page
from study.session.steps import end_session, pass_device


@require_http_methods(["GET", "HEAD", "POST"])
@at_step(Session.State.QUESTIONED)
def device(request: HttpRequest, session: Session, at: datetime) -> HttpResponseBase:
    """GET shows the check; POST judges its facts and leads on, says what to change, or ends the session by the rater's
    own choice."""
    if request.method != "POST":
        return _page(request, session, [])
    if request.POST.get("leave") == "yes":
        end_session(session, Session.State.SCREENED_OUT, at)
        return to_its_page(session)
    say = words(session.language)
    try:
        facts = DeviceFacts.of_post(request.POST.get("facts", ""))
    except ValueError:
        response = _page(request, session, [say["device_unread"]])
        response.status_code = 400
        return response
    wanted = session.study.protocol.device
    if found := problems(facts, wanted):
        Session.objects.filter(pk=session.pk, state=Session.State.QUESTIONED).update(device=facts.to_json())
        sizes = {
            "size": _size(facts.viewport_width, facts.viewport_height),
            "min_size": _size(wanted.min_width, wanted.min_height),
        }
        return _page(request, session, [say[name].format(**sizes) for name in found])
    pass_device(session, facts.to_json(), at)
    return to_its_page(session)


def _page(request: HttpRequest, session: Session, told: list[str]) -> HttpResponse:
    """``told``: what has to change, in the rater's words."""
    return render_step(request, session, "device", text=own_text(session, "device"), missing=told)


def _size(width: int, height: int) -> str:
    """It does not break between its numbers."""
    return f"{width}\u00a0×\u00a0{height}"
