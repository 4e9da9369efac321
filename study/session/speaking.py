"""The language of a page: of one rater before there is a session, or of both at once where it must be clear to all."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language_from_request

from study.design.interface import words
from study.models import Language, Study


def language_asked(request: HttpRequest, study: Study) -> str:
    """What the rater chose; else what the browser asks for, if it says so; else the study's."""
    asked = request.POST.get("language") or request.GET.get("language")
    if asked is None and request.headers.get("Accept-Language"):
        asked = get_language_from_request(request).split("-")[0]
    return asked if asked in Language.values else study.default_language


def both_languages(request: HttpRequest, study: Study, **context: Any) -> dict[str, Any]:
    """For a page that says everything twice: ``both`` are (language, its words), the rater's likely one first."""
    first = language_asked(request, study)
    both = [(language, words(language)) for language in sorted(Language.values, key=lambda each: each != first)]
    title = study.texts.text("title", first)
    return {"study": study, "title": title, "language": first, "words": words(first), "both": both, **context}
