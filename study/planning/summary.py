"""What a simulated plan says: power and precision at every point, and how many raters it takes; as plain values."""

from __future__ import annotations

import json
from collections.abc import Mapping
from math import inf
from typing import Any

import msgspec
import numpy as np

from generation import __version__
from study.statistics.estimate import NotEstimable, Number, to_json
from study.statistics.planning import formula
from study.statistics.planning.curve import PowerCurve, RatersNeeded, fit_curve, raters_needed
from study.statistics.planning.plan import StudyPlan
from study.statistics.planning.power import (
    ALPHA,
    CORRELATION,
    MODEL,
    MODEL_HOLM,
    PAIRED,
    PAIRED_HOLM,
    WIDTH_CLUSTERED,
    WIDTH_MODEL,
    Moments,
    Tally,
    contrast_name,
)

SCHEMA = "miburi.planning/1"
TARGETS = (0.8, 0.9)
DIGITS = 6
Points = Mapping[tuple[float, int], Tally]


def summary(plan: StudyPlan, seed: int, points: Points) -> dict[str, Any]:
    """planning.json. ``points``: sums by factor of clips and number of raters."""
    found = {
        "schema": SCHEMA,
        "miburi": __version__,
        "plan": json.loads(msgspec.json.encode(plan)),
        "intercepts": dict(zip(plan.names, plan.intercepts.tolist(), strict=True)),
        "seed": seed,
        "alpha": ALPHA,
        "points": [_point(plan.with_clips(key[0]), *key, tally) for key, tally in sorted(points.items())],
        "answers": [answer for factor in factors(points) for answer in _answers(plan, factor, points, seed)],
    }
    rounded: dict[str, Any] = _rounded(to_json(found))
    return rounded


def factors(points: Points) -> list[float]:
    return sorted({factor for factor, _ in points})


def curve_of(points: Points, factor: float, measure: str, pair: tuple[str, str]) -> PowerCurve | NotEstimable:
    """Through the simulated powers of one contrast."""
    return fit_curve(*_counts(points, factor, measure, pair))


def _counts(
    points: Points, factor: float, measure: str, pair: tuple[str, str]
) -> tuple[list[int], list[float], list[int]]:
    own = {
        raters: tally[measure, contrast_name(pair)] for (at, raters), tally in sorted(points.items()) if at == factor
    }
    return list(own), [moments.total for moments in own.values()], [moments.n for moments in own.values()]


def _point(plan: StudyPlan, factor: float, raters: int, tally: Tally) -> dict[str, Any]:
    spread, number = formula.spreads(plan), np.array([float(raters)])
    contrasts = []
    for pair in plan.pairs:
        own = {measure: _moments(tally[measure, contrast_name(pair)]) for measure in _MEASURES}
        by_formula = {
            "model": float(formula.model_power(spread[pair[0]], spread[pair[1]], number)[0]),
            "paired": float(formula.paired_power(spread[pair[0]], spread[pair[1]], number)[0]) if raters > 1 else None,
        }
        contrasts.append({"first": pair[0], "second": pair[1], **own, "formula": by_formula})
    return {
        "clips_factor": factor,
        "clips": {condition.name: condition.clips for condition in plan.conditions},
        "raters": raters,
        "contrasts": contrasts,
        "widths": {
            name: {
                "by_rater": _moments(tally[WIDTH_CLUSTERED, name]),
                "model": _moments(tally[WIDTH_MODEL, name]),
                "model_by_formula": float(formula.model_width(spread[name], plan, number)[0]),
            }
            for name in plan.names
        },
        "response_time_accuracy": _moments(tally[CORRELATION, "raters"]),
    }


_MEASURES = (MODEL, MODEL_HOLM, PAIRED, PAIRED_HOLM)


def _answers(plan: StudyPlan, factor: float, points: Points, seed: int) -> list[dict[str, Any]]:
    spread = formula.spreads(plan.with_clips(factor))
    rows = []
    for measure in (MODEL, MODEL_HOLM):
        for pair in plan.pairs:
            raters, _, studies = _counts(points, factor, measure, pair)
            curve = curve_of(points, factor, measure, pair)
            if isinstance(curve, NotEstimable):
                needed: tuple[RatersNeeded | NotEstimable, ...] = (curve,) * len(TARGETS)
            else:
                needed = raters_needed(curve, raters, studies, TARGETS, seed)
            for target, number in zip(TARGETS, needed, strict=True):
                by_formula: Number = formula.raters_needed(spread[pair[0]], spread[pair[1]], target) or _never(
                    spread, pair
                )
                rows.append(
                    {
                        "clips_factor": factor,
                        "first": pair[0],
                        "second": pair[1],
                        "test": measure,
                        "power": target,
                        "needed": number,
                        "formula": by_formula if measure == MODEL else None,
                    }
                )
    return rows


def _never(spread: Mapping[str, formula.Spread], pair: tuple[str, str]) -> NotEstimable:
    ceiling = formula.model_ceiling(spread[pair[0]], spread[pair[1]])
    return NotEstimable(
        f"with as many clips no number of raters gives more power than {ceiling:.0%}: it takes more clips"
    )


def _moments(moments: Moments) -> dict[str, Any]:
    return {"value": moments.mean, "error": moments.error, "studies": moments.n, "not_estimable": moments.failed}


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _rounded(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_rounded(each) for each in value]
    return round(value, DIGITS) if isinstance(value, float) and abs(value) < inf else value
