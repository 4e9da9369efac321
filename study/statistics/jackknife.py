"""Intervals from leaving out one unit at a time: raters, or raters and stimuli crossed, both taken as samples.

They are of the estimate less its bias, and allow for its skewness; there is nothing random in them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from math import cbrt, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t

from study.statistics.estimate import LEVEL, Interval

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
_SYMMETRIC = 1e-6
_NOTHING = 1e-12


@dataclass(frozen=True)
class Jackknife:
    """An estimate less its bias, with its ``variance``, the third moment of its error, and degrees of freedom."""

    corrected: float
    variance: float
    third: float
    freedom: int

    @property
    def known(self) -> bool:
        """False if the statistic is undefined without one of the units."""
        return bool(np.isfinite([self.corrected, self.variance, self.third]).all())

    def interval(self) -> Interval:
        """The t interval with its skewness transformed away: Hall (1992), J. R. Stat. Soc. B 54, 221–228, the cubic
        transformation. Needs a variance above zero."""
        se = sqrt(self.variance)
        skewness = self.third / se**3
        quantile = float(t.ppf((1 + LEVEL) / 2, self.freedom))
        low, high = (self.corrected - se * _turned_back(end, skewness) for end in (quantile, -quantile))
        return Interval(low, high)


@dataclass(frozen=True)
class Crossed:
    """What a statistic of answers is made of, where that adds up over stimuli.

    ``parts`` (stimuli, d) is what each stimulus adds. Answers of one ``kind`` are alike: leaving out one of them
    changes the sum by ``change`` (kinds, d). ``rater`` and ``kind`` (answers,) are codes from 0.
    """

    parts: Floats
    change: Floats
    rater: Codes
    kind: Codes

    @cached_property
    def total(self) -> Floats:
        total: Floats = self.parts.sum(axis=0)
        return total

    @cached_property
    def without_each_rater(self) -> Floats:
        """The sums without each rater in turn: (raters, d). A rater who answered a stimulus twice is left out to first
        order."""
        raters = int(self.rater.max(initial=-1)) + 1
        changes = [np.bincount(self.rater, column[self.kind], raters) for column in self.change.T]
        return self.total + np.stack(changes, axis=1)

    @cached_property
    def _of_each_kind(self) -> Floats:
        """How many answers there are: (kinds,)."""
        return np.bincount(self.kind).astype(np.float64)

    def jackknife(self, statistic: Callable[[Floats], Floats]) -> Jackknife:
        """Of ``statistic``, which takes sums (draws, d) and gives (draws,).

        Variances and biases of the two factors are added, and those of single answers, which are in both, taken away
        once: Cameron, Gelbach & Miller (2011), J. Bus. Econ. Stat. 29, 238–249; Owen (2007), Ann. Appl. Stat. 1,
        386–411. Degrees of freedom are those of the smaller factor.
        """
        value = float(statistic(self.total[None])[0])
        raters = jackknife(value, statistic(self.without_each_rater))
        stimuli = jackknife(value, statistic(self.total - self.parts))
        answers = jackknife(value, statistic(self.total + self.change), self._of_each_kind)
        variance = raters.variance + stimuli.variance - answers.variance
        return Jackknife(
            corrected=raters.corrected + stimuli.corrected - answers.corrected,
            variance=max(variance, raters.variance, stimuli.variance),
            third=raters.third + stimuli.third,
            freedom=min(raters.freedom, stimuli.freedom),
        )


def jackknife(value: float, left: Floats, times: Floats | None = None) -> Jackknife:
    """Of a statistic with ``value``, and ``left`` (units,) without each unit in turn: Efron & Tibshirani (1993), An
    Introduction to the Bootstrap, chapter 11. ``times``: how many units each entry of ``left`` stands for."""
    weights = np.ones(len(left)) if times is None else times
    n = float(weights.sum())
    mean = float(weights @ left) / n
    apart = mean - left
    return Jackknife(
        corrected=value - (n - 1) * (mean - value),
        variance=(n - 1) / n * float(weights @ apart**2),
        third=float(weights @ apart**3),
        freedom=round(n) - 1,
    )


def ratio(above: Floats, below: Floats) -> Floats:
    """Of sums (draws,); nan, which `Jackknife.known` tells, where there is nothing to divide by."""
    quotient: Floats = np.divide(above, below, out=np.full(above.shape, np.nan), where=below > _NOTHING)
    return quotient


def _turned_back(quantile: float, skewness: float) -> float:
    if abs(skewness) < _SYMMETRIC:
        return quantile
    return 3 / skewness * (cbrt(1 + skewness * (quantile - skewness / 6)) - 1)
