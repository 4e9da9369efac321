"""p values of several tests, corrected for their number. Tests that are not estimable stay so, and do not count."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from study.statistics.estimate import NotEstimable, Number

Floats = NDArray[np.float64]


def holm(p_values: Sequence[Number]) -> tuple[Number, ...]:
    """Holds the chance of any false rejection: Holm (1979), Scand. J. Stat. 6, 65–70."""
    return _adjusted(p_values, lambda p: np.maximum.accumulate(p * np.arange(len(p), 0, -1)))


def benjamini_hochberg(p_values: Sequence[Number]) -> tuple[Number, ...]:
    """Holds the expected share of false ones among the rejections: Benjamini & Hochberg (1995), J. R. Stat. Soc. B 57,
    289–300."""
    return _adjusted(p_values, lambda p: np.minimum.accumulate((p * len(p) / np.arange(1, len(p) + 1))[::-1])[::-1])


def _adjusted(p_values: Sequence[Number], of_sorted: Callable[[Floats], Floats]) -> tuple[Number, ...]:
    """``of_sorted`` takes the p values from the smallest to the largest."""
    made = [(place, p) for place, p in enumerate(p_values) if not isinstance(p, NotEstimable)]
    places = np.array([place for place, _ in made], np.int64)
    p = np.array([p for _, p in made], np.float64)
    order = np.argsort(p, kind="stable")
    adjusted: list[Number] = list(p_values)
    for place, value in zip(places[order], np.minimum(of_sorted(p[order]), 1.0), strict=True):
        adjusted[place] = float(value)
    return tuple(adjusted)
