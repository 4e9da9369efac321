"""95 % intervals of what an evaluation reports, as JSON: ``{value, low, high, ...}``, null with a reason if not known.

Each says what it would vary with: other clips, for models as they are. Training again is not in any of them.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binomtest, t
from scipy.stats.contingency import relative_risk

RESAMPLES = 2000
DIGITS = 6

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


def unknown(reason: str, **counts: int) -> dict[str, Any]:
    """A figure that cannot be estimated."""
    return {"value": None, "low": None, "high": None, "reason": reason, **counts}


def proportion(hits: int, n: int) -> dict[str, Any]:
    """Share of ``hits`` among n independent clips, with Wilson's (1927) interval."""
    if not n:
        return unknown("no clips", n=0)
    limits = binomtest(hits, n).proportion_ci(method="wilson")
    return _interval(hits / n, limits.low, limits.high, n=n)


def ratio_of_proportions(hits: int, n: int, other_hits: int, other_n: int) -> dict[str, Any]:
    """(hits / n) / (other_hits / other_n) of two independent sets, with the interval of Katz et al. (1978)."""
    counts = {"n": n, "reference_n": other_n}
    if not n or not other_n:
        return unknown("no clips", **counts)
    if not hits or not other_hits:
        return unknown("no clip recognised in one of the sets", **counts)
    ratio = relative_risk(hits, n, other_hits, other_n)
    limits = ratio.confidence_interval()
    return _interval(ratio.relative_risk, limits.low, limits.high, **counts)


def half_samples(repeats: FloatArray, n: int) -> dict[str, Any]:
    """Mean over repeats (R,), each of which drew a random half of a pool of 2 n clips without replacement.

    The interval is mean ± t SD: over half-samples the standard deviation of a statistic estimates its standard error in
    the whole pool, whatever R (balanced half-samples: McCarthy 1969; delete-d jackknife: Shao and Wu 1989). It does not
    shrink as repeats are added, because they are drawn from the same clips. Smaller parts of the pool, and random pairs
    within a repeat, make it wider than need be.
    """
    if len(repeats) < 2:
        return {**unknown("an interval needs at least 2 repeats", n=n, repeats=len(repeats)), "value": _mean(repeats)}
    margin = float(t.ppf(0.975, len(repeats) - 1) * repeats.std(ddof=1))
    mean = float(repeats.mean())
    return _interval(mean, max(mean - margin, 0.0), mean + margin, n=n, repeats=len(repeats))


def mean_over_frames(sums: FloatArray, frames: IntArray, seed: int) -> dict[str, Any]:
    """Mean over all frames of an error known per clip by its sum (C,) and number of frames (C,).

    The interval resamples whole clips (bootstrap percentiles), since frames of one clip resemble each other.
    """
    used = np.flatnonzero(frames)
    counts = {"clips": len(used), "frames": int(frames.sum())}
    if not len(used):
        return unknown("no frames", **counts)
    value = float(sums.sum() / frames.sum())
    if len(used) < 2:
        return {**unknown("an interval needs at least 2 clips", **counts), "value": round(value, DIGITS)}
    drawn = np.random.default_rng(seed).choice(used, size=(RESAMPLES, len(used)))
    means = sums[drawn].sum(1) / frames[drawn].sum(1)
    return _interval(value, *np.quantile(means, [0.025, 0.975]), **counts)


def _mean(values: FloatArray) -> float | None:
    return round(float(values.mean()), DIGITS) if len(values) else None


def _interval(value: float, low: float, high: float, **counts: int) -> dict[str, Any]:
    if not all(map(math.isfinite, (value, low, high))):
        return unknown("not finite", **counts)
    return {**{name: round(float(x), DIGITS) for name, x in (("value", value), ("low", low), ("high", high))}, **counts}
