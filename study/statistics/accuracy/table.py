"""Accuracy by condition, by intended emotion and by both, with intervals and against chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from study.statistics.clusters import rater_clustered_intervals
from study.statistics.counting import hits_and_answers
from study.statistics.estimate import Number, Range
from study.statistics.multiplicity import benjamini_hochberg, holm
from study.statistics.proportions import NO_RESPONSES, chance_test, wilson_interval


@dataclass(frozen=True)
class Accuracy:
    """Accuracy in one cell. ``cell`` holds the levels of the grouping columns; () is all responses.

    ``wilson`` takes answers as independent, ``clustered`` draws whole raters. ``p`` is the exact test against chance,
    ``p_holm`` and ``p_bh`` the same corrected for the number of cells in the table.
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
        )
        for place, (cell, (h, n), (p_holm, p_bh)) in enumerate(zip(cells, totals, corrected, strict=True))
    )
