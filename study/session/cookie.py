"""Cookies that are valid below one study's address only; first the one that ties a browser to its session."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

from study.models import Session, Study

COOKIE = "rater"
DAY = 24 * 3600


def study_path(slug: str) -> str:
    """Below it all of the study's pages lie, and its cookies are sent."""
    return reverse("session:welcome", args=[slug])


def seconds(study: Study) -> int:
    """How long a cookie is kept from when it was last given out."""
    return study.protocol.cookie_days * DAY


def keep_cookie(response: HttpResponseBase, study: Study, name: str, value: str) -> None:
    path = study_path(study.slug)
    response.set_cookie(
        name, value, max_age=seconds(study), path=path, secure=settings.HTTPS, httponly=True, samesite="Lax"
    )


def forget_cookie(response: HttpResponseBase, slug: str, name: str) -> None:
    response.delete_cookie(name, path=study_path(slug))


def set_session(response: HttpResponseBase, session: Session) -> None:
    """Its token: 192 random bits, or a hash of as many."""
    keep_cookie(response, session.study, COOKIE, session.token)


def forget_session(response: HttpResponseBase, slug: str) -> None:
    forget_cookie(response, slug, COOKIE)


def session_of(request: HttpRequest, slug: str) -> Session | None:
    """The browser's session in this study."""
    token = request.COOKIES.get(COOKIE)
    if not token:
        return None
    return Session.objects.filter(token=token, study__slug=slug).select_related("study", "participant").first()
