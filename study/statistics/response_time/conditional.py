"""Accuracy of a rater's faster and slower answers: the conditional accuracy function, for speed–accuracy plots."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from study.statistics.clusters import rater_clustered_intervals
from study.statistics.counting import sums_of, table_of, units_of
from study.statistics.estimate import NotEstimable, Number, Range
from study.statistics.response_time.distribution import NO_TIMES

BINS = 5


@dataclass(frozen=True)
class SpeedBin:
    """One part of each rater's answers, between two quantiles of that rater's own response times.

    ``mean_rt_ms``: raters' mean times, averaged. ``accuracy``: of all answers in the bin; its interval draws raters.
    """

    from_quantile: float
    to_quantile: float
    n: int
    raters: int
    mean_rt_ms: Number
    accuracy: Number
    interval: Range


def conditional_accuracy(
    responses: pd.DataFrame, seed: int, condition: str | None = None, bins: int = BINS
) -> tuple[SpeedBin, ...]:
    """Fastest bin first; of one condition, or of all answers. Raters with fewer answers than bins are left out.

    De Jong, Liang & Lauber (1994), J. Exp. Psychol. Hum. Percept. Perform. 20, 731–750; quantiles are taken within
    raters (Ratcliff 1979, Psychol. Bull. 86, 446–461), so that slow raters are not all in the slowest bin.
    """
    timed = responses.loc[responses["rt_ms"].notna(), ["participant", "condition", "correct", "rt_ms"]]
    if condition is not None:
        timed = timed[timed["condition"] == condition]
    rater, names = units_of(timed["participant"])
    times = timed["rt_ms"].to_numpy(np.float64)
    correct = timed["correct"].to_numpy(dtype=bool)
    place = _bins_within(rater, times, len(names), bins)
    shape = (len(names), bins)
    answers, hits = table_of(shape, rater, place), table_of(shape, rater, np.where(correct, place, -1))
    sums = sums_of(shape, times, rater, place)
    present = answers.sum(axis=1) > 0
    intervals = rater_clustered_intervals(hits[present], answers[present], seed)
    return tuple(
        SpeedBin(
            from_quantile=bin_ / bins,
            to_quantile=(bin_ + 1) / bins,
            n=int(answers[:, bin_].sum()),
            raters=int(present.sum()),
            mean_rt_ms=float((sums[present, bin_] / answers[present, bin_]).mean()) if present.any() else _none(times),
            accuracy=float(hits[:, bin_].sum() / answers[:, bin_].sum()) if present.any() else _none(times),
            interval=intervals[bin_] if present.any() else _none(times),
        )
        for bin_ in range(bins)
    )


def _bins_within(rater: np.ndarray, times: np.ndarray, raters: int, bins: int) -> np.ndarray:
    """Which of its rater's bins each answer is in, −1 if the rater has too few; bins differ by one answer at most."""
    order = np.lexsort((times, rater))
    counts = np.bincount(rater, minlength=raters)
    starts = np.concatenate([[0], np.cumsum(counts)[:-1]]) if raters else counts
    rank = np.empty(len(rater), np.int64)
    rank[order] = np.arange(len(rater)) - starts[rater[order]]
    place: np.ndarray = np.where(counts[rater] >= bins, rank * bins // np.maximum(counts[rater], 1), -1)
    return place


def _none(times: np.ndarray) -> NotEstimable:
    return NotEstimable("no rater has as many response times as there are bins") if len(times) else NO_TIMES
