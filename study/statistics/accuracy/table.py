"""Accuracy by condition, by intended emotion and by both, with intervals and against chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from study.statistics.clusters import rater_clustered_intervals
from study.statistics.counting import Counts, hits_and_answers
from study.statistics.estimate import Number, Range
from study.statistics.multiplicity import benjamini_hochberg, holm
from study.statistics.paired import t_test
from study.statistics.proportions import NO_RESPONSES, chance_test, wilson_interval


@dataclass(frozen=True)
class Accuracy:
    """Accuracy in one cell. ``cell`` holds the levels of the grouping columns; () is all responses.

    ``wilson`` takes answers as independent, ``clustered`` draws whole raters. ``p`` is the exact test against chance,
    which takes answers as independent, ``p_holm`` and ``p_bh`` the same corrected for the number of cells in the table.
    ``t`` and ``t_p_holm`` are those of a t test of the raters' accuracies against chance: raters are a sample, not
    clips.
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
    p_bh: Number
    t: Number
    t_p_holm: Number


def accuracy_table(
    responses: pd.DataFrame, by: Sequence[str], cells: Sequence[tuple[str, ...]], chance: float, seed: int
) -> tuple[Accuracy, ...]:
    """One row per cell of ``cells``, in that order; ``by`` names the columns its levels come from.

    Cells without responses are rows too. ``chance`` is one over the number of answers to choose from.
    """
    hits, answers = hits_and_answers(responses, by, cells)
    intervals = rater_clustered_intervals(hits, answers, seed)
    totals = [(int(h), int(n)) for h, n in zip(hits.sum(axis=0), answers.sum(axis=0), strict=True)]
    p_values = [chance_test(h, n, chance) for h, n in totals]
    tests = [_across_raters(h, n, chance) for h, n in zip(hits.T, answers.T, strict=True)]
    t_p_holm = holm([p for _, p in tests])
    corrected = zip(holm(p_values), benjamini_hochberg(p_values), strict=True)
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
            p_holm=p_holm,
            p_bh=p_bh,
            t=tests[place][0],
            t_p_holm=t_p_holm[place],
        )
        for place, (cell, (h, n), (p_holm, p_bh)) in enumerate(zip(cells, totals, corrected, strict=True))
    )


def _across_raters(hits: Counts, answers: Counts, chance: float) -> tuple[Number, Number]:
    """t and p of the accuracies of the raters who answered, each counted alike."""
    present = answers > 0
    apart = hits[present] / answers[present] - chance
    return t_test(apart, "answered") if len(apart) else (NO_RESPONSES, NO_RESPONSES)
