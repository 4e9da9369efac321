"""What the results page offers as files: answers, raters, clips, and every number of the results.

Tables are written in parts of some sessions each while they are sent: the first line comes at once, and memory does not
grow with the study.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pandas as pd
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.views.decorators.http import require_safe

from generation.files import json_bytes
from study.access import results_access
from study.dashboard.cached import page_results
from study.dashboard.raters import rater_table
from study.exports.chunks import session_parts
from study.models import Study
from study.report.folder import report_json
from study.report.results import Results
from study.report.source import Tables
from study.responses import tidy_responses, tidy_tables
from study.statistics.estimate import NotEstimable, Number


def simulated_asked_for(request: HttpRequest) -> bool:
    return request.GET.get("simulated") == "1"


@require_safe
@results_access
def responses_csv(request: HttpRequest, study: Study) -> HttpResponseBase:
    """The tidy table of responses, as the statistics see it."""
    simulated = simulated_asked_for(request)

    def part(keys: list[int]) -> pd.DataFrame:
        return tidy_responses(study, include_simulated=simulated, sessions=keys)

    return _sent(_parts(study, simulated, part), _name(study, "responses", simulated))


@require_safe
@results_access
def raters_csv(request: HttpRequest, study: Study) -> HttpResponseBase:
    """One row per rater with answers."""
    simulated = simulated_asked_for(request)

    def part(keys: list[int]) -> pd.DataFrame:
        tidy = tidy_tables(study, include_simulated=simulated, sessions=keys)
        return rater_table(study, Tables(tidy.responses, tidy.sessions, ())).sort_values("participant")

    return _sent(_parts(study, simulated, part), _name(study, "raters", simulated))


@require_safe
@results_access
def clips_csv(request: HttpRequest, study: Study) -> HttpResponseBase:
    """One row per clip of the experiment, after exclusions: the same numbers as in the page's table."""
    simulated = simulated_asked_for(request)
    return _sent(iter([clip_table(_known_results(study, simulated))]), _name(study, "clips", simulated))


@require_safe
@results_access
def numbers(request: HttpRequest, study: Study) -> HttpResponse:
    """report.json, as ``write_report`` writes it in both languages, of what the page shows."""
    results = _known_results(study, simulated_asked_for(request))
    return HttpResponse(json_bytes(report_json(results)), content_type="application/json")


def clip_table(results: Results) -> pd.DataFrame:
    """Accuracy of each clip with Wilson's interval and the test against chance, beside the recogniser's probability."""
    rows = []
    for row in results.analysis.by_stimulus:
        clip = results.study.stimuli.get(row.name)
        rows.append(
            {
                "stimulus": row.name,
                "condition": clip.condition if clip else None,
                "intended": clip.intended if clip else None,
                "answers": row.n,
                "correct": row.hits,
                "accuracy": _known(row.accuracy),
                "wilson_low": getattr(row.wilson, "low", None),
                "wilson_high": getattr(row.wilson, "high", None),
                "p": _known(row.p),
                "p_holm": _known(row.p_holm),
                "p_bh": _known(row.p_bh),
                "probability_intended": clip.probability if clip else None,
            }
        )
    return pd.DataFrame(rows)


def _known(value: Number) -> float | None:
    return None if isinstance(value, NotEstimable) else value


def _known_results(study: Study, simulated: bool) -> Results:
    kept, _ = page_results(study, include_simulated=simulated)
    if kept is None:
        raise Http404("the results are being computed; come again when the page shows them")
    return kept.results


def _parts(study: Study, simulated: bool, part: Callable[[list[int]], pd.DataFrame]) -> Iterator[pd.DataFrame]:
    """At least one, if only with its head."""
    yield from (part(keys) for keys in session_parts(study, include_simulated=simulated) or [[]])


def _sent(parts: Iterator[pd.DataFrame], name: str) -> StreamingHttpResponse:
    return StreamingHttpResponse(
        (table.to_csv(index=False, header=place == 0) for place, table in enumerate(parts)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _name(study: Study, what: str, simulated: bool) -> str:
    return f"{study.slug}_{what}{'_with_simulated' if simulated else ''}.csv"
