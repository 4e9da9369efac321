"""What the planning page asks and answers: where its form starts from, the form's values, and its tables' rows."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import msgspec
import numpy as np
from django.http import QueryDict

from study.dashboard.cached import page_results, state_of
from study.models import Study
from study.planning.figure import PowerLine
from study.planning.fitted import FittedPlan, fitted_plan
from study.planning.reading import plan_of
from study.planning.wording import condition_title, contrast_title, planning_words
from study.report.wording import reason_in
from study.report.written import percent
from study.statistics.estimate import NotEstimable
from study.statistics.planning import formula
from study.statistics.planning.plan import StudyPlan

RATERS = 20
SPREADS = ("rater_sd", "clip_sd")
# The least and the most that the form takes; accuracies in per cent.
LIMITS = {"accuracy": (0.1, 99.9), "spread": (0, 3), "raters": (3, 2000)}
DEFAULTS = "defaults"  # the value of ``from`` that sets the study's own answers aside
LINE = np.geomspace(3, 200, 150)


@dataclass(frozen=True)
class Start:
    """Where the form's values come from. ``missing``: why the study's own answers do not serve, None if they do or
    were not wanted."""

    design: StudyPlan
    fitted: FittedPlan | None
    missing: NotEstimable | None

    @property
    def plan(self) -> StudyPlan:
        return self.fitted.plan if self.fitted else self.design

    @property
    def raters(self) -> int:
        """As many as the study has, if that is known of its answers; else as the paper had."""
        least, most = LIMITS["raters"]
        return round(max(least, min(self.fitted.raters, most))) if self.fitted else RATERS


@dataclass(frozen=True)
class Fault:
    """A value of the form that cannot be."""

    field: str
    stated: str
    least: float
    most: float


@dataclass(frozen=True)
class Asked:
    """The plan of a page, the number of raters it speaks of, and what was wrong with the form's values."""

    start: Start
    plan: StudyPlan
    raters: int
    faults: tuple[Fault, ...]


@dataclass(frozen=True)
class ContrastRow:
    """``needed``: raters for 80 % and 90 %, None where no number will do, which ``never`` says; ``clips``: times the
    clips for 80 %."""

    name: str
    difference: float
    power: float
    needed: tuple[int | None, int | None]
    never: str
    clips: float | None


@dataclass(frozen=True)
class ConditionRow:
    """``by_rater`` and ``typical``: widths of the two intervals of its accuracy, as proportions."""

    name: str
    field: str
    label: str
    accuracy: float
    clips: int
    by_rater: float
    typical: float

    @property
    def percent(self) -> str:
        """As the form has it."""
        return f"{100 * self.accuracy:.4g}"


def start_of(study: Study, query: QueryDict) -> Start:
    """The study's own models where there are enough answers of people, unless ``from=defaults`` is asked for.

    Raises MiburiError if the study has no clips to plan with.
    """
    design = plan_of(study)
    if query.get("from") == DEFAULTS:
        return Start(design, None, None)
    if not state_of(study).responses:
        return Start(design, None, NotEstimable("there are no responses"))
    kept, _ = page_results(study, include_simulated=False)
    if kept is None:
        return Start(design, None, NotEstimable("the mixed models of these answers have not been fitted yet"))
    found = fitted_plan(design, kept.results.models, kept.results.analysis.speed_accuracy.across_raters)
    return Start(design, None, found) if isinstance(found, NotEstimable) else Start(design, found, None)


def asked_for(study: Study, query: QueryDict) -> Asked:
    """The start with the form's values in it; a value that cannot be leaves the start's own in place."""
    start = start_of(study, query)
    faults: list[Fault] = []

    def number(field: str, default: float, kind: str) -> float:
        least, most = LIMITS[kind]
        value = _number(query.get(field), default)
        if least <= value <= most:
            return value
        faults.append(Fault(field, str(query.get(field))[:20], least, most))
        return default

    conditions = tuple(
        msgspec.structs.replace(
            condition, accuracy=number(_field(condition.name), 100 * condition.accuracy, "accuracy") / 100
        )
        for condition in start.plan.conditions
    )
    spreads = {name: number(name, getattr(start.plan, name), "spread") for name in SPREADS}
    raters = number("raters", start.raters, "raters")
    plan = msgspec.structs.replace(start.plan, conditions=conditions, **spreads)
    return Asked(start, plan, round(raters), tuple(faults))


def _number(stated: str | None, default: float) -> float:
    """nan if it is none."""
    if stated is None:
        return default
    try:
        return float(stated)
    except ValueError:
        return math.nan


def _field(condition: str) -> str:
    return f"accuracy_{condition}"


def start_sentences(start: Start, language: str) -> list[str]:
    """Where the form's values come from, and why not from the study's own answers."""
    words = planning_words(language)
    if found := start.fitted:
        counts = {"answers": f"{found.answers:,}", "raters": f"{found.raters:,}", "stimuli": f"{found.stimuli:,}"}
        fields = ", ".join(words[f"plan_{name}"] for name in found.guessed)
        guessed = [words["plan_guessed"].format(fields=fields)] if fields else []
        return [words["plan_from_answers"].format(**counts), *guessed]
    said = [words["plan_from_defaults"].format(labels=start.design.labels)]
    if start.missing:
        said.append(words["plan_why_defaults"].format(reason=reason_in(start.missing, language)))
    return said


def fault_sentences(asked: Asked, language: str) -> list[str]:
    words = planning_words(language)
    labels = _labels(asked.plan, language)
    return [
        words["plan_fault"].format(
            field=labels[fault.field], stated=f"“{fault.stated}”", least=f"{fault.least:g}", most=f"{fault.most:g}"
        )
        for fault in asked.faults
    ]


def _labels(plan: StudyPlan, language: str) -> Mapping[str, str]:
    """What the form calls its fields."""
    words = planning_words(language)
    return {name: words[f"plan_{name}"] for name in ("raters", *SPREADS)} | {
        _field(each.name): words["plan_accuracy"].format(condition=condition_title(each.name, language))
        for each in plan.conditions
    }


def contrast_rows(asked: Asked, language: str) -> list[ContrastRow]:
    spread, number, words = formula.spreads(asked.plan), np.array([float(asked.raters)]), planning_words(language)
    rows = []
    for pair in asked.plan.pairs:
        first, second = spread[pair[0]], spread[pair[1]]
        rows.append(
            ContrastRow(
                name=contrast_title(pair, language),
                difference=first.accuracy - second.accuracy,
                power=float(formula.model_power(first, second, number)[0]),
                needed=(formula.raters_needed(first, second, 0.8), formula.raters_needed(first, second, 0.9)),
                never=words["plan_no_number"].format(ceiling=percent(formula.model_ceiling(first, second), 0)),
                clips=formula.clips_needed(asked.plan, pair, asked.raters, 0.8),
            )
        )
    return rows


def condition_rows(asked: Asked, language: str) -> list[ConditionRow]:
    spread, number = formula.spreads(asked.plan), np.array([float(asked.raters)])
    labels = _labels(asked.plan, language)
    return [
        ConditionRow(
            name=condition_title(condition.name, language),
            field=_field(condition.name),
            label=labels[_field(condition.name)],
            accuracy=condition.accuracy,
            clips=condition.clips,
            by_rater=float(formula.clustered_width(spread[condition.name], number)[0]),
            typical=float(formula.model_width(spread[condition.name], asked.plan, number)[0]),
        )
        for condition in asked.plan.conditions
    ]


def power_lines(plan: StudyPlan, language: str) -> list[PowerLine]:
    """By formula, over the range of the page's figure."""
    spread = formula.spreads(plan)
    return [
        PowerLine(contrast_title(pair, language), LINE, formula.model_power(spread[pair[0]], spread[pair[1]], LINE))
        for pair in plan.pairs
    ]
