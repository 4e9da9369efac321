"""Intraclass correlations of numeric ratings: how much of their variance is the stimuli's.

ICC(A,1) and ICC(A,k) of McGraw & Wong (1996), Psychol. Methods 1, 30–46, case 2A (raters are a sample, absolute
agreement); Shrout & Fleiss (1979) call them ICC(2,1) and ICC(2,k).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import f as f_distribution

from study.statistics.agreement import Agreement
from study.statistics.estimate import LEVEL, Interval, NotEstimable, Number, Range, first_reason
from study.statistics.mixed.crossing import Crossing
from study.statistics.mixed.fit import NO_SOLUTION
from study.statistics.mixed.gaussian import fit_gaussian

NAMES = ("ICC(A,1)", "ICC(A,k)")
SAME_RATINGS = NotEstimable("all raters gave each stimulus the same rating")
SAME_MEANS = NotEstimable("the stimuli's mean ratings differ less than chance would have it")
_SAME = 1e-12


def intraclass(responses: pd.DataFrame, column: str) -> tuple[Agreement, Agreement]:
    """One rater's ratings, and the mean of k raters'. A complete design has the classical analysis of variance with its
    F interval; an incomplete one the same of variance components by REML, with the harmonic mean of ratings per
    stimulus as k."""
    given = responses.loc[responses[column].notna(), ["participant", "stimulus", column]]
    stimuli, raters = int(given["stimulus"].nunique()), int(given["participant"].nunique())
    missing = first_reason(
        (stimuli < 2, f"there are ratings of {stimuli} stimuli"),
        (raters < 2, f"there are ratings of {raters} raters"),
        (len(given) > 0 and float(np.ptp(given[column].astype(float))) == 0, "all ratings are the same"),
        (len(given) == stimuli, "no stimulus was rated twice"),
    )
    if missing:
        one, many = (Agreement(name, stimuli, len(given), missing, missing) for name in NAMES)
        return one, many
    complete = len(given) == stimuli * raters and not given.duplicated(["participant", "stimulus"]).any()
    squares = (
        _of_table(given.pivot(index="stimulus", columns="participant", values=column))
        if complete
        else _of_components(given, column)
    )
    results = ((squares, squares),) * 2 if isinstance(squares, NotEstimable) else squares.results()
    one, many = (
        Agreement(name, stimuli, len(given), value, interval)
        for name, (value, interval) in zip(NAMES, results, strict=True)
    )
    return one, many


@dataclass(frozen=True)
class _MeanSquares:
    """Of stimuli, raters and the rest, with their degrees of freedom; how many ratings each stimulus has and each rater
    gave."""

    stimuli: float
    raters: float
    rest: float
    freedom: tuple[int, int, int]
    per_stimulus: float
    per_rater: float

    def results(self) -> tuple[tuple[Number, Range], tuple[Number, Range]]:
        """A share of variance is not negative: what comes out below zero, an end of an interval too, is 0 (Searle,
        Casella & McCulloch 1992, Variance Components, section 4.4)."""
        k = self.per_stimulus
        spread = max(self.stimuli - self.rest, 0.0)
        of_raters = (self.raters - self.rest) / self.per_rater
        single = spread and spread / (self.stimuli + (k - 1) * self.rest + k * of_raters)
        mean_of_k = spread and spread / (self.stimuli + of_raters)
        if 1 - single < _SAME:
            return (single, SAME_RATINGS), (mean_of_k, SAME_RATINGS)
        interval = self._interval(single)
        if isinstance(interval, NotEstimable):
            return (single, interval), (mean_of_k, interval)
        stepped_up = Interval(*(k * end / (1 + (k - 1) * end) for end in (interval.low, interval.high)))
        return (single, interval), (mean_of_k, stepped_up)

    def _interval(self, single: float) -> Range:
        """McGraw & Wong, table 7, case A,1 (Satterthwaite's degrees of freedom)."""
        n, k, rest = self.per_rater, self.per_stimulus, self.rest
        if self.stimuli < _SAME * (self.raters + rest):
            return SAME_MEANS
        a = k * single / (n * (1 - single)) * self.raters
        b = (1 + k * single * (n - 1) / (n * (1 - single))) * rest
        freedom = (a + b) ** 2 / (a**2 / self.freedom[1] + b**2 / self.freedom[2])
        tail = (1 + LEVEL) / 2
        below = float(f_distribution.ppf(tail, self.freedom[0], freedom))
        above = float(f_distribution.ppf(tail, freedom, self.freedom[0]))
        others = k * self.raters + (k * n - k - n) * rest
        low = n * (self.stimuli - below * rest) / (below * others + n * self.stimuli)
        high = n * (above * self.stimuli - rest) / (others + n * above * self.stimuli)
        return Interval(max(low, 0.0), high) if high > 0 else SAME_MEANS


def _of_table(table: pd.DataFrame) -> _MeanSquares:
    """By analysis of variance; table (stimuli, raters) without gaps."""
    x: NDArray[np.float64] = table.to_numpy(np.float64)
    n, k = x.shape
    mean = x.mean()
    stimuli = k * float(((x.mean(axis=1) - mean) ** 2).sum()) / (n - 1)
    raters = n * float(((x.mean(axis=0) - mean) ** 2).sum()) / (k - 1)
    rest = (float(((x - mean) ** 2).sum()) - stimuli * (n - 1) - raters * (k - 1)) / ((n - 1) * (k - 1))
    return _MeanSquares(stimuli, raters, rest, (n - 1, k - 1, (n - 1) * (k - 1)), k, n)


def _of_components(given: pd.DataFrame, column: str) -> _MeanSquares | NotEstimable:
    """What the variance components (REML) would give a complete design of as many ratings per stimulus and per rater,
    harmonic means: Thomas & Hultquist (1978), Ann. Stat. 6, 582–587, who have one factor."""
    codes = [pd.factorize(given[name]) for name in ("stimulus", "participant")]
    counts = [np.bincount(code) for code, _ in codes]
    sizes = [len(count) for count in counts]
    rest_freedom = len(given) - sum(sizes) + 1
    if rest_freedom < 1:
        return NO_SOLUTION
    turned = sizes[1] > sizes[0]
    (first, second), levels = (codes[::-1], sizes[::-1]) if turned else (codes, sizes)
    crossing = Crossing(np.asarray(first[0], np.int64), np.asarray(second[0], np.int64), (levels[0], levels[1]))
    y = given[column].to_numpy(np.float64)
    try:
        fit = fit_gaussian(crossing, np.ones((len(y), 1)), y)
    except np.linalg.LinAlgError:
        return NO_SOLUTION
    of_stimuli, of_raters = fit.sds[::-1] if turned else fit.sds
    rest = (fit.residual_sd or 0.0) ** 2
    k, n = (float(len(count) / (1 / count).sum()) for count in counts)
    return _MeanSquares(
        stimuli=k * of_stimuli**2 + rest,
        raters=n * of_raters**2 + rest,
        rest=rest,
        freedom=(sizes[0] - 1, sizes[1] - 1, rest_freedom),
        per_stimulus=k,
        per_rater=n,
    )
