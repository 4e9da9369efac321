"""The language of the researcher's pages: asked for in the address, else as chosen before, else the browser's own."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import translation
from django.utils.translation import get_language_from_request

from study.dashboard.wording import page_words
from study.models import Language
from study.report.wording import LANGUAGES

COOKIE = "pages_language"
SECONDS_KEPT = 365 * 24 * 3600
P = ParamSpec("P")


def language_asked_for(request: HttpRequest) -> str:
    """What the address says alone, so that a figure or table has one content: English unless it says otherwise."""
    asked = request.GET.get("language")
    return asked if asked in LANGUAGES else "en"


def page_language(request: HttpRequest) -> str:
    """Of a page for people."""
    asked = request.GET.get("language") or request.COOKIES.get(COOKIE)
    if asked not in LANGUAGES:
        asked = get_language_from_request(request).split("-")[0] if request.headers.get("Accept-Language") else "en"
    return asked if asked in LANGUAGES else "en"


def in_page_language(
    view: Callable[Concatenate[HttpRequest, P], HttpResponseBase],
) -> Callable[..., HttpResponseBase]:
    """The view runs in the page's language; a choice that was made in the address is remembered."""

    @wraps(view)
    def spoken(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        language = page_language(request)
        with translation.override(language):
            response = view(request, *args, **kwargs)
        if request.GET.get("language") in LANGUAGES:
            _remember(response, language)
        return response

    return spoken


def language_context(request: HttpRequest) -> dict[str, Any]:
    """What the template of every page needs: its language, all words in it, and links to the page in each language."""
    language = page_language(request)
    return {"language": language, "words": page_words(language), "languages": _links(request)}


def _links(request: HttpRequest) -> list[tuple[str, str, str]]:
    """Of each language its code, its own name, and the query of this page in it."""
    links = []
    for language, own_name in Language.choices:
        query = request.GET.copy()
        query["language"] = language
        links.append((language, own_name, f"?{query.urlencode()}"))
    return links


def _remember(response: HttpResponseBase, language: str) -> None:
    response.set_cookie(
        COOKIE, language, max_age=SECONDS_KEPT, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )
