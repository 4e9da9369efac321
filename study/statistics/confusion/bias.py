"""Which answers raters favour, whatever is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import pandas as pd

from study.statistics.clusters import rater_clustered_intervals
from study.statistics.counting import confusions_of_raters
from study.statistics.estimate import Interval, NotEstimable, Number, Range
from study.statistics.multiplicity import benjamini_hochberg, holm
from study.statistics.paired import t_test
from study.statistics.proportions import NO_RESPONSES

Known = TypeVar("Known", float, Interval)


@dataclass(frozen=True)
class AnswerShare:
    """How often one answer was given. ``even``: if all were used alike; ``shown``: share of clips that called for it.

    The interval draws whole raters. ``p``: t test of the raters' shares against even use.
    """

    label: str
    chosen: int
    n: int
    share: Number
    interval: Range
    even: float
    shown: Number
    p: Number
    p_holm: Number
    p_bh: Number


def response_bias(
    responses: pd.DataFrame, labels: Sequence[str], seed: int, condition: str | None = None
) -> tuple[AnswerShare, ...]:
    """One row per answer. Where emotions were not shown equally often, compare ``share`` with ``shown`` too."""
    counts = confusions_of_raters(responses, labels, condition)
    chosen, shown = counts.sum(axis=1), counts.sum(axis=2).sum(axis=0)
    answers = np.repeat(chosen.sum(axis=1)[:, None], len(labels), axis=1)
    n = int(chosen.sum())
    even = 1 / len(labels)
    shares = chosen / np.maximum(answers, 1)
    p_values = [_even_use(shares[:, place] - even) for place in range(len(labels))]
    intervals = rater_clustered_intervals(chosen, answers, seed)
    corrected = zip(holm(p_values), benjamini_hochberg(p_values), strict=True)
    return tuple(
        AnswerShare(
            label=label,
            chosen=int(chosen[:, place].sum()),
            n=n,
            share=int(chosen[:, place].sum()) / n if n else NO_RESPONSES,
            interval=_worded(intervals[place]),
            even=even,
            shown=int(shown[place]) / n if n else NO_RESPONSES,
            p=p_values[place],
            p_holm=p_holm,
            p_bh=p_bh,
        )
        for place, (label, (p_holm, p_bh)) in enumerate(zip(labels, corrected, strict=True))
    )


def _even_use(differences: np.ndarray) -> Number:
    return _worded(t_test(differences, "answered")[1]) if len(differences) else NO_RESPONSES


def _worded(result: Known | NotEstimable) -> Known | NotEstimable:
    alike = ("the difference is the same in all raters", "all raters have the same accuracy")
    if isinstance(result, NotEstimable) and result.reason in alike:
        return NotEstimable("all raters used it equally often")
    return result
