"""The lines of the curve, and the answer in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from study.planning.figure import PowerLine
from study.planning.summary import Points, curve_of
from study.planning.wording import contrast_title
from study.statistics.estimate import NotEstimable
from study.statistics.planning.formula import model_power, spreads
from study.statistics.planning.plan import StudyPlan
from study.statistics.planning.power import MODEL, contrast_name


def power_lines(plan: StudyPlan, points: Points, factor: float, language: str) -> list[PowerLine]:
    """Fitted to the simulated points of the mixed model; where that cannot be, the formula's line."""
    numbers = sorted(raters for at, raters in points if at == factor)
    places = np.geomspace(numbers[0], numbers[-1], 200) if len(numbers) > 1 else np.array(numbers, np.float64)
    spread = spreads(plan.with_clips(factor))
    lines = []
    for pair in plan.pairs:
        curve = curve_of(points, factor, MODEL, pair)
        if isinstance(curve, NotEstimable):
            power = model_power(spread[pair[0]], spread[pair[1]], places)
        else:
            power = curve.power(places)
        own = [(raters, points[factor, raters][MODEL, contrast_name(pair)]) for raters in numbers]
        known = [(float(raters), moments.mean, moments.error) for raters, moments in own]
        drawn = [(n, mean, se) for n, mean, se in known if isinstance(mean, float) and isinstance(se, float)]
        lines.append(PowerLine(contrast_title(pair, language), places, power, drawn))
    return lines


def said(found: dict[str, Any]) -> Iterator[str]:
    """One sentence per contrast and power, from planning.json's answers; each contrast alone at 5 %."""
    for row in found["answers"]:
        if row["test"] != MODEL:
            continue
        clips = "" if row["clips_factor"] == 1 else f" with {row['clips_factor']:g} times the clips"
        yield f"{contrast_title((row['first'], row['second']), 'en')}, power {row['power']:.0%}{clips}: {_needed(row)}"


def _needed(row: dict[str, Any]) -> str:
    needed = row["needed"]
    if "not_estimable" in needed:
        return f"not estimable, because {needed['not_estimable']}"
    if isinstance(needed["raters"], dict):
        by_formula = row["formula"]
        if isinstance(by_formula, dict):
            return str(by_formula["not_estimable"])
        return f"{needed['raters']['not_estimable']}; by formula {by_formula:g}"
    high = needed["high"] if isinstance(needed["high"], float) else None
    low = needed["low"] if isinstance(needed["low"], float) else None
    between = f" ({low:g} to {high:g})" if low is not None and high is not None else ""
    return f"{needed['raters']:g} raters{between}"
