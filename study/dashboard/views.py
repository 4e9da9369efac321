"""Studies, results, figures and the tidy table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

import pandas as pd
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from generation.stimuli.manifest import TRIAL
from study.access import results_access, to_login
from study.dashboard.cached import cached_figure, cached_results
from study.models import Response, Session, Study, Trial
from study.report.figures import Format
from study.report.page import page_context
from study.responses import tidy_responses

CONTENT_TYPES: dict[str, str] = {"svg": "image/svg+xml", "png": "image/png", "pdf": "application/pdf"}
# Matplotlib styles its SVG inline; such an image may load and run nothing.
FIGURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
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
    """The results page; ``?simulated=1`` counts simulated raters too."""
    simulated = _simulated_asked_for(request)
    found = cached_results(study, include_simulated=simulated)
    query = "?simulated=1" if simulated else ""
    context = {
        "study": study,
        "simulated_shown": simulated,
        "simulated_responses": _simulated_responses(study),
        "csv": reverse("dashboard:responses_csv", args=[study.slug]) + query,
        "results": found,
    }
    if found.flow.responses:
        context |= page_context(
            found, lambda name, form: reverse("dashboard:figure", args=[study.slug, name, form]) + query
        )
    return render(request, "dashboard/results.html", context)


@require_safe
@results_access
def figure(request: HttpRequest, study: Study, name: str, form: str) -> HttpResponse:
    """One figure as svg, png or pdf."""
    for known in get_args(Format):
        if known == form:
            try:
                image = cached_figure(study, name, known, include_simulated=_simulated_asked_for(request))
            except KeyError:
                raise Http404(f"no figure {name!r}") from None
            return HttpResponse(
                image, content_type=CONTENT_TYPES[form], headers={"Content-Security-Policy": FIGURE_POLICY}
            )
    raise Http404(f"no figures as {form!r}")


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


def _simulated_asked_for(request: HttpRequest) -> bool:
    return request.GET.get("simulated") == "1"


def _simulated_responses(study: Study) -> int:
    return Response.objects.filter(
        trial__session__study=study, trial__session__participant__simulated=True, trial__kind=Trial.Kind.MAIN
    ).count()
