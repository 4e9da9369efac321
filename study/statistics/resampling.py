"""The bootstrap that intervals share: units drawn with replacement, as counts of how often each is drawn."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from study.statistics.estimate import LEVEL, Interval

Floats = NDArray[np.float64]
RESAMPLES = 2000
_CHUNK = 250  # resamples held in memory at once


def times_drawn(units: int, resamples: int, rng: np.random.Generator) -> Floats:
    """How often each unit is drawn in ``resamples`` draws of as many as there are: (resamples, units)."""
    return rng.multinomial(units, np.full(units, 1 / units), size=resamples).astype(np.float64)


def bootstrapped(units: int, statistic: Callable[[Floats], Floats], rng: np.random.Generator) -> Floats:
    """``statistic`` of weights (draws, units) in RESAMPLES draws, a part of them at a time: (RESAMPLES, ...)."""
    parts = [statistic(times_drawn(units, _CHUNK, rng)) for _ in range(RESAMPLES // _CHUNK)]
    return np.concatenate(parts)


def percentile_interval(draws: Floats, tail: float = (1 - LEVEL) / 2) -> Interval:
    """From the ``tail`` quantile of draws (draws,) to its opposite; draws of nan are left out."""
    low, high = np.nanquantile(draws, [tail, 1 - tail])
    return Interval(float(low), float(high))
