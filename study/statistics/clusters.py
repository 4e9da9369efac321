"""Intervals that know that the answers of one rater belong together."""

from __future__ import annotations

from math import sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm, t

from study.statistics.estimate import LEVEL, Interval, NotEstimable, Range
from study.statistics.proportions import NO_RESPONSES

Counts = NDArray[np.int64]
Floats = NDArray[np.float64]
FEWEST_TO_DRAW = 12  # raters
RESAMPLES = 2000
_CHUNK = 250  # resamples held in memory at once


def rater_clustered_intervals(hits: Counts, answers: Counts, seed: int) -> tuple[Range, ...]:
    """Bootstrap interval of each cell's proportion, whole raters drawn with replacement.

    ``hits`` and ``answers`` are counts of shape (raters, cells); all cells share the same draws. Percentile bootstrap
    over clusters (Davison & Hinkley 1997, section 3.8), with percentiles widened for the number of raters so that
    20 raters do not give too short an interval (Hesterberg 2015, Am. Stat. 69, 371–386, "expanded percentile").
    Fewer than 12 raters give too few different draws: theirs is a t interval within 0 and 1, by `error_of_ratio`.
    """
    cells = range(hits.shape[1])
    if len(hits) == 0:
        return tuple(NO_RESPONSES for _ in cells)
    rates = _resampled_rates(hits, answers, np.random.default_rng(seed))
    return tuple(_cell_interval(hits[:, cell], answers[:, cell], rates[:, cell]) for cell in cells)


def _resampled_rates(counted_hits: Counts, counted_answers: Counts, rng: np.random.Generator) -> Floats:
    """Proportions of shape (RESAMPLES, cells); nan where a resample has no answer in a cell."""
    # exact as floats too, whose matrix products are fast
    hits, answers = counted_hits.astype(np.float64), counted_answers.astype(np.float64)
    raters = len(hits)
    rates = []
    for _ in range(RESAMPLES // _CHUNK):
        times_drawn = rng.multinomial(raters, np.full(raters, 1 / raters), size=_CHUNK).astype(np.float64)
        drawn = times_drawn @ answers
        rates.append(np.divide(times_drawn @ hits, drawn, out=np.full(drawn.shape, np.nan), where=drawn > 0))
    return np.concatenate(rates)


def _cell_interval(hits: Counts, answers: Counts, rates: Floats) -> Range:
    present = answers > 0
    raters = int(present.sum())
    if raters == 0:
        return NO_RESPONSES
    if raters == 1:
        return NotEstimable("there is one rater only")
    if np.ptp(hits[present] / answers[present]) == 0:
        return NotEstimable("all raters have the same accuracy")
    if raters < FEWEST_TO_DRAW:
        return _t_interval(hits[present], answers[present])
    tail = _expanded_tail(raters)
    low, high = np.nanquantile(rates, [tail, 1 - tail])
    return Interval(float(low), float(high))


def _t_interval(hits: Counts, answers: Counts) -> Range:
    rate = float(hits.sum() / answers.sum())
    half = float(t.ppf((1 + LEVEL) / 2, len(hits) - 1)) * error_of_ratio(hits, answers)
    return Interval(max(0.0, rate - half), min(1.0, rate + half))


def error_of_ratio(sums: Floats | Counts, counts: Counts) -> float:
    """Standard error of Σ sums / Σ counts, both (raters,), of the raters who have any; there must be two.

    G/(G−1) Σ (sum_g − ratio·n_g)² / N² over G raters, for t on G − 1 degrees of freedom: Cochran (1977), Sampling
    Techniques, section 6.3; Liang & Zeger (1986), Biometrika 73, 13–22; Cameron & Miller (2015), J. Hum. Resour. 50,
    317–372.
    """
    raters, total = int((counts > 0).sum()), int(counts.sum())
    left = sums - sums.sum() / total * counts
    return sqrt(raters / (raters - 1) * float(left @ left)) / total


def _expanded_tail(raters: int) -> float:
    """The quantile whose distance to its opposite suits a t distribution with ``raters`` − 1 degrees of freedom."""
    return float(norm.cdf(sqrt(raters / (raters - 1)) * t.ppf((1 - LEVEL) / 2, raters - 1)))
