"""Are correct answers faster than wrong ones, and one condition's than another's? Within raters, as ratios of times.

Logarithms, since response times are skewed to the right (Ratcliff 1993, Psychol. Bull. 114, 510–532).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import exp

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from study.statistics.accuracy.contrasts import IN_BOTH
from study.statistics.counting import Codes, codes_among, sums_of, table_of, units_of
from study.statistics.estimate import NotEstimable, Number, Range, exponential
from study.statistics.multiplicity import benjamini_hochberg, holm
from study.statistics.paired import PairedTest, paired_test


@dataclass(frozen=True)
class CorrectAgainstWrong:
    """Ratio of a rater's response times, correct over wrong (geometric means), across raters."""

    raters: int
    ratio: Number
    interval: Range
    p: Number


@dataclass(frozen=True)
class TimeContrast:
    """Ratio of a rater's response times, ``first`` over ``second`` (geometric means), across raters."""

    first: str
    second: str
    raters: int
    ratio: Number
    interval: Range
    p: Number
    p_holm: Number
    p_bh: Number


def correct_against_wrong(responses: pd.DataFrame) -> CorrectAgainstWrong:
    """One-sample t test, across raters, on the difference of mean log response times."""
    timed = _timed(responses)
    means = _mean_logs(timed, np.where(timed["correct"].to_numpy(dtype=bool), 0, 1), 2)
    test = _compared(means, "has both correct and wrong answers with a response time")
    return CorrectAgainstWrong(test.raters, *_as_ratio(test), test.p)


def time_contrasts(responses: pd.DataFrame, conditions: Sequence[str]) -> tuple[TimeContrast, ...]:
    """Every pair of conditions, by the same test; corrected for the number of pairs."""
    timed = _timed(responses)
    means = _mean_logs(timed, codes_among(timed["condition"], conditions), len(conditions))
    tests = [_compared(means[:, pair], f"{IN_BOTH} with a response time") for pair in _pairs(len(conditions))]
    p_values = [test.p for test in tests]
    rows = zip(combinations(conditions, 2), tests, holm(p_values), benjamini_hochberg(p_values), strict=True)
    return tuple(
        TimeContrast(first, second, test.raters, *_as_ratio(test), test.p, p_holm, p_bh)
        for (first, second), test, p_holm, p_bh in rows
    )


def _pairs(conditions: int) -> list[list[int]]:
    return [list(pair) for pair in combinations(range(conditions), 2)]


def _timed(responses: pd.DataFrame) -> pd.DataFrame:
    columns = responses[["participant", "condition", "correct", "rt_ms"]]
    return columns[columns["rt_ms"] > 0]


def _mean_logs(timed: pd.DataFrame, group: Codes, groups: int) -> NDArray[np.float64]:
    """Mean log response time of (raters, groups); nan where a rater has no answer in a group."""
    rater, names = units_of(timed["participant"])
    shape = (len(names), groups)
    sums = sums_of(shape, np.log(timed["rt_ms"].to_numpy(np.float64)), rater, group)
    counts = table_of(shape, rater, group)
    means: NDArray[np.float64] = np.divide(sums, counts, out=np.full(shape, np.nan), where=counts > 0)
    return means


def _compared(means: NDArray[np.float64], who: str) -> PairedTest:
    both = means[~np.isnan(means).any(axis=1)]
    return paired_test(both[:, 0] - both[:, 1], who)


def _as_ratio(test: PairedTest) -> tuple[Number, Range]:
    if isinstance(test.interval, NotEstimable):
        return test.interval, test.interval
    assert not isinstance(test.difference, NotEstimable)  # an interval has a middle
    return exp(test.difference), exponential(test.interval.low, test.interval.high)
