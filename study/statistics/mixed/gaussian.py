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
from study.statistics.mixed.fit import BOUNDARY, START, Fit


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
        system, _, residual, normal = self.solve(theta)
        spread = self.freedom * (1 + log(2 * pi * residual / self.freedom))
        return float(system.log_determinant() + np.linalg.slogdet(normal)[1] + spread)

    def solve(self, theta: Floats) -> tuple[System, Floats, float, Floats]:
        """System, β (k,), the penalised residual sum of squares, and Xᵀ V⁻¹ X · σ² (k, k)."""
        system = System(self.crossing, theta, self.sums, self.pair_sums)
        sums = self.crossing.scale(theta)[:, None] * self.column_sums
        projected = self.products - sums.T @ system.solve(sums)
        normal, right = projected[:-1, :-1], projected[:-1, -1]
        beta: Floats = np.linalg.solve(normal, right).astype(np.float64)
        return system, beta, float(projected[-1, -1] - right @ beta), normal


def fit_gaussian(crossing: Crossing, x: Floats, y: Floats) -> Fit:
    """REML estimates; x (n, k) of full rank, y (n,) not all on a plane of x."""
    shift, spread = float(y.mean()), float(y.std())
    criterion = RemlCriterion(crossing, x, (y - shift) / spread)
    found = minimize(
        criterion,
        np.array([START, START]),
        jac="3-point",
        method="L-BFGS-B",
        bounds=[(0.0, None)] * 2,
        options={"ftol": 1e-13, "gtol": 1e-7},
    )
    theta = found.x
    _, _, residual, normal = criterion.solve(theta)
    sigma = spread * np.sqrt(residual / criterion.freedom)
    # β in y's own units, without the shift that kept the sums small
    own = RemlCriterion(crossing, x, y - shift)
    beta = own.solve(theta)[1] + np.linalg.lstsq(x, np.full(len(y), shift), rcond=None)[0]
    free = theta > BOUNDARY
    steepest = float(np.abs(np.atleast_1d(found.jac)[free]).max()) if free.any() else 0.0
    return Fit(
        beta=beta,
        covariance=sigma**2 * np.linalg.inv(normal),
        sds=(float(theta[0] * sigma), float(theta[1] * sigma)),
        residual_sd=float(sigma),
        deviance=float(found.fun) + 2 * criterion.freedom * log(spread),
        parameters=3 + x.shape[1],
        gradient=steepest,
        converged=bool(found.success and steepest < 1e-3),
    )
