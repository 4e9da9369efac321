"""How many raters? A power curve through simulated points, and where it crosses the power that is wanted.

The standard error of a contrast is sqrt(a + b / n) for n raters: a is what the clips leave, b what raters' answers add.
In units of the effect,  power(n) = Φ(d − z) + Φ(−d − z)  with  d = 1 / sqrt(a + b / n);  a and b are fitted by maximum
likelihood to the numbers of significant results. Their uncertainty is simulated: binomial numbers are drawn from the
fitted curve, and fitted again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.stats import norm

from study.statistics.estimate import LEVEL, NotEstimable, Number, Z
from study.statistics.planning.logit_normal import Floats

REFITS = 100
SMALLEST, LARGEST = -12.0, 12.0  # of log a and log b


@dataclass(frozen=True)
class PowerCurve:
    """``a`` and ``b`` as above; ``most`` is the largest number of raters that was simulated."""

    a: float
    b: float
    most: float

    def power(self, raters: Floats) -> Floats:
        d = 1 / np.sqrt(self.a + self.b / raters)
        power: Floats = norm.cdf(d - Z) + norm.cdf(-d - Z)
        return power

    @property
    def ceiling(self) -> float:
        """With any number of raters."""
        return float(self.power(np.array([1e12]))[0])

    def raters(self, target: float) -> float:
        """Where the curve crosses ``target``; infinity if it does not."""
        reached = float(norm.ppf(target)) + Z
        left = 1 / reached**2 - self.a
        return self.b / left if left > 0 else float("inf")


@dataclass(frozen=True)
class RatersNeeded:
    """The smallest number of raters with power ``target``, interpolated; ``low`` to ``high``: its 95 % interval, since
    simulated studies are finitely many. ``ceiling``: power with any number of raters of as many clips, extrapolated."""

    target: float
    raters: Number
    low: Number
    high: Number
    ceiling: float


def fit_curve(raters: Sequence[int], hits: Sequence[float], studies: Sequence[int]) -> PowerCurve | NotEstimable:
    """The curve through points with ``hits`` significant results of ``studies`` each."""
    if len(set(raters)) < 2:
        return NotEstimable("one number of raters only was simulated")
    if not all(studies):
        return NotEstimable("there is a number of raters with which no simulated study gives it")
    return _fitted(np.array(raters, np.float64), np.array(hits, np.float64), np.array(studies, np.float64))


def raters_needed(
    curve: PowerCurve, raters: Sequence[int], studies: Sequence[int], targets: Sequence[float], seed: int
) -> tuple[RatersNeeded, ...]:
    """For each power, interpolated on the curve; beyond the largest number that was simulated only that it is more."""
    rng = np.random.default_rng(seed)
    places, n = np.array(raters, np.float64), np.array(studies, np.float64)
    power = np.clip(curve.power(places), 0, 1)
    drawn = [_fitted(places, rng.binomial(studies, power).astype(np.float64), n, curve) for _ in range(REFITS)]
    return tuple(_needed(curve, drawn, target) for target in targets)


def _needed(curve: PowerCurve, drawn: Sequence[PowerCurve], target: float) -> RatersNeeded:
    found = sorted(refit.raters(target) for refit in drawn)
    tail = (1 - LEVEL) / 2
    low, high = found[int(tail * len(found))], found[int((1 - tail) * len(found))]
    more = NotEstimable(f"it takes more than the {curve.most:g} raters that were simulated, if any number will do")
    answer, lower, upper = (
        float(np.ceil(value)) if value <= curve.most else more for value in (curve.raters(target), low, high)
    )
    return RatersNeeded(target, answer, lower, upper, curve.ceiling)


def _fitted(raters: Floats, hits: Floats, studies: Floats, start: PowerCurve | None = None) -> PowerCurve:
    def deviance(parameters: Floats) -> float:
        a, b = np.exp(np.clip(parameters, SMALLEST, LARGEST))
        power = np.clip(PowerCurve(a, b, 0).power(raters), 1e-9, 1 - 1e-9)
        return -float(hits @ np.log(power) + (studies - hits) @ np.log1p(-power))

    begins = np.log([start.a, start.b]) if start else np.array(_start(raters, hits, studies))
    found = minimize(deviance, begins, method="Nelder-Mead", options={"xatol": 1e-3, "fatol": 1e-4})
    a, b = np.exp(np.clip(found.x, SMALLEST, LARGEST))
    return PowerCurve(float(a), float(b), float(raters.max()))


def _start(raters: Floats, hits: Floats, studies: Floats) -> tuple[float, float]:
    """log a and log b: half of the variance at the middle point each."""
    middle = len(raters) // 2
    share = (hits[middle] + 0.5) / (studies[middle] + 1)
    d = max(0.1, float(norm.ppf(share)) + Z)
    return float(np.log(0.5 / d**2)), float(np.log(0.5 / d**2 * raters[middle]))
