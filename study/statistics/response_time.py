"""Response time: its distribution, and how it goes with accuracy. Milliseconds from the clip's first frame."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.stats import pearsonr, ttest_1samp

from study.statistics.estimate import LEVEL, Interval, NotEstimable, Number, Range, first_reason

Times = NDArray[np.float64]  # milliseconds
FEWEST_FOR_CORRELATION = 4  # Fisher's z needs n − 3 > 0


@dataclass(frozen=True)
class Correlation:
    """Pearson's r of ``n`` pairs with two-sided p and interval."""

    n: int
    r: Number
    p: Number
    interval: Range


@dataclass(frozen=True)
class RaterSpeed:
    """One rater, without a name: mean response time (ms) and accuracy over ``n`` answers."""

    mean_rt_ms: float
    accuracy: float
    n: int


@dataclass(frozen=True)
class ResponseTimes:
    """Response times (ms) of one group of answers; ``group`` is a condition, or which answers."""

    group: str
    n: int
    median: Number
    lower_quartile: Number
    upper_quartile: Number
    mean: Number


@dataclass(frozen=True)
class Histogram:
    """Response times of one group in bins of equal width on a logarithmic axis; ``edges_ms`` has one more entry."""

    group: str
    edges_ms: tuple[float, ...]
    counts: tuple[int, ...]


@dataclass(frozen=True)
class CorrectAgainstWrong:
    """Ratio of a rater's response times, correct over wrong (geometric means), across raters."""

    raters: int
    ratio: Number
    interval: Range
    p: Number


def speed_of_raters(responses: pd.DataFrame) -> tuple[RaterSpeed, ...]:
    """Mean response time and accuracy of each rater, over answers whose response time is known."""
    timed = responses.dropna(subset=["rt_ms"])
    grouped = timed.groupby("participant", observed=True)
    table = pd.DataFrame({"rt": grouped["rt_ms"].mean(), "hits": grouped["correct"].mean(), "n": grouped.size()})
    return tuple(
        RaterSpeed(float(rt), float(hits), int(n))
        for rt, hits, n in zip(table["rt"], table["hits"], table["n"], strict=True)
    )


def speed_accuracy_correlation(raters: Sequence[RaterSpeed]) -> Correlation:
    """Pearson r of mean response time against accuracy across raters."""
    return pearson(
        [rater.mean_rt_ms for rater in raters],
        [rater.accuracy for rater in raters],
        unit="raters",
        x_name="response time",
        y_name="accuracy",
    )


def pearson(x: ArrayLike, y: ArrayLike, unit: str, x_name: str, y_name: str) -> Correlation:
    """Pearson's r with p from the t distribution and Fisher's (1921) z interval, both by ``scipy.stats.pearsonr``."""
    first, second = np.asarray(x, np.float64), np.asarray(y, np.float64)
    n = len(first)
    missing = first_reason(
        (n < FEWEST_FOR_CORRELATION, f"there are fewer than {FEWEST_FOR_CORRELATION} {unit} ({n})"),
        (n > 0 and np.ptp(first) == 0, f"the {x_name} is the same in all {unit}"),
        (n > 0 and np.ptp(second) == 0, f"the {y_name} is the same in all {unit}"),
    )
    if missing:
        return Correlation(n, missing, missing, missing)
    result = pearsonr(first, second)
    interval = result.confidence_interval(LEVEL)
    return Correlation(
        n, float(result.statistic), float(result.pvalue), Interval(float(interval.low), float(interval.high))
    )


def response_times(responses: pd.DataFrame, conditions: Sequence[str]) -> tuple[ResponseTimes, ...]:
    """Median, quartiles and mean: of all answers, by condition, of correct and of wrong answers."""
    return tuple(_distribution(name, times) for name, times in _times_by_group(responses, conditions))


def histograms(responses: pd.DataFrame, conditions: Sequence[str]) -> tuple[Histogram, ...]:
    """Counts of positive response times per group, the same bins for all; () if there is no spread to bin."""
    positive = [(name, times[times > 0]) for name, times in _times_by_group(responses, conditions)]
    everything = positive[0][1]
    if not len(everything) or np.ptp(everything) == 0:
        return ()
    bins = int(np.clip(np.sqrt(len(everything)), 6, 24))
    edges = np.geomspace(everything.min(), everything.max(), bins + 1)
    edges[[0, -1]] = everything.min(), everything.max()  # geomspace may miss its own ends by a rounding error
    return tuple(
        Histogram(name, tuple(edges.tolist()), tuple(np.histogram(times, edges)[0].tolist()))
        for name, times in positive
    )


def correct_against_wrong(responses: pd.DataFrame) -> CorrectAgainstWrong:
    """Are correct answers faster? One-sample t test, across raters, on the difference of mean log response times.

    Logarithms, since response times are skewed to the right (Ratcliff 1993, Psychol. Bull. 114, 510–532).
    """
    timed = responses[responses["rt_ms"] > 0]
    logs = pd.DataFrame(
        {"participant": timed["participant"], "correct": timed["correct"].astype(bool), "log": np.log(timed["rt_ms"])}
    )
    means = logs.groupby(["participant", "correct"], observed=True)["log"].mean().unstack()
    both = means.reindex(columns=[True, False]).dropna()
    differences = (both[True] - both[False]).to_numpy(np.float64)
    raters = len(differences)
    missing = first_reason(
        (raters == 0, "no rater has both correct and wrong answers with a response time"),
        (raters == 1, "one rater only has both correct and wrong answers with a response time"),
        (raters > 1 and np.ptp(differences) == 0, "the difference is the same in all raters"),
    )
    if missing:
        return CorrectAgainstWrong(raters, missing, missing, missing)
    test = ttest_1samp(differences, 0.0)
    low, high = test.confidence_interval(LEVEL)
    return CorrectAgainstWrong(
        raters,
        float(np.exp(differences.mean())),
        Interval(float(np.exp(low)), float(np.exp(high))),
        float(test.pvalue),
    )


def _times_by_group(responses: pd.DataFrame, conditions: Sequence[str]) -> list[tuple[str, Times]]:
    correct = responses["correct"].astype(bool)
    groups = [("all answers", responses)]
    groups += [(condition, responses[responses["condition"] == condition]) for condition in conditions]
    groups += [("correct answers", responses[correct]), ("wrong answers", responses[~correct])]
    return [(name, rows["rt_ms"].dropna().to_numpy(np.float64)) for name, rows in groups]


def _distribution(group: str, times: Times) -> ResponseTimes:
    if not len(times):
        none = NotEstimable("there are no response times")
        return ResponseTimes(group, 0, none, none, none, none)
    lower, median, upper = (float(q) for q in np.quantile(times, (0.25, 0.5, 0.75)))
    return ResponseTimes(group, len(times), median, lower, upper, float(times.mean()))
