"""The device check: does a clip play here, and is the window large enough?"""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_http_methods

from study.models import Session
from study.session.device import device_page
from study.session.pages.page import at_step


@require_http_methods(["GET", "HEAD", "POST"])
@at_step(Session.State.QUESTIONED)
def device(request: HttpRequest, session: Session, at: datetime) -> HttpResponseBase:
    """The check, and what it saw."""
    return device_page(request, session, at)
