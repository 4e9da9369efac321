"""Do those who take longer see more? Across raters, across stimuli, and within raters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from study.statistics.correlation import Correlation, WithinCorrelation, pearson, spearman, within_raters
from study.statistics.counting import units_of

Floats = NDArray[np.float64]
NAMES = ("response time", "accuracy")


@dataclass(frozen=True)
class RaterSpeed:
    """One rater, without a name: mean response time (ms) and accuracy over ``n`` answers."""

    mean_rt_ms: float
    accuracy: float
    n: int


@dataclass(frozen=True)
class StimulusSpeed:
    """One stimulus: mean response time (ms) and accuracy over ``n`` answers."""

    stimulus: str
    mean_rt_ms: float
    accuracy: float
    n: int


@dataclass(frozen=True)
class SpeedAccuracy:
    """Response time against accuracy, three ways, with ranks beside each.

    Across raters (the paper's r) and across stimuli: mean response times and accuracies. Within raters: the logarithm
    of each response time against whether that answer was correct; ``within_raters_ranks`` takes ranks within each
    rater instead of logarithms.
    """

    across_raters: Correlation
    across_raters_ranks: Correlation
    across_stimuli: Correlation
    across_stimuli_ranks: Correlation
    within_raters: WithinCorrelation
    within_raters_ranks: WithinCorrelation


def speed_of_raters(responses: pd.DataFrame) -> tuple[RaterSpeed, ...]:
    """Mean response time and accuracy of each rater, over answers whose response time is known."""
    return tuple(RaterSpeed(rt, hits, n) for _, rt, hits, n in _speeds(responses, "participant"))


def speed_of_stimuli(responses: pd.DataFrame) -> tuple[StimulusSpeed, ...]:
    """The same of each stimulus."""
    return tuple(StimulusSpeed(*row) for row in _speeds(responses, "stimulus"))


def speed_accuracy_correlation(raters: Sequence[RaterSpeed]) -> Correlation:
    """Pearson r of mean response time against accuracy across raters."""
    return pearson([rater.mean_rt_ms for rater in raters], [rater.accuracy for rater in raters], "raters", *NAMES)


def speed_accuracy(responses: pd.DataFrame) -> SpeedAccuracy:
    """All six correlations. Answers without a response time are left out; those within raters need one above zero."""
    raters, stimuli = speed_of_raters(responses), speed_of_stimuli(responses)
    of_raters = [rater.mean_rt_ms for rater in raters], [rater.accuracy for rater in raters]
    of_stimuli = [stimulus.mean_rt_ms for stimulus in stimuli], [stimulus.accuracy for stimulus in stimuli]
    timed = responses.loc[responses["rt_ms"] > 0, ["participant", "correct", "rt_ms"]]
    times, correct = timed["rt_ms"].to_numpy(np.float64), timed["correct"].to_numpy(dtype=bool).astype(np.float64)
    ranks = timed["rt_ms"].groupby(timed["participant"], observed=True).rank().to_numpy(np.float64)
    return SpeedAccuracy(
        across_raters=pearson(*of_raters, "raters", *NAMES),
        across_raters_ranks=spearman(*of_raters, "raters", *NAMES),
        across_stimuli=pearson(*of_stimuli, "stimuli", *NAMES),
        across_stimuli_ranks=spearman(*of_stimuli, "stimuli", *NAMES),
        within_raters=within_raters(timed["participant"], np.log(times), correct, *NAMES),
        within_raters_ranks=within_raters(timed["participant"], ranks, correct, *NAMES),
    )


def _speeds(responses: pd.DataFrame, column: str) -> list[tuple[str, float, float, int]]:
    timed = responses.loc[responses["rt_ms"].notna(), [column, "correct", "rt_ms"]]
    unit, names = units_of(timed[column])
    n = np.bincount(unit, minlength=len(names))
    times = np.bincount(unit, timed["rt_ms"].to_numpy(np.float64), len(names)) / n
    hits = np.bincount(unit, timed["correct"].to_numpy(dtype=bool), len(names)) / n
    return list(zip(names, times.tolist(), hits.tolist(), n.tolist(), strict=True))
