"""Accuracy of each rater and of each stimulus."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from study.statistics.counting import units_of
from study.statistics.estimate import Number, Range
from study.statistics.multiplicity import benjamini_hochberg, holm
from study.statistics.proportions import NO_RESPONSES, chance_test, wilson_interval


@dataclass(frozen=True)
class UnitAccuracy:
    """One rater or one stimulus: ``hits`` of ``n`` answers, Wilson's interval, and the exact test against chance, with
    both corrections for the number of raters or stimuli that have answers."""

    name: str
    hits: int
    n: int
    accuracy: Number
    wilson: Range
    p: Number
    p_holm: Number
    p_bh: Number


def accuracy_of_raters(responses: pd.DataFrame, chance: float) -> tuple[UnitAccuracy, ...]:
    """One row per rater, by name. Who does no better than chance may not have tried; it is no reason to exclude after
    the fact."""
    return _accuracy_of(responses, "participant", chance)


def accuracy_of_stimuli(
    responses: pd.DataFrame, chance: float, stimuli: Sequence[str] = ()
) -> tuple[UnitAccuracy, ...]:
    """One row per stimulus, by name. Its answers are of different raters, so that Wilson's interval holds. ``stimuli``
    that nobody answered have rows too."""
    return _accuracy_of(responses, "stimulus", chance, stimuli)


def _accuracy_of(
    responses: pd.DataFrame, column: str, chance: float, named: Sequence[str] = ()
) -> tuple[UnitAccuracy, ...]:
    unit, answered = units_of(responses[column])
    names = [*answered, *sorted(set(named).difference(answered))]
    answers = np.bincount(unit, minlength=len(names)).tolist()
    hits = np.bincount(unit[responses["correct"].to_numpy(dtype=bool)], minlength=len(names)).tolist()
    p_values = [chance_test(h, n, chance) for h, n in zip(hits, answers, strict=True)]
    rows = zip(names, hits, answers, p_values, holm(p_values), benjamini_hochberg(p_values), strict=True)
    units = (
        UnitAccuracy(name, h, n, h / n if n else NO_RESPONSES, wilson_interval(h, n), p, p_holm, p_bh)
        for name, h, n, p, p_holm, p_bh in rows
    )
    return tuple(sorted(units, key=lambda row: row.name)) if named else tuple(units)
