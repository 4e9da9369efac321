"""Is an emotion recognised beyond chance when favourite answers gain nothing? Wagner's H_u across raters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from study.statistics.confusion.matrix import NEVER_SHOWN, unbiased_chance, unbiased_hit_rate
from study.statistics.counting import confusions_of_raters
from study.statistics.estimate import NotEstimable, Number, Range
from study.statistics.multiplicity import benjamini_hochberg, holm
from study.statistics.paired import paired_test

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class UnbiasedHitRate:
    """One emotion. ``unbiased`` and ``chance`` are means over ``raters``, with t interval; ``p`` compares the two."""

    label: str
    raters: int
    unbiased: Number
    interval: Range
    chance: Number
    p: Number
    p_holm: Number
    p_bh: Number


def unbiased_hit_rates(
    responses: pd.DataFrame, labels: Sequence[str], condition: str | None = None
) -> tuple[UnbiasedHitRate, ...]:
    """H_u of each rater, and the test that Wagner (1993, J. Nonverbal Behav. 17, 3–28) asks for.

    Each rater's H_u = hits² / (shown × chosen) is compared with that rater's chance (shown / N) × (chosen / N) by a
    paired t test on arcsines of square roots. A rater who saw the emotion and never gave its name has 0 of both: it was
    not recognised, and could not be by chance. One who never saw it is left out.
    """
    counts = confusions_of_raters(responses, labels, condition)
    shown = counts.sum(axis=2)
    rates, chances = np.nan_to_num(unbiased_hit_rate(counts)), unbiased_chance(counts)
    rows = [_recognised(rates[seen, place], chances[seen, place]) for place, seen in enumerate((shown > 0).T)]
    p_values = [row[4] for row in rows]
    corrected = zip(holm(p_values), benjamini_hochberg(p_values), strict=True)
    return tuple(
        UnbiasedHitRate(label, *row, p_holm, p_bh)
        for label, row, (p_holm, p_bh) in zip(labels, rows, corrected, strict=True)
    )


def _recognised(rates: Floats, chances: Floats) -> tuple[int, Number, Range, Number, Number]:
    raters = len(rates)
    if not raters:
        return 0, NEVER_SHOWN, NEVER_SHOWN, NEVER_SHOWN, NEVER_SHOWN
    across = paired_test(rates, "saw it")
    told = paired_test(np.arcsin(np.sqrt(rates)) - np.arcsin(np.sqrt(chances)), "saw it")
    interval = across.interval
    if isinstance(interval, NotEstimable) and raters > 1:
        interval = NotEstimable("the unbiased hit rate is the same in all raters")
    return raters, float(rates.mean()), interval, float(chances.mean()), told.p
