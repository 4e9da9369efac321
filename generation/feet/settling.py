"""Curves that settle where they are held and move with least jerk in between."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import solveh_banded

Array = NDArray[np.float64]

JERK = np.array([-1.0, 3.0, -3.0, 1.0])
SHORTEST = len(JERK)  # frames that a third difference needs


def settle(value: Array, value_weight: Array, rate: Array | None = None, rate_weight: Array | None = None) -> Array:
    """The curve x (T, n) that minimises, per column and in least squares,

        sum_t value_weight_t (x_t - value_t)^2 + rate_weight_t (x_t+1 - x_t - rate_t)^2 + (third difference)_t^2

    value (T, n), value_weight (T,) above 0 somewhere, rate (T - 1, n), rate_weight (T - 1,). The last term is the
    minimum-jerk model of Flash and Hogan (1985); a value's weight w acts over about w^(-1/6) frames. The normal
    equations have seven diagonals.
    """
    frames = len(value)
    diagonals = _jerk_diagonals(frames)
    diagonals[3] += value_weight
    target = value_weight[:, None] * value
    if rate is not None and rate_weight is not None:
        diagonals[3, 1:] += rate_weight
        diagonals[3, :-1] += rate_weight
        diagonals[2, 1:] -= rate_weight
        pull = rate_weight[:, None] * rate
        target[1:] += pull
        target[:-1] -= pull
    return np.asarray(solveh_banded(diagonals, target, check_finite=False))


def _jerk_diagonals(frames: int) -> Array:
    """Third differences squared, (4, frames) in the upper form of ``solveh_banded``: row 3 is the main diagonal."""
    diagonals = np.zeros((SHORTEST, frames))
    for first, one in enumerate(JERK):
        for second in range(first, SHORTEST):
            last = frames - SHORTEST + second + 1
            diagonals[3 - (second - first), second:last] += one * JERK[second]
    return diagonals
