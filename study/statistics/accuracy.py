"""Accuracy by condition, by intended emotion and by both, with intervals, against chance and against each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import sqrt

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import ttest_1samp

from study.statistics.clusters import rater_clustered_intervals
from study.statistics.estimate import LEVEL, Interval, NotEstimable, Number, Range, first_reason
from study.statistics.proportions import NO_RESPONSES, chance_test, holm, wilson_interval


@dataclass(frozen=True)
class Accuracy:
    """Accuracy in one cell. ``cell`` holds the levels of the grouping columns; () is all responses.

    ``wilson`` takes answers as independent, ``clustered`` draws whole raters. ``p`` is the exact test against chance,
    ``p_holm`` the same corrected for the number of cells in the table.
    """

    cell: tuple[str, ...]
    hits: int
    n: int
    raters: int
    accuracy: Number
    wilson: Range
    clustered: Range
    p: Number
    p_holm: Number


@dataclass(frozen=True)
class Contrast:
    """Accuracy of ``first`` minus ``second``, paired within raters: mean, interval, t test, Cohen's d_z."""

    first: str
    second: str
    raters: int
    difference: Number
    interval: Range
    p: Number
    p_holm: Number
    effect_size: Number


def accuracy_table(
    responses: pd.DataFrame, by: Sequence[str], cells: Sequence[tuple[str, ...]], chance: float, seed: int
) -> tuple[Accuracy, ...]:
    """One row per cell of ``cells``, in that order; ``by`` names the columns its levels come from.

    Cells without responses are rows too. ``chance`` is one over the number of answers to choose from.
    """
    hits, answers = _counts(responses, list(by), cells)
    intervals = rater_clustered_intervals(hits, answers, seed)
    totals = [(int(h), int(n)) for h, n in zip(hits.sum(axis=0), answers.sum(axis=0), strict=True)]
    p_values = [chance_test(h, n, chance) for h, n in totals]
    return tuple(
        Accuracy(
            cell=cell,
            hits=h,
            n=n,
            raters=int((answers[:, place] > 0).sum()),
            accuracy=h / n if n else NO_RESPONSES,
            wilson=wilson_interval(h, n),
            clustered=intervals[place],
            p=p_values[place],
            p_holm=adjusted,
        )
        for place, (cell, (h, n), adjusted) in enumerate(zip(cells, totals, holm(p_values), strict=True))
    )


def condition_contrasts(responses: pd.DataFrame, conditions: Sequence[str]) -> tuple[Contrast, ...]:
    """Every pair of conditions, compared across the raters who answered in both.

    Paired t test on each rater's two accuracies, Holm-corrected; d_z = mean / SD of the differences (Lakens 2013,
    Front. Psychol. 4:863, equation 7).
    """
    hits, answers = _counts(responses, ["condition"], [(condition,) for condition in conditions])
    pairs = list(combinations(range(len(conditions)), 2))
    compared = [_paired(hits[:, pair], answers[:, pair]) for pair in pairs]
    adjusted = holm([row[3] for row in compared])
    return tuple(
        Contrast(conditions[a], conditions[b], raters, difference, interval, p, p_holm, effect)
        for (a, b), (raters, difference, interval, p, effect), p_holm in zip(pairs, compared, adjusted, strict=True)
    )


def _paired(hits: NDArray[np.int64], answers: NDArray[np.int64]) -> tuple[int, Number, Range, Number, Number]:
    """Raters, mean difference, interval, p, d_z of two columns of counts (raters, 2)."""
    both = (answers > 0).all(axis=1)
    rates = hits[both] / answers[both]
    differences = rates[:, 0] - rates[:, 1]
    raters = len(differences)
    mean: Number = float(differences.mean()) if raters else NotEstimable("no rater answered in both conditions")
    missing = first_reason(
        (raters == 0, "no rater answered in both conditions"),
        (raters == 1, "one rater only answered in both conditions"),
        (raters > 1 and np.ptp(differences) == 0, "the difference is the same in all raters"),
    )
    if missing:
        return raters, mean, missing, missing, missing
    test = ttest_1samp(differences, 0.0)
    interval = test.confidence_interval(LEVEL)
    effect = float(test.statistic) / sqrt(raters)
    return raters, mean, Interval(float(interval.low), float(interval.high)), float(test.pvalue), effect


def _counts(
    responses: pd.DataFrame, by: list[str], cells: Sequence[tuple[str, ...]]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Hits and answers, both of shape (raters, cells)."""
    participants = responses["participant"].astype("category").cat
    columns = {cell: place for place, cell in enumerate(cells)}
    keys = zip(*(responses[name].tolist() for name in by), strict=True) if by else [()] * len(responses)
    cell_of = np.array([columns.get(key, -1) for key in keys], dtype=np.int64)
    known = cell_of >= 0
    shape = (len(participants.categories), len(cells))
    places = (participants.codes.to_numpy()[known].astype(np.int64), cell_of[known])
    hits, answers = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
    np.add.at(hits, places, responses["correct"].to_numpy(dtype=np.int64)[known])
    np.add.at(answers, places, 1)
    return hits, answers
