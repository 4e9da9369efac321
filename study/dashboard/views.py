"""Studies, results and figures."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from generation.stimuli.manifest import TRIAL
from study.access import results_access, to_login
from study.dashboard.cached import cached_figure, page_results
from study.dashboard.computing import Kept
from study.dashboard.downloads import simulated_asked_for
from study.dashboard.images import format_of, image_response
from study.dashboard.language import in_page_language, language_asked_for, language_context, page_language
from study.dashboard.wording import (
    page_words,
    raters_left_out_in,
    rules_in_force_in,
    sessions_begun_in,
    simulated_left_out_in,
)
from study.models import Response, Session, Study, Trial
from study.report.page import page_context
from study.report.source import title_of

FILES = {
    "answers_csv": ("responses_csv", "responses.csv"),
    "raters_csv": ("raters_csv", "raters.csv"),
    "clips_csv": ("clips_csv", "clips.csv"),
    "numbers_json": ("numbers", "report.json"),
}
COMMANDS = {
    "dataset": "export_responses {study} OUT{simulated}",
    "written_report": "write_report {study} OUT --language both{simulated}",
    "simulated_plan": "plan_study OUT --study {study}",
}


@require_safe
@in_page_language
def studies(request: HttpRequest) -> HttpResponseBase:
    """All studies with their numbers of sessions, for staff."""
    if not request.user.is_staff:
        return to_login(request)
    human = Q(sessions__participant__simulated=False)
    done = Q(sessions__state=Session.State.COMPLETED)
    rows = Study.objects.select_related("stimulus_set").annotate(
        clips=Count("stimulus_set__stimuli", filter=Q(stimulus_set__stimuli__role=TRIAL), distinct=True),
        begun=Count("sessions", filter=human, distinct=True),
        completed=Count("sessions", filter=human & done, distinct=True),
        simulated=Count("sessions", filter=Q(sessions__participant__simulated=True), distinct=True),
    )
    return render(
        request,
        "dashboard/studies.html",
        language_context(request) | {"studies": rows.order_by("-created_at", "slug")},
    )


@require_safe
@results_access
@in_page_language
def results(request: HttpRequest, study: Study) -> HttpResponse:
    """The results page; ``?simulated=1`` counts simulated raters too, ``?language=ja`` is in Japanese."""
    simulated, language = simulated_asked_for(request), page_language(request)
    kept, current = page_results(study, include_simulated=simulated)
    simulated_responses = _simulated_responses(study)
    context = language_context(request) | {
        "study": study,
        "title": title_of(study, language),
        "simulated_shown": simulated,
        "simulated_responses": simulated_responses,
        "csv": reverse("dashboard:responses_csv", args=[study.slug]) + _query(simulated),
        "other_raters": _query(not simulated, language),
        "sessions_begun": sessions_begun_in(kept.results.flow.sessions, language) if kept else "",
        "simulated_left_out": simulated_left_out_in(simulated_responses, language),
        "kept": kept,
        "current": current,
        "results": kept.results if kept else None,
    }
    if kept and kept.results.flow.responses:
        context |= _found(study, kept, simulated, language)
    return render(request, "dashboard/results.html", context)


@require_safe
@results_access
def figure(request: HttpRequest, study: Study, name: str, form: str) -> HttpResponse:
    """One figure as svg, png or pdf."""
    known, simulated, language = format_of(form), simulated_asked_for(request), language_asked_for(request)
    try:
        image = cached_figure(study, name, known, include_simulated=simulated, language=language)
    except KeyError:
        raise Http404(f"no figure {name!r}") from None
    return image_response(image, known)


def _found(study: Study, kept: Kept, simulated: bool, language: str) -> dict[str, Any]:
    """What the page has where there are answers."""
    query = _query(simulated, language)
    context = page_context(
        kept.results,
        lambda name, form: reverse("dashboard:figure", args=[study.slug, name, form]) + query,
        language,
    )
    words = page_words(language)
    stated = {"study": study.slug, "simulated": " --include-simulated" if simulated else ""}
    return context | {
        "words": words,
        "raters": kept.raters,
        "raters_left_out": raters_left_out_in(len(kept.raters), kept.raters_of, language),
        "rules_in_force": rules_in_force_in(kept.results.study.declared, language),
        "files": [
            (words[name], reverse(f"dashboard:{view}", args=[study.slug]) + _query(simulated), file)
            for name, (view, file) in FILES.items()
        ],
        "commands": [(words[name], f"python manage.py {text.format(**stated)}") for name, text in COMMANDS.items()],
    }


def _query(simulated: bool, language: str = "en") -> str:
    """What an address ends in, to stay with the same raters and language."""
    parts = [*(["simulated=1"] if simulated else []), *([f"language={language}"] if language != "en" else [])]
    return f"?{'&'.join(parts)}" if parts else ""


def _simulated_responses(study: Study) -> int:
    return Response.objects.filter(
        trial__session__study=study, trial__session__participant__simulated=True, trial__kind=Trial.Kind.MAIN
    ).count()
