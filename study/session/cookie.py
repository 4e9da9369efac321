"""The cookie that ties a browser to its session: 192 random bits, valid below the study's address only."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

from study.models import Session

COOKIE = "rater"
SECONDS = 30 * 24 * 3600


def set_session(response: HttpResponseBase, session: Session) -> None:
    path = reverse("session:welcome", args=[session.study.slug])
    response.set_cookie(
        COOKIE, session.token, max_age=SECONDS, path=path, secure=settings.HTTPS, httponly=True, samesite="Lax"
    )


def session_of(request: HttpRequest, slug: str) -> Session | None:
    """The browser's session in this study."""
    token = request.COOKIES.get(COOKIE)
    if not token:
        return None
    return Session.objects.filter(token=token, study__slug=slug).select_related("study", "participant").first()
