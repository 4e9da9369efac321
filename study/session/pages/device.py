"""The device check: does a clip play here, and is the window large enough?"""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_http_methods

from study.models import Session
from study.session.pages.page import at_step, own_text, render_step, to_its_page
from study.session.steps import pass_device


@require_http_methods(["GET", "HEAD", "POST"])
@at_step(Session.State.QUESTIONED)
def device(request: HttpRequest, session: Session, at: datetime) -> HttpResponseBase:
    """The check, and what it saw."""
    if request.method == "POST":
        pass_device(session, {}, at)
        return to_its_page(session)
    return render_step(request, session, "device", text=own_text(session, "device"))
