"""The planning page: how many raters a study takes, by formula, for its own clips and labels.

The formula takes milliseconds, so that a page never simulates; ``manage.py plan_study`` does, and writes both.
"""

from __future__ import annotations

from hashlib import sha256

import msgspec
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from generation.errors import MiburiError
from study.access import results_access
from study.dashboard.images import format_of, image_response
from study.dashboard.language import in_page_language, language_asked_for, language_context, page_language
from study.dashboard.planned import (
    DEFAULTS,
    LIMITS,
    Asked,
    asked_for,
    condition_rows,
    contrast_rows,
    fault_sentences,
    power_lines,
    start_sentences,
)
from study.dashboard.wording import page_words
from study.models import Study
from study.planning.figure import render_power
from study.planning.fitted import LEAST_LEVELS
from study.planning.wording import planning_words
from study.report.figures.style import FORMATS
from study.report.source import title_of
from study.statistics.planning.plan import StudyPlan

SECONDS_KEPT = 3600


@require_safe
@results_access
@in_page_language
def planning(request: HttpRequest, study: Study) -> HttpResponse:
    """Power of every pair of conditions against the number of raters; the form's values are in the address."""
    language = page_language(request)
    words = page_words(language)
    context = language_context(request) | {"study": study, "title": title_of(study, language)}
    try:
        asked = asked_for(study, request.GET)
    except MiburiError:  # the study has no clips
        return render(request, "dashboard/planning.html", context | {"nothing": words["plan_nothing"]})
    context |= {
        "asked": asked,
        "started": start_sentences(asked.start, language),
        "from_defaults": request.GET.get("from") == DEFAULTS,
        "defaults": DEFAULTS,
        "faults": fault_sentences(asked, language),
        "contrasts": contrast_rows(asked, language),
        "conditions": condition_rows(asked, language),
        "limits": LIMITS,
        "query": _figure_query(request.GET, language),
        "forms": FORMATS,
        "said": _counted(words, asked),
    }
    return render(request, "dashboard/planning.html", context)


@require_safe
@results_access
def planning_figure(request: HttpRequest, study: Study, form: str) -> HttpResponse:
    """The curve as svg, png or pdf."""
    known, language = format_of(form), language_asked_for(request)
    try:
        asked = asked_for(study, request.GET)
    except MiburiError as error:
        raise Http404(str(error)) from None
    if not asked.plan.pairs:
        raise Http404("one condition has nothing to be compared with")
    stated = sha256(msgspec.json.encode(asked.plan)).hexdigest()
    key = f"planning:{stated}:{asked.raters}:{form}:{language}"
    image: bytes | None = cache.get(key)
    if image is None:
        lines = power_lines(asked.plan, language)
        image = render_power(lines, _note(asked.plan, language), known, asked.raters, language)
        cache.set(key, image, SECONDS_KEPT)
    return image_response(image, known)


def _figure_query(query: QueryDict, language: str) -> str:
    """The page's values, and its language where that is not English."""
    values = query.copy()
    values.pop("language", None)
    if language != "en":
        values["language"] = language
    return f"?{values.urlencode()}" if values else ""


def _counted(words: dict[str, str], asked: Asked) -> dict[str, str]:
    """The words that have numbers in them, by their key without ``plan_``."""
    numbers = {"n": asked.raters, "clips": asked.plan.clips, "labels": asked.plan.labels, "least": LEAST_LEVELS}
    keys = ("question", "power_with", "clips_for", "precision", "note_spread")
    said = {key: words[f"plan_{key}"].format(**numbers) for key in keys}
    return said | {f"raters_for_{power}": words["plan_raters_for"].format(power=f"{power}%") for power in (80, 90)}


def _note(plan: StudyPlan, language: str) -> str:
    return planning_words(language)["plan_by_formula"].format(
        clips=plan.clips, raters=f"{plan.rater_sd:g}", clips_sd=f"{plan.clip_sd:g}"
    )
