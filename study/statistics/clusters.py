"""Intervals that know that the answers of one rater belong together."""

from __future__ import annotations

from math import sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm, t

from study.statistics.estimate import LEVEL, Interval, NotEstimable, Range
from study.statistics.proportions import NO_RESPONSES

RESAMPLES = 2000
_CHUNK = 100  # resamples held in memory at once

Counts = NDArray[np.int64]


def rater_clustered_intervals(hits: Counts, answers: Counts, seed: int) -> tuple[Range, ...]:
    """Bootstrap interval of each cell's proportion, whole raters drawn with replacement.

    ``hits`` and ``answers`` are counts of shape (raters, cells); all cells share the same draws. Percentile bootstrap
    over clusters (Davison & Hinkley 1997, section 3.8), with percentiles widened for the number of raters so that
    20 raters do not give too short an interval (Hesterberg 2015, Am. Stat. 69, 371–386, "expanded percentile").
    """
    cells = range(hits.shape[1])
    if len(hits) == 0:
        return tuple(NO_RESPONSES for _ in cells)
    rates = _resampled_rates(hits, answers, np.random.default_rng(seed))
    return tuple(_cell_interval(hits[:, cell], answers[:, cell], rates[:, cell]) for cell in cells)


def _resampled_rates(counted_hits: Counts, counted_answers: Counts, rng: np.random.Generator) -> NDArray[np.float64]:
    """Proportions of shape (RESAMPLES, cells); nan where a resample has no answer in a cell."""
    raters = len(counted_hits)
    hits, answers = (
        counted_hits.astype(np.float64),
        counted_answers.astype(np.float64),
    )  # exact, and matrix products are fast
    even = np.full(raters, 1 / raters)
    chunks = []
    for start in range(0, RESAMPLES, _CHUNK):
        times_drawn = rng.multinomial(raters, even, size=min(_CHUNK, RESAMPLES - start)).astype(np.float64)
        drawn = times_drawn @ answers
        chunks.append(np.divide(times_drawn @ hits, drawn, out=np.full(drawn.shape, np.nan), where=drawn > 0))
    return np.concatenate(chunks)


def _cell_interval(hits: Counts, answers: Counts, rates: NDArray[np.float64]) -> Range:
    present = answers > 0
    raters = int(present.sum())
    if raters == 0:
        return NO_RESPONSES
    if raters == 1:
        return NotEstimable("there is one rater only")
    if np.ptp(hits[present] / answers[present]) == 0:
        return NotEstimable("all raters have the same accuracy")
    low, high = np.nanquantile(rates, _expanded_tails(raters))
    return Interval(float(low), float(high))


def _expanded_tails(raters: int) -> tuple[float, float]:
    """Lower and upper quantile whose distance suits a t distribution with ``raters`` − 1 degrees of freedom."""
    tail = (1 - LEVEL) / 2
    expanded = float(norm.cdf(sqrt(raters / (raters - 1)) * t.ppf(tail, raters - 1)))
    return expanded, 1 - expanded
