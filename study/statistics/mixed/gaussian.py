"""Gaussian mixed model with two crossed random intercepts, by REML.

    y = Xβ + θ₁σa[rater] + θ₂σb[stimulus] + ε,    ε ~ N(0, σ²),  a, b ~ N(0, 1)

β and σ are profiled out: the REML criterion is a function of θ alone (Bates et al. 2015, equations 41 and 42; what
lme4's ``lmer`` minimises). It needs sums over answers only, so that a step costs the same for any number of answers.
"""

from __future__ import annotations

from math import log, pi

import numpy as np
from scipy.optimize import minimize

from study.statistics.mixed.crossing import Crossing, Floats, System
from study.statistics.mixed.fit import START, Fit

STEP = 1e-4  # of finite differences
FLATNESS = 1e-8  # of the criterion where the search ends


class RemlCriterion:
    """The criterion as a function of (θ₁, θ₂); `solve` also gives what was profiled out."""

    def __init__(self, crossing: Crossing, x: Floats, y: Floats) -> None:
        self.crossing = crossing
        self.columns = np.column_stack([x, y])
        self.products = self.columns.T @ self.columns
        self.sums = crossing.sums(np.ones(len(y)))
        self.pair_sums = crossing.pair_sums(np.ones(len(y)))
        self.column_sums = np.column_stack([crossing.sums(column) for column in self.columns.T])
        self.freedom = len(y) - x.shape[1]

    def __call__(self, theta: Floats) -> float:
        """LinAlgError where θ is so large that nothing of it can be told."""
        system, _, residual, normal = self.solve(theta)
        if residual <= 0:
            raise np.linalg.LinAlgError("raters and stimuli leave nothing to chance")
        spread = self.freedom * (1 + log(2 * pi * residual / self.freedom))
        return float(system.log_determinant() + np.linalg.slogdet(normal)[1] + spread)

    def or_infinite(self, theta: Floats) -> float:
        """The same, or infinity."""
        try:
            value = self(theta)
        except (np.linalg.LinAlgError, ValueError):
            return np.inf
        return value if np.isfinite(value) else np.inf

    def solve(self, theta: Floats) -> tuple[System, Floats, float, Floats]:
        """System, β (k,), the penalised residual sum of squares, and Xᵀ V⁻¹ X · σ² (k, k)."""
        system = System(self.crossing, theta, self.sums, self.pair_sums)
        sums = self.crossing.scale(theta)[:, None] * self.column_sums
        projected = self.products - sums.T @ system.solve(sums)
        normal, right = projected[:-1, :-1], projected[:-1, -1]
        beta: Floats = np.linalg.solve(normal, right).astype(np.float64)
        return system, beta, float(projected[-1, -1] - right @ beta), normal


def fit_gaussian(crossing: Crossing, x: Floats, y: Floats) -> Fit:
    """REML estimates; x (n, k) of full rank, y (n,) not all on a plane of x. LinAlgError where raters and stimuli
    account for y, so that it has no maximum.

    The criterion is flat at θ = 0 by symmetry: a search along its slopes that steps too far ends there, and calls
    a fit singular that is not. So the search goes by values alone (Nelder & Mead 1965, Comput. J. 7, 308–313).
    """
    shift, spread = float(y.mean()), float(y.std())
    criterion = RemlCriterion(crossing, x, (y - shift) / spread)
    found = minimize(
        criterion.or_infinite,
        np.array([START, START]),
        method="Nelder-Mead",
        bounds=[(0.0, None)] * 2,
        options={"xatol": 1e-8, "fatol": FLATNESS * max(1.0, criterion.freedom / 1e4), "maxfev": 1000},
    )
    theta = found.x
    _, beta, residual, normal = criterion.solve(theta)
    sigma = spread * np.sqrt(residual / criterion.freedom)
    # back to y's own units, from the shift and spread that kept the sums small
    beta = spread * beta + np.linalg.lstsq(x, np.full(len(y), shift), rcond=None)[0]
    slopes, to_gain = _at(criterion, theta)
    return Fit(
        beta=beta,
        covariance=sigma**2 * np.linalg.inv(normal),
        sds=(float(theta[0] * sigma), float(theta[1] * sigma)),
        residual_sd=float(sigma),
        deviance=float(found.fun) + 2 * criterion.freedom * log(spread),
        parameters=3 + x.shape[1],
        gradient=float(np.abs(slopes).max(initial=0.0)),
        converged=bool(found.success and to_gain < 1e-3),
    )


def _at(criterion: RemlCriterion, theta: Floats) -> tuple[Floats, float]:
    """Slopes along the θ that are not at a bound, and what Newton's steps along them would still lower the criterion
    by; infinity where it does not bend up."""
    slopes, to_gain = [], 0.0
    here = criterion(theta)
    for place in np.flatnonzero(theta > 2 * STEP):
        step = np.zeros(2)
        step[place] = STEP
        up, down = criterion(theta + step), criterion(theta - step)
        slope, bend = (up - down) / (2 * STEP), (up - 2 * here + down) / STEP**2
        slopes.append(slope)
        to_gain += slope**2 / (2 * bend) if bend > 0 else np.inf
    return np.array(slopes), to_gain
