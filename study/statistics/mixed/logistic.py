"""Logistic mixed model with two crossed random intercepts, by maximum likelihood in Laplace's approximation.

    logit P(y = 1) = Xβ + θ₁a[rater] + θ₂b[stimulus],    a, b ~ N(0, 1)

The deviance of (θ, β) is  −2 log L(y | â) + |â|² + log det H(â),  where â maximises the penalised likelihood (PIRLS),
as in lme4's ``glmer(nAGQ = 1)`` (Bates et al. 2015; Breslow & Clayton 1993, J. Am. Stat. Assoc. 88, 9–25). Its
gradient is exact, with the implicit derivative of â; standard errors come from the Hessian of the whole deviance over θ
and β, as ``glmer`` takes them.
"""

from __future__ import annotations

import numpy as np
from scipy.optimize import OptimizeResult, minimize
from scipy.special import expit

from study.statistics.mixed.crossing import Crossing, Floats, System
from study.statistics.mixed.fit import BOUNDARY, START, Fit

PIRLS_STEPS = 100
PIRLS_TOLERANCE = 1e-11  # relative change of the penalised deviance
HESSIAN_STEP = 1e-4
AWAY = (0.05, 0.2, 0.4)  # where a search that ended at zero begins again


class LaplaceDeviance:
    """The deviance as a function of (θ₁, θ₂, β), with its gradient; remembers â as the next start."""

    def __init__(self, crossing: Crossing, x: Floats, y: Floats) -> None:
        self.crossing, self.x, self.y = crossing, x, y
        self.effects = np.zeros(sum(crossing.levels))

    def __call__(self, parameters: Floats) -> tuple[float, Floats]:
        """Deviance and gradient at (2 + columns of x,)."""
        theta, beta = parameters[:2], parameters[2:]
        scale = self.crossing.scale(theta)
        offset = self.x @ beta
        penalised = self._pirls(theta, scale, offset)
        eta = offset + self.crossing.spread(scale * self.effects)
        mu = expit(eta)
        system = self._system(theta, mu * (1 - mu))
        return penalised + system.log_determinant(), self._gradient(theta, scale, mu, system)

    def _system(self, theta: Floats, weights: Floats) -> System:
        return System(self.crossing, theta, self.crossing.sums(weights), self.crossing.pair_sums(weights))

    def _pirls(self, theta: Floats, scale: Floats, offset: Floats) -> float:
        """Moves ``effects`` to the mode â by Newton's steps, halved where they overshoot; the penalised deviance."""
        best = self._penalised(scale, offset, self.effects)
        for _ in range(PIRLS_STEPS):
            mu = expit(offset + self.crossing.spread(scale * self.effects))
            slope = scale * self.crossing.sums(self.y - mu) - self.effects
            step = self._system(theta, mu * (1 - mu)).solve(slope)
            for _ in range(30):
                value = self._penalised(scale, offset, self.effects + step)
                if value <= best + PIRLS_TOLERANCE * abs(best):
                    break
                step = step / 2
            self.effects = self.effects + step
            if abs(best - value) <= PIRLS_TOLERANCE * (abs(best) + 1):
                return value
            best = value
        return best

    def _penalised(self, scale: Floats, offset: Floats, effects: Floats) -> float:
        eta = offset + self.crossing.spread(scale * effects)
        return float(2 * (np.logaddexp(0, eta) - self.y * eta).sum() + effects @ effects)

    def _gradient(self, theta: Floats, scale: Floats, mu: Floats, system: System) -> Floats:
        crossing, split = self.crossing, self.crossing.levels[0]
        weights = mu * (1 - mu)
        high, low, between = system.inverse_at_pairs()
        at_first, at_second = high[crossing.first], low[crossing.second]
        across = between.ravel()[crossing.pair]
        leverage = theta[0] ** 2 * at_first + theta[1] ** 2 * at_second + 2 * theta[0] * theta[1] * across
        bend = leverage * weights * (1 - 2 * mu)  # d log det / dη, effects held
        through = system.solve(scale * crossing.sums(bend))  # how the modes carry it back
        residual = self.y - mu
        carried = bend - weights * crossing.spread(scale * through)
        of_beta = self.x.T @ (carried - 2 * residual)
        explicit = (
            2 * weights @ (theta[0] * at_first + theta[1] * across),
            2 * weights @ (theta[1] * at_second + theta[0] * across),
        )
        parts = []
        own = (crossing.first, crossing.second)
        slices = (slice(None, split), slice(split, None))
        left = crossing.sums(residual)
        for factor in (0, 1):
            effect = self.effects[slices[factor]]
            on_answer = effect[own[factor]]
            pull = float(through[slices[factor]] @ left[slices[factor]])
            parts.append(-2 * residual @ on_answer + explicit[factor] + carried @ on_answer + pull)
        return np.concatenate([parts, of_beta])


def fit_logistic(crossing: Crossing, x: Floats, y: Floats) -> Fit:
    """Maximum likelihood estimates; x (n, k) of full rank, y (n,) of 0 and 1 with both in every column of x."""
    deviance = LaplaceDeviance(crossing, x, y)
    start = np.concatenate([[START, START], _plain_fit(x, y)])
    found = _descent(deviance, start)
    at_bound = found.x[:2] <= BOUNDARY
    for away in AWAY if at_bound.any() else ():  # θ = 0 is flat by symmetry: a step too far ends there
        again = _descent(deviance, np.concatenate([np.where(at_bound, away, found.x[:2]), found.x[2:]]))
        found = again if again.fun < found.fun else found
    interior = np.flatnonzero(np.concatenate([found.x[:2] > BOUNDARY, np.ones(x.shape[1], bool)]))
    value, gradient = deviance(found.x)
    hessian = _hessian(deviance, found.x, interior)
    beta_places = np.flatnonzero(interior >= 2)
    covariance: Floats = 2 * np.linalg.inv(hessian)[np.ix_(beta_places, beta_places)].astype(np.float64)
    slopes = gradient[interior]
    return Fit(
        beta=found.x[2:],
        covariance=covariance,
        sds=(float(found.x[0]), float(found.x[1])),
        residual_sd=None,
        deviance=value,
        parameters=len(found.x),
        gradient=float(np.abs(slopes).max()),
        converged=_at_minimum(hessian, slopes),
    )


def _descent(deviance: LaplaceDeviance, start: Floats) -> OptimizeResult:
    bounds = [(0.0, None)] * 2 + [(None, None)] * (len(start) - 2)
    return minimize(deviance, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"ftol": 1e-12, "gtol": 1e-6})


def _at_minimum(hessian: Floats, slopes: Floats) -> bool:
    """A Newton step from here would lower the deviance by less than 0.001, and the surface bends up on all sides."""
    return bool(np.linalg.eigvalsh(hessian).min() > 0 and slopes @ np.linalg.solve(hessian, slopes) / 2 < 1e-3)


def _plain_fit(x: Floats, y: Floats) -> Floats:
    """β without random effects, where to begin (iteratively reweighted least squares)."""
    beta = np.zeros(x.shape[1])
    for _ in range(8):
        mu = expit(x @ beta)
        weights = mu * (1 - mu)
        beta = beta + np.linalg.solve(x.T @ (weights[:, None] * x), x.T @ (y - mu))
    return beta


def _hessian(deviance: LaplaceDeviance, at: Floats, interior: np.ndarray) -> Floats:
    """Central differences of the exact gradient, over the parameters that are not at a bound."""
    rows = []
    for place in interior:
        step = np.zeros(len(at))
        step[place] = HESSIAN_STEP * max(1.0, abs(at[place]))
        up, down = deviance(at + step)[1], deviance(at - step)[1]
        rows.append((up - down)[interior] / (2 * step[place]))
    hessian: Floats = np.array(rows)
    mean: Floats = (hessian + hessian.T) / 2
    return mean
