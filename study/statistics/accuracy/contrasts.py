"""Conditions compared with each other, across the raters who answered in both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import sqrt

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from study.statistics.counting import hits_and_answers
from study.statistics.estimate import Number, Range
from study.statistics.multiplicity import benjamini_hochberg, holm
from study.statistics.paired import paired_test, sign_tests

IN_BOTH = "answered in both conditions"


@dataclass(frozen=True)
class Contrast:
    """Accuracy of ``first`` minus ``second``, paired within raters: mean, interval, t test on raters − 1 degrees of
    freedom, Cohen's d_z."""

    first: str
    second: str
    raters: int
    difference: Number
    interval: Range
    p: Number
    p_holm: Number
    p_bh: Number
    t: Number
    effect_size: Number
    effect_interval: Range


@dataclass(frozen=True)
class RankContrast:
    """The same pairs without a normal distribution: see `SignTests`. The corrected p values are of ``flip_p``."""

    first: str
    second: str
    raters: int
    median: Number
    wilcoxon_p: Number
    rank_biserial: Number
    flip_p: Number
    flip_p_holm: Number
    flip_p_bh: Number
    exact: bool


def condition_contrasts(responses: pd.DataFrame, conditions: Sequence[str]) -> tuple[Contrast, ...]:
    """Every pair of conditions: paired t test on each rater's two accuracies, corrected for the number of pairs."""
    differences = _differences(responses, conditions)
    tests = [paired_test(row, IN_BOTH) for row in differences]
    p_values = [test.p for test in tests]
    rows = zip(_pairs(conditions), tests, holm(p_values), benjamini_hochberg(p_values), strict=True)
    return tuple(
        Contrast(
            first=first,
            second=second,
            raters=test.raters,
            difference=test.difference,
            interval=test.interval,
            p=test.p,
            p_holm=p_holm,
            p_bh=p_bh,
            t=test.effect_size * sqrt(test.raters) if isinstance(test.effect_size, float) else test.effect_size,
            effect_size=test.effect_size,
            effect_interval=test.effect_interval,
        )
        for (first, second), test, p_holm, p_bh in rows
    )


def condition_rank_contrasts(responses: pd.DataFrame, conditions: Sequence[str], seed: int) -> tuple[RankContrast, ...]:
    """Every pair of conditions by signed ranks and by flipping signs; ``seed`` of the flips that are drawn."""
    tests = [sign_tests(row, IN_BOTH, seed) for row in _differences(responses, conditions)]
    p_values = [test.flip_p for test in tests]
    rows = zip(_pairs(conditions), tests, holm(p_values), benjamini_hochberg(p_values), strict=True)
    return tuple(
        RankContrast(
            first=first,
            second=second,
            raters=test.raters,
            median=test.median,
            wilcoxon_p=test.wilcoxon_p,
            rank_biserial=test.rank_biserial,
            flip_p=test.flip_p,
            flip_p_holm=p_holm,
            flip_p_bh=p_bh,
            exact=test.exact,
        )
        for (first, second), test, p_holm, p_bh in rows
    )


def _pairs(conditions: Sequence[str]) -> list[tuple[str, str]]:
    return list(combinations(conditions, 2))


def _differences(responses: pd.DataFrame, conditions: Sequence[str]) -> list[NDArray[np.float64]]:
    """For each pair of conditions, first minus second of the raters who answered in both."""
    hits, answers = hits_and_answers(responses, ["condition"], [(condition,) for condition in conditions])
    found = []
    for pair in combinations(range(len(conditions)), 2):
        both = (answers[:, pair] > 0).all(axis=1)
        rates = hits[both][:, pair] / answers[both][:, pair]
        found.append(rates[:, 0] - rates[:, 1])
    return found
