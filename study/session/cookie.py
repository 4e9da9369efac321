"""The cookie that ties a browser to its session: 192 random bits, valid below the study's address only."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

from study.models import Session

COOKIE = "rater"
SECONDS = 30 * 24 * 3600


def study_path(slug: str) -> str:
    """Below it all of the study's pages lie, and its cookies are sent."""
    return reverse("session:welcome", args=[slug])


def set_session(response: HttpResponseBase, session: Session) -> None:
    path = study_path(session.study.slug)
    response.set_cookie(
        COOKIE, session.token, max_age=SECONDS, path=path, secure=settings.HTTPS, httponly=True, samesite="Lax"
    )


def forget_session(response: HttpResponseBase, slug: str) -> None:
    response.delete_cookie(COOKIE, path=study_path(slug))


def session_of(request: HttpRequest, slug: str) -> Session | None:
    """The browser's session in this study."""
    token = request.COOKIES.get(COOKIE)
    if not token:
        return None
    return Session.objects.filter(token=token, study__slug=slug).select_related("study", "participant").first()
