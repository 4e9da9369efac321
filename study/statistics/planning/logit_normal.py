"""Accuracies of a population whose log odds are normally distributed (Gauss-Hermite quadrature)."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

Floats = NDArray[np.float64]
NODES = 40
FARTHEST = 12.0  # log odds; 12 is an accuracy of 0.999994


@cache
def intercept_for(accuracy: float, sd: float) -> float:
    """The logit b at which the mean of logistic(b + sd · a), a ~ N(0, 1), is ``accuracy``; by bisection."""
    nodes, weights = standard_normal()
    low, high = -FARTHEST, FARTHEST
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if weights @ expit(middle + sd * nodes) < accuracy else (low, middle)
    return (low + high) / 2


@cache
def standard_normal() -> tuple[Floats, Floats]:
    """Places (NODES,) and weights (NODES,), summing to 1, of the standard normal distribution."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(NODES)
    return nodes, weights / weights.sum()
