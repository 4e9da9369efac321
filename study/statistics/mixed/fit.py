"""What fitting a mixed model returns, logistic or gaussian."""

from __future__ import annotations

from dataclasses import dataclass

from study.statistics.estimate import NotEstimable
from study.statistics.mixed.crossing import Floats

BOUNDARY = 1e-4  # a standard deviation below this counts as zero: the fit is singular
START = 0.5  # of both standard deviations, relative to the residual's where there is one
NO_SOLUTION = NotEstimable("the model's equations have no single solution in these data")


@dataclass(frozen=True)
class Fit:
    """Estimates of one model. ``sds``: of the random intercepts, first and second factor of the crossing.

    ``residual_sd`` is None for the logistic model. ``gradient``: the largest slope of the deviance at the estimate, per
    unit of the parameter, in directions that are not at a bound.
    """

    beta: Floats
    covariance: Floats
    sds: tuple[float, float]
    residual_sd: float | None
    deviance: float
    parameters: int
    gradient: float
    converged: bool

    @property
    def singular(self) -> bool:
        return min(self.sds) < BOUNDARY
