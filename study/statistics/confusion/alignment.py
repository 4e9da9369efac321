"""Clip by clip: is what the recogniser is sure of what people recognise?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import exp, sqrt, tanh

import numpy as np
import pandas as pd

from study.statistics.confusion.ceiling import split_half_reliability
from study.statistics.correlation import Correlation, pearson, spearman
from study.statistics.counting import less_one_answer, table_of, units_of
from study.statistics.estimate import Interval, NotEstimable, Number, Range
from study.statistics.jackknife import Crossed, Floats, ratio

LEFT_OUT = NotEstimable("without one of the raters or clips there is no such figure")
_SAME = 1e-12


@dataclass(frozen=True)
class AlignedClip:
    """One clip: the recogniser's ``probability`` of the intended label, and people's accuracy over ``n`` answers."""

    stimulus: str
    condition: str
    intended: str
    probability: float
    accuracy: float
    n: int


@dataclass(frozen=True)
class Alignment:
    """Over ``clips``: r, ranks' ρ, and the slope of accuracy on probability by least squares.

    A slope of 1 through 0 would be a recogniser whose probability is people's accuracy. ``ceiling``: the highest r to
    be had with so few raters, the root of the accuracies' reliability; ``corrected``: r of very many raters. Intervals
    are for other raters and other clips; that of ρ takes the clips as independent.
    """

    condition: str | None
    clips: tuple[AlignedClip, ...]
    pearson: Correlation
    spearman: Correlation
    slope: Number
    slope_interval: Range
    ceiling: Number
    ceiling_interval: Range
    corrected: Number
    corrected_interval: Range


def clip_alignment(responses: pd.DataFrame, seed: int, condition: str | None = None) -> Alignment:
    """Of one condition, or of all clips; over conditions it also shows how these differ, so read both. ``seed`` of the
    halves.

    Accuracy over few answers is noisy, which draws r to 0 (Spearman 1904, Am. J. Psychol. 15, 72–101): r / ceiling is
    free of that. Ceiling of a correlation: Lage-Castellanos et al. (2019), PLOS Comput. Biol. 15, e1006397.
    """
    kept = responses[responses["probability_intended"].notna()]
    if condition is not None:
        kept = kept[kept["condition"] == condition]
    clips = _aligned_clips(kept)
    x, y = np.array([clip.probability for clip in clips]), np.array([clip.accuracy for clip in clips])
    names = ("clips", "recogniser's probability", "accuracy")
    r, ranks = pearson(x, y, *names), spearman(x, y, *names)
    if isinstance(r.interval, NotEstimable):
        return Alignment(condition, clips, r, ranks, *(r.interval,) * 6)
    alignment = _Noisy.of(kept, x, seed)
    return Alignment(
        condition=condition,
        clips=clips,
        pearson=replace(r, interval=alignment.interval(alignment.fishers_z, tanh)),
        spearman=ranks,
        slope=float(alignment.slope(alignment.crossed.total[None])[0]),
        slope_interval=alignment.interval(alignment.slope),
        ceiling=alignment.ceiling,
        ceiling_interval=alignment.of_noise(alignment.log_unreliability, lambda end: sqrt(max(1 - exp(end), 0.0))),
        corrected=alignment.corrected,
        corrected_interval=alignment.of_noise(alignment.corrected_r, lambda end: float(np.clip(end, -1, 1))),
    )


@dataclass(frozen=True)
class _Noisy:
    """Sums over clips (draws, 7) of 1, x, y, x², xy, y² and 1/n; x is the probability, y the accuracy of n answers."""

    crossed: Crossed
    reliability: Number

    @classmethod
    def of(cls, responses: pd.DataFrame, x: Floats, seed: int) -> _Noisy:
        rater, names = units_of(responses["participant"])
        clip, _ = units_of(responses["stimulus"])
        right = responses["correct"].to_numpy(dtype=bool).astype(np.int64)
        shape = (len(names), len(x))
        answers = table_of(shape, rater, clip).astype(np.float64)
        hits = table_of(shape, np.where(right == 1, rater, -1), clip).astype(np.float64)
        reliability = split_half_reliability(hits, answers, seed)
        counts = np.stack([(answers - hits).sum(axis=0), hits.sum(axis=0)], axis=1)
        parts = _parts(counts, x)
        less, of, kind = less_one_answer(counts, clip, right)
        return cls(Crossed(parts, _parts(less, x[of]) - parts[of], rater, kind), reliability)

    @property
    def ceiling(self) -> Number:
        return self.reliability if isinstance(self.reliability, NotEstimable) else sqrt(self.reliability)

    @property
    def corrected(self) -> Number:
        if isinstance(self.reliability, NotEstimable):
            return self.reliability
        return float(np.clip(self.corrected_r(self.crossed.total[None])[0], -1, 1))

    def slope(self, sums: Floats) -> Floats:
        of_x, _, both = _moments(sums)
        return ratio(both, of_x)

    def fishers_z(self, sums: Floats) -> Floats:
        of_x, of_y, both = _moments(sums)
        r = ratio(both, np.sqrt(of_x * of_y))
        z: Floats = np.arctanh(r, out=np.full(len(r), np.nan), where=np.abs(r) < 1 - _SAME)
        return z

    def corrected_r(self, sums: Floats) -> Floats:
        of_x, of_y, both = _moments(sums)
        return ratio(both, np.sqrt(of_x * np.maximum(of_y - self._noise(sums), 0)))

    def log_unreliability(self, sums: Floats) -> Floats:
        share = ratio(self._noise(sums), _moments(sums)[1])
        logs: Floats = np.log(share, out=np.full(len(share), np.nan), where=share > 0)
        return logs

    def _noise(self, sums: Floats) -> Floats:
        """Of the variance of y, what is its few answers': in proportion to 1/n."""
        assert not isinstance(self.reliability, NotEstimable)
        whole = self.crossed.total[None]
        of_one = (1 - self.reliability) * _moments(whole)[1] / (whole[:, 6] / whole[:, 0])
        noise: Floats = of_one * sums[:, 6] / np.maximum(sums[:, 0], 1)
        return noise

    def of_noise(self, statistic: Callable[[Floats], Floats], back: Callable[[float], float]) -> Range:
        missing = self.reliability
        return missing if isinstance(missing, NotEstimable) else self.interval(statistic, back)

    def interval(self, statistic: Callable[[Floats], Floats], back: Callable[[float], float] = float) -> Range:
        """``back``: from the statistic's scale to the figure's."""
        found = self.crossed.jackknife(statistic)
        if not found.known or found.variance < _SAME**2:
            return LEFT_OUT
        interval = found.interval()
        low, high = sorted((back(interval.low), back(interval.high)))
        return Interval(low, high)


def _parts(counts: Floats, x: Floats) -> Floats:
    """counts (clips, 2) of wrong and right answers; x (clips,)."""
    hits, n = counts[:, 1], counts.sum(axis=1)
    y, inverse = hits / np.maximum(n, 1), 1 / np.maximum(n, 1)
    parts = np.stack([np.ones_like(x), x, y, x * x, x * y, y * y, inverse], axis=1)
    return np.where(n[:, None] > 0, parts, 0.0)


def _moments(sums: Floats) -> tuple[Floats, Floats, Floats]:
    """Variance of x and of y, and their covariance: (draws,) each."""
    n = np.maximum(sums[:, 0], 1)
    x, y, xx, xy, yy = (sums[:, 1:6] / n[:, None]).T
    whole = n / np.maximum(n - 1, 1)
    return whole * (xx - x * x), whole * (yy - y * y), whole * (xy - x * y)


def _aligned_clips(kept: pd.DataFrame) -> tuple[AlignedClip, ...]:
    stimulus, names = units_of(kept["stimulus"])
    first = kept.iloc[np.unique(stimulus, return_index=True)[1]]
    n = np.bincount(stimulus, minlength=len(names))
    accuracy = np.bincount(stimulus, kept["correct"].to_numpy(dtype=bool), len(names)) / n
    columns_of_clips = (first["condition"], first["intended"], first["probability_intended"].astype(float))
    rows = zip(names, *(column.tolist() for column in columns_of_clips), accuracy.tolist(), n.tolist(), strict=True)
    return tuple(AlignedClip(*row) for row in rows)
