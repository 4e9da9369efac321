"""Studies, results, figures and the tidy table."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_safe

from generation.stimuli.manifest import TRIAL
from study.access import results_access, to_login
from study.dashboard.cached import cached_figure, page_results
from study.dashboard.images import format_of, image_response
from study.models import Response, Session, Study, Trial
from study.report.folder import OWN_NAMES
from study.report.page import page_context
from study.report.wording import sessions_begun_in, simulated_left_out_in, words_in
from study.responses import tidy_responses

ROWS_AT_ONCE = 2000


@require_safe
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
    return render(request, "dashboard/studies.html", {"studies": rows.order_by("-created_at", "slug")})


@require_safe
@results_access
def results(request: HttpRequest, study: Study) -> HttpResponse:
    """The results page; ``?simulated=1`` counts simulated raters too, ``?language=ja`` is in Japanese."""
    simulated, language = _simulated_asked_for(request), _language_asked_for(request)
    kept, current = page_results(study, include_simulated=simulated)
    simulated_responses = _simulated_responses(study)
    context = {
        "study": study,
        "language": language,
        "words": words_in(language),
        "simulated_shown": simulated,
        "simulated_responses": simulated_responses,
        "csv": reverse("dashboard:responses_csv", args=[study.slug]) + _query(simulated),
        "languages": [(name, own, _query(simulated, name)) for name, own in OWN_NAMES.items()],
        "other_raters": _query(not simulated, language),
        "sessions_begun": sessions_begun_in(kept.results.flow.sessions, language) if kept else "",
        "simulated_left_out": simulated_left_out_in(simulated_responses, language),
        "kept": kept,
        "current": current,
        "results": kept.results if kept else None,
    }
    if kept and kept.results.flow.responses:
        query = _query(simulated, language)
        context |= page_context(
            kept.results,
            lambda name, form: reverse("dashboard:figure", args=[study.slug, name, form]) + query,
            language,
        )
    with translation.override(language):
        return render(request, "dashboard/results.html", context)


@require_safe
@results_access
def figure(request: HttpRequest, study: Study, name: str, form: str) -> HttpResponse:
    """One figure as svg, png or pdf."""
    known, simulated, language = format_of(form), _simulated_asked_for(request), _language_asked_for(request)
    try:
        image = cached_figure(study, name, known, include_simulated=simulated, language=language)
    except KeyError:
        raise Http404(f"no figure {name!r}") from None
    return image_response(image, known)


@require_safe
@results_access
def responses_csv(request: HttpRequest, study: Study) -> HttpResponseBase:
    """The tidy table of responses, as the statistics see it."""
    simulated = _simulated_asked_for(request)
    table = tidy_responses(study, include_simulated=simulated)
    name = f"{study.slug}_responses{'_with_simulated' if simulated else ''}.csv"
    return StreamingHttpResponse(
        _csv_lines(table),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _csv_lines(table: pd.DataFrame) -> Iterator[str]:
    yield table.head(0).to_csv(index=False)
    for start in range(0, len(table), ROWS_AT_ONCE):
        yield table.iloc[start : start + ROWS_AT_ONCE].to_csv(index=False, header=False)


def _language_asked_for(request: HttpRequest) -> str:
    return "ja" if request.GET.get("language") == "ja" else "en"


def _query(simulated: bool, language: str = "en") -> str:
    """What an address ends in, to stay with the same raters and language."""
    parts = [*(["simulated=1"] if simulated else []), *([f"language={language}"] if language != "en" else [])]
    return f"?{'&'.join(parts)}" if parts else ""


def _simulated_asked_for(request: HttpRequest) -> bool:
    return request.GET.get("simulated") == "1"


def _simulated_responses(study: Study) -> int:
    return Response.objects.filter(
        trial__session__study=study, trial__session__participant__simulated=True, trial__kind=Trial.Kind.MAIN
    ).count()
