"""The planning page: how many raters a study takes, by formula, for its own clips and labels.

The formula takes milliseconds, so that a page never simulates; ``manage.py plan_study`` does, and writes both.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from hashlib import sha256

import msgspec
import numpy as np
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from generation.errors import MiburiError
from study.access import results_access
from study.dashboard.images import format_of, image_response
from study.models import Study
from study.planning.figure import PowerLine, condition_title, contrast_title, render_power
from study.planning.reading import plan_of
from study.report.figures.style import FORMATS
from study.statistics.planning import formula
from study.statistics.planning.plan import StudyPlan

RATERS = 20
MOST_RATERS = 2000
SECONDS_KEPT = 3600
LINE = np.geomspace(3, 200, 150)


@dataclass(frozen=True)
class Asked:
    """The plan of a page, the number of raters it speaks of, and what was wrong with the form's values."""

    plan: StudyPlan
    raters: int
    faults: tuple[str, ...]


@dataclass(frozen=True)
class ContrastRow:
    """``needed``: raters for 80 % and 90 %, None where no number will do; ``clips``: times the clips for 80 %."""

    name: str
    difference: float
    power: float
    needed: tuple[int | None, int | None]
    ceiling: float
    clips: float | None


@dataclass(frozen=True)
class ConditionRow:
    """``by_rater`` and ``typical``: widths of the two intervals of its accuracy, as proportions."""

    name: str
    field: str
    accuracy: float
    clips: int
    by_rater: float
    typical: float

    @property
    def percent(self) -> str:
        """As the form has it."""
        return f"{100 * self.accuracy:.4g}"


@require_safe
@results_access
def planning(request: HttpRequest, study: Study) -> HttpResponse:
    """Power of every pair of conditions against the number of raters; the form's values are in the address."""
    try:
        asked = asked_for(study, request.GET)
    except MiburiError as error:
        return render(request, "dashboard/planning.html", {"study": study, "nothing": str(error)})
    context = {
        "study": study,
        "asked": asked,
        "contrasts": contrast_rows(asked),
        "conditions": condition_rows(asked),
        "query": request.GET.urlencode(),
        "forms": FORMATS,
    }
    return render(request, "dashboard/planning.html", context)


@require_safe
@results_access
def planning_figure(request: HttpRequest, study: Study, form: str) -> HttpResponse:
    """The curve as svg, png or pdf."""
    known = format_of(form)
    try:
        asked = asked_for(study, request.GET)
    except MiburiError as error:
        raise Http404(str(error)) from None
    if not asked.plan.pairs:
        raise Http404("one condition has nothing to be compared with")
    stated = sha256(msgspec.json.encode(asked.plan)).hexdigest()
    key = f"planning:{stated}:{asked.raters}:{form}"
    image: bytes | None = cache.get(key)
    if image is None:
        image = render_power(lines(asked.plan), _note(asked.plan), known, asked.raters)
        cache.set(key, image, SECONDS_KEPT)
    return image_response(image, known)


def asked_for(study: Study, query: QueryDict) -> Asked:
    """The study's plan with the form's values in it; a value that cannot be leaves the plan's own in place."""
    plan, faults = plan_of(study), []
    conditions = []
    for condition in plan.conditions:
        percent, fault = _number(query, f"accuracy_{condition.name}", 100 * condition.accuracy, 0.1, 99.9)
        faults.append(fault)
        conditions.append(msgspec.structs.replace(condition, accuracy=percent / 100))
    values = {}
    for name, (least, most) in {"rater_sd": (0.0, 3.0), "clip_sd": (0.0, 3.0)}.items():
        values[name], fault = _number(query, name, getattr(plan, name), least, most)
        faults.append(fault)
    raters, fault = _number(query, "raters", RATERS, 3, MOST_RATERS)
    faults.append(fault)
    plan = msgspec.structs.replace(plan, conditions=tuple(conditions), **values)
    return Asked(plan, round(raters), tuple(fault for fault in faults if fault))


def _number(query: QueryDict, name: str, default: float, least: float, most: float) -> tuple[float, str]:
    """The value of a field, and what is wrong with it; "" if nothing is."""
    stated = query.get(name)
    if stated is None:
        return default, ""
    try:
        value = float(stated)
    except ValueError:
        value = math.nan
    if least <= value <= most:
        return value, ""
    return default, f"{name.replace('_', ' ')}: {stated[:20]!r} is no number from {least:g} to {most:g}"


def contrast_rows(asked: Asked) -> list[ContrastRow]:
    spread, number = formula.spreads(asked.plan), np.array([float(asked.raters)])
    rows = []
    for pair in asked.plan.pairs:
        first, second = spread[pair[0]], spread[pair[1]]
        rows.append(
            ContrastRow(
                name=contrast_title(pair),
                difference=first.accuracy - second.accuracy,
                power=float(formula.model_power(first, second, number)[0]),
                needed=(formula.raters_needed(first, second, 0.8), formula.raters_needed(first, second, 0.9)),
                ceiling=formula.model_ceiling(first, second),
                clips=formula.clips_needed(asked.plan, pair, asked.raters, 0.8),
            )
        )
    return rows


def condition_rows(asked: Asked) -> list[ConditionRow]:
    spread, number = formula.spreads(asked.plan), np.array([float(asked.raters)])
    return [
        ConditionRow(
            name=condition_title(condition.name),
            field=f"accuracy_{condition.name}",
            accuracy=condition.accuracy,
            clips=condition.clips,
            by_rater=float(formula.clustered_width(spread[condition.name], number)[0]),
            typical=float(formula.model_width(spread[condition.name], asked.plan, number)[0]),
        )
        for condition in asked.plan.conditions
    ]


def lines(plan: StudyPlan) -> list[PowerLine]:
    spread = formula.spreads(plan)
    return [
        PowerLine(contrast_title(pair), LINE, formula.model_power(spread[pair[0]], spread[pair[1]], LINE))
        for pair in plan.pairs
    ]


def _note(plan: StudyPlan) -> str:
    return f"By formula; {plan.clips} clips, SD of clips {plan.clip_sd:g} and of raters {plan.rater_sd:g} log odds"
