"""How response times are distributed: quantiles, three kinds of mean, and counts in bins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import t as t_distribution
from scipy.stats import trim_mean

from study.statistics.counting import units_of
from study.statistics.estimate import LEVEL, NotEstimable, Number, Range, exponential, first_reason

Times = NDArray[np.float64]  # milliseconds
TRIMMED = 0.2  # of the answers at each end: Wilcox & Keselman (2003), Psychol. Methods 8, 254–274
NO_TIMES = NotEstimable("there are no response times")


@dataclass(frozen=True)
class ResponseTimes:
    """Response times (ms) of one group of answers; ``group`` is a condition, or which answers.

    ``trimmed_mean``: without the fastest and the slowest fifth. ``geometric_mean``: each rater's mean of logarithms,
    averaged over ``raters``, as a time again; its interval is t's across raters. It leaves out times of 0 and less.
    """

    group: str
    n: int
    median: Number
    lower_quartile: Number
    upper_quartile: Number
    mean: Number
    trimmed_mean: Number
    raters: int
    geometric_mean: Number
    geometric_interval: Range


@dataclass(frozen=True)
class Histogram:
    """Response times of one group in bins of equal width on a logarithmic axis; ``edges_ms`` has one more entry."""

    group: str
    edges_ms: tuple[float, ...]
    counts: tuple[int, ...]


def response_times(responses: pd.DataFrame, conditions: Sequence[str]) -> tuple[ResponseTimes, ...]:
    """Of all answers, by condition, of correct and of wrong answers."""
    raters, names = units_of(responses["participant"])
    times = _times(responses)
    known = ~np.isnan(times)
    return tuple(
        _distribution(name, times[rows & known], raters[rows & known], len(names))
        for name, rows in _groups(responses, conditions)
    )


def histograms(responses: pd.DataFrame, conditions: Sequence[str]) -> tuple[Histogram, ...]:
    """Counts of positive response times per group, the same bins for all; () if there is no spread to bin."""
    times = _times(responses)
    everything = times[times > 0]
    if not len(everything) or np.ptp(everything) == 0:
        return ()
    bins = int(np.clip(np.sqrt(len(everything)), 6, 24))
    edges = np.geomspace(everything.min(), everything.max(), bins + 1)
    edges[[0, -1]] = everything.min(), everything.max()  # geomspace may miss its own ends by a rounding error
    return tuple(
        Histogram(name, tuple(edges.tolist()), tuple(np.histogram(times[rows & (times > 0)], edges)[0].tolist()))
        for name, rows in _groups(responses, conditions)
    )


def _times(responses: pd.DataFrame) -> Times:
    return responses["rt_ms"].to_numpy(np.float64, na_value=np.nan)


def _groups(responses: pd.DataFrame, conditions: Sequence[str]) -> Iterator[tuple[str, NDArray[np.bool_]]]:
    correct = responses["correct"].to_numpy(dtype=bool)
    condition = responses["condition"].to_numpy()
    yield "all answers", np.ones(len(responses), bool)
    for name in conditions:
        yield name, np.asarray(condition == name, bool)
    yield "correct answers", correct
    yield "wrong answers", ~correct


def _distribution(group: str, times: Times, raters: NDArray[np.int64], names: int) -> ResponseTimes:
    if not len(times):
        return ResponseTimes(group, 0, NO_TIMES, NO_TIMES, NO_TIMES, NO_TIMES, NO_TIMES, 0, NO_TIMES, NO_TIMES)
    lower, median, upper = (float(q) for q in np.quantile(times, (0.25, 0.5, 0.75)))
    positive = times > 0
    counts = np.bincount(raters[positive], minlength=names)
    sums = np.bincount(raters[positive], np.log(times[positive]), names)
    geometric, interval = _geometric(sums[counts > 0] / counts[counts > 0])
    return ResponseTimes(
        group=group,
        n=len(times),
        median=median,
        lower_quartile=lower,
        upper_quartile=upper,
        mean=float(times.mean()),
        trimmed_mean=float(trim_mean(times, TRIMMED)),
        raters=int((counts > 0).sum()),
        geometric_mean=geometric,
        geometric_interval=interval,
    )


def _geometric(logs: Times) -> tuple[Number, Range]:
    """From each rater's mean logarithm."""
    n = len(logs)
    if not n:
        none = NotEstimable("there are no response times above zero")
        return none, none
    mean = float(logs.mean())
    missing = first_reason((n == 1, "there is one rater only"), (np.ptp(logs) == 0, "all raters have the same mean"))
    if missing:
        return float(np.exp(mean)), missing
    half = float(t_distribution.ppf((1 + LEVEL) / 2, n - 1) * logs.std(ddof=1) / np.sqrt(n))
    return float(np.exp(mean)), exponential(mean - half, mean + half)
