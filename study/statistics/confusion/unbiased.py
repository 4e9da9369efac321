"""Is an emotion recognised beyond chance when favourite answers gain nothing? Wagner's H_u, and the test of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import norm

from study.statistics.confusion.matrix import NEVER_SHOWN, unbiased_chance, unbiased_hit_rate
from study.statistics.counting import Counts, confusions_of_raters
from study.statistics.estimate import Interval, NotEstimable, Number, Range
from study.statistics.jackknife import jackknife
from study.statistics.multiplicity import benjamini_hochberg, holm

Floats = NDArray[np.float64]
_SAME = 1e-12


@dataclass(frozen=True)
class UnbiasedHitRate:
    """One emotion. ``unbiased`` and ``chance`` are means over ``raters``; the interval is for other raters. ``p``: no
    rater recognises it."""

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
    """H_u = hits² / (shown × chosen) of each rater (Wagner 1993, J. Nonverbal Behav. 17, 3–28), averaged, and whether
    hits are more than each rater's chance, (shown / N) × (chosen / N).

    The interval of the mean allows for its skewness (`study.statistics.jackknife`): few raters name few emotions often.
    A rater who saw the emotion and never gave its name has 0: it was not recognised. One who never saw it is left out.
    """
    counts = confusions_of_raters(responses, labels, condition)
    shown = counts.sum(axis=2)
    rates, chances = np.nan_to_num(unbiased_hit_rate(counts)), unbiased_chance(counts)
    p_values = [beyond_chance(counts, place) for place in range(len(labels))]
    rows = [_means(rates[seen, place], chances[seen, place]) for place, seen in enumerate((shown > 0).T)]
    corrected = zip(p_values, holm(p_values), benjamini_hochberg(p_values), strict=True)
    return tuple(UnbiasedHitRate(label, *row, *p) for label, row, p in zip(labels, rows, corrected, strict=True))


def beyond_chance(counts: Counts, place: int) -> Number:
    """Two-sided p that the hits of one emotion are those of raters who give their answers without looking.

    Mantel & Haenszel (1959), J. Natl. Cancer Inst. 22, 719–748, of the tables shown × chosen of each rater (raters,
    intended, chosen), without correction for continuity. It holds each rater's own number of times that the answer was
    given, so that favourite answers gain nothing; unlike Wagner's t test of arcsines it errs as seldom as it says with
    few clips per emotion.
    """
    n = counts.sum(axis=(1, 2)).astype(np.float64)
    shown, chosen = counts[:, place].sum(axis=1), counts[:, :, place].sum(axis=1)
    if not shown.any():
        return NEVER_SHOWN
    free = (shown * chosen * (n - shown) * (n - chosen)).astype(np.float64)
    variance = float((free / np.maximum(n**2 * (n - 1), 1)).sum())
    if variance == 0:
        return NotEstimable("no rater could have been right or wrong by chance")
    apart = float((counts[:, place, place] - shown * chosen / n).sum())
    return float(2 * norm.sf(abs(apart) / sqrt(variance)))


def _means(rates: Floats, chances: Floats) -> tuple[int, Number, Range, Number]:
    raters = len(rates)
    if not raters:
        return 0, NEVER_SHOWN, NEVER_SHOWN, NEVER_SHOWN
    return raters, float(rates.mean()), _interval(rates), float(chances.mean())


def _interval(rates: Floats) -> Range:
    raters = len(rates)
    if raters == 1:
        return NotEstimable("one rater only saw it")
    if np.ptp(rates) < _SAME:
        return NotEstimable("the unbiased hit rate is the same in all raters")
    mean = float(rates.mean())
    interval = jackknife(mean, mean + (mean - rates) / (raters - 1)).interval()
    return Interval(max(interval.low, 0.0), min(interval.high, 1.0))
