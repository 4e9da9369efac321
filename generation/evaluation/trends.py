"""Does a movement quantity rise steadily from one end of an interpolation to the other?

Per pair Spearman's rho between weight and quantity: 1 where the quantity rises at every step, -1 where it falls at
every step. Over pairs the mean rho with a bootstrap interval, the share of pairs in which it is positive, and the share
in which the quantity goes the right way at every step throughout.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import bootstrap, spearmanr

from generation.evaluation.intervals import DIGITS, RESAMPLES, proportion, unknown


@dataclass(frozen=True)
class Trend:
    """One quantity along one interpolation. ``real_change``: of the real clips, end minus start; ``values``: (steps,)
    of the decoded motions at ``weights`` (steps,), rising."""

    real_change: float
    weights: tuple[float, ...]
    values: tuple[float, ...]

    @property
    def decoded_change(self) -> float:
        return self.values[-1] - self.values[0]

    @property
    def rho(self) -> float | None:
        """Spearman's rho; None where the quantity does not vary at all."""
        if np.ptp(self.values) == 0:
            return None
        return float(spearmanr(self.weights, self.values).statistic)

    @property
    def monotone(self) -> bool:
        """It rises at every step, or falls at every step."""
        steps = np.diff(self.values)
        return bool((steps > 0).all() or (steps < 0).all())

    def to_json(self) -> dict[str, Any]:
        rho = self.rho
        return {
            "real_change": round(self.real_change, DIGITS),
            "decoded_change": round(self.decoded_change, DIGITS),
            "rho": None if rho is None else round(rho, DIGITS),
            "monotone": self.monotone,
        }


def summary(trends: Sequence[Trend], seed: int) -> dict[str, Any]:
    """One quantity over all pairs, three ways.

    ``all_pairs``: rho with the weight, whatever the real clips do. ``real_rises``: the pairs alone whose real end
    clip has more of the quantity than the real start clip, so that a rise is the truth. ``towards_real``: all pairs,
    rho taken in the direction in which the real clips differ. ``ends_agree``: share of pairs whose reconstructions
    differ in the direction in which the real clips do; the rest was lost before any interpolation. ``monotone``: share
    of pairs steady in either direction, which is about the interpolation alone.
    """
    rising = [trend for trend in trends if trend.real_change > 0]
    agreeing = [trend for trend in trends if trend.real_change * trend.decoded_change > 0]
    return {
        "real_rises_share": proportion(len(rising), len(trends)),
        "ends_agree": proportion(len(agreeing), len(trends)),
        "monotone": proportion(sum(trend.monotone for trend in trends), len(trends)),
        "all_pairs": _over_pairs(trends, [1.0] * len(trends), seed),
        "real_rises": _over_pairs(rising, [1.0] * len(rising), seed),
        "towards_real": _over_pairs(trends, [float(np.sign(trend.real_change)) for trend in trends], seed),
    }


def _over_pairs(trends: Sequence[Trend], directions: Sequence[float], seed: int) -> dict[str, Any]:
    """``directions``: 1 or -1, the way in which each is expected to go. A quantity that does not vary goes neither."""
    rhos = [(trend.rho or 0.0) * direction for trend, direction in zip(trends, directions, strict=True)]
    throughout = [trend.monotone and rho > 0 for trend, rho in zip(trends, rhos, strict=True)]
    return {
        "rho": _mean(np.array(rhos), seed),
        "positive": proportion(sum(rho > 0 for rho in rhos), len(rhos)),
        "throughout": proportion(sum(throughout), len(throughout)),
    }


def _mean(values: NDArray[np.float64], seed: int) -> dict[str, Any]:
    """Mean over pairs with a 95 % percentile bootstrap interval."""
    n = len(values)
    if n < 2:
        value = round(float(values[0]), DIGITS) if n else None
        return {**unknown("an interval needs at least 2 pairs", n=n), "value": value}
    rng = np.random.default_rng(seed)
    limits = bootstrap((values,), np.mean, n_resamples=RESAMPLES, method="percentile", rng=rng).confidence_interval
    figures = {"value": values.mean(), "low": limits.low, "high": limits.high}
    return {**{name: round(float(figure), DIGITS) for name, figure in figures.items()}, "n": n}
