"""How much of what was shown comes across in the answers, in bits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log, sqrt

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import t

from study.statistics.counting import confusions_of_raters
from study.statistics.estimate import LEVEL, Interval, NotEstimable, Number, Range, first_reason
from study.statistics.jackknife import jackknife
from study.statistics.proportions import NO_RESPONSES

Floats = NDArray[np.float64]
_CHUNK = 1000  # raters left out at once


@dataclass(frozen=True)
class Information:
    """Bits per answer, over ``n`` answers of ``raters``.

    ``transmitted`` is as counted, ``corrected`` less its small-sample bias (it may fall below zero: read none).
    ``maximum`` is the entropy of what was shown, ``relative`` = corrected / maximum; both intervals leave out raters in
    turn.
    """

    n: int
    raters: int
    transmitted: Number
    corrected: Number
    interval: Range
    maximum: Number
    relative: Number
    relative_interval: Range


def information_transmitted(
    responses: pd.DataFrame, labels: Sequence[str], condition: str | None = None
) -> Information:
    """T = H(intended) + H(chosen) − H(intended, chosen): Shannon (1948, Bell Syst. Tech. J. 27, 379–423); of confusions
    Miller & Nicely (1955, J. Acoust. Soc. Am. 27, 338–352).

    Counting overestimates it (Sagi & Svirsky 2008, J. Acoust. Soc. Am. 123, 2848–2857): the first term of the bias,
    (occupied cells − rows − columns + 1) / (2 N ln 2), is taken away (Miller 1955; Panzeri & Treves 1996, Network 7,
    87–107) where it is positive; fewer occupied cells come of answers that hardly vary. Interval: t with the variance
    of the `jackknife` over raters.
    """
    counts = confusions_of_raters(responses, labels, condition).astype(np.float64)
    total = counts.sum(axis=0)
    n, raters = int(total.sum()), len(counts)
    if not n:
        return Information(0, 0, *(NO_RESPONSES,) * 6)
    transmitted, bias, maximum = (float(values[0]) for values in _bits(total[None]))
    one_shown = NotEstimable("one emotion only was shown")
    if maximum == 0:
        return Information(n, raters, *(one_shown,) * 3, 0.0, *(one_shown,) * 2)
    corrected = transmitted - bias
    left = _left_out(counts, total) if raters > 1 else np.zeros((2, 0))
    return Information(
        n=n,
        raters=raters,
        transmitted=transmitted,
        corrected=corrected,
        interval=_interval(corrected, left[0]),
        maximum=maximum,
        relative=corrected / maximum,
        relative_interval=_interval(corrected / maximum, left[1]),
    )


def _bits(counts: Floats) -> tuple[Floats, Floats, Floats]:
    """Transmitted information, its bias, and the entropy of what was shown, of matrices (m, intended, chosen)."""
    n = counts.sum(axis=(1, 2))
    rows, columns = counts.sum(axis=2), counts.sum(axis=1)
    cells = counts.reshape(len(counts), -1)
    shown = _entropy(rows, n)
    occupied = [(part > 0).sum(axis=1) for part in (cells, rows, columns)]
    bias = np.maximum(occupied[0] - occupied[1] - occupied[2] + 1, 0) / (2 * n * log(2))
    return shown + _entropy(columns, n) - _entropy(cells, n), bias, shown


def _entropy(counts: Floats, n: Floats) -> Floats:
    shares = counts / n[:, None]
    bits: Floats = -(shares * np.log2(shares, out=np.zeros_like(shares), where=shares > 0)).sum(axis=1)
    return bits


def _left_out(counts: Floats, total: Floats) -> Floats:
    """Corrected and relative information without each rater in turn: (2, raters); nan where it cannot be told."""
    parts = []
    for start in range(0, len(counts), _CHUNK):
        transmitted, bias, maximum = _bits(total - counts[start : start + _CHUNK])
        corrected = transmitted - bias
        relative = np.divide(corrected, maximum, out=np.full(len(corrected), np.nan), where=maximum > 0)
        parts.append(np.stack([corrected, relative]))
    return np.concatenate(parts, axis=1)


def _interval(value: float, left: Floats) -> Range:
    n = len(left)
    missing = first_reason(
        (n < 2, "there is one rater only"),
        (bool(np.isnan(left).any()), "without one of the raters, one emotion only was shown"),
        (n > 1 and float(np.ptp(left)) < 1e-12, "all raters transmit the same"),
    )
    if missing:
        return missing
    half = float(t.ppf((1 + LEVEL) / 2, n - 1)) * sqrt(jackknife(value, left).variance)
    return Interval(value - half, value + half)
