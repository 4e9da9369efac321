"""Power and precision by formula, at once: what the planning page shows, and what the simulation is compared with.

Mixed model: Wald's test of a contrast whose standard error is, on the log odds scale,

    sqrt( clip_sd² (1/m₁ + 1/m₂) + (1/(m₁ w₁) + 1/(m₂ w₂)) / n ),        w = E[p(1 − p)] over raters and clips,

for n raters and m clips per condition: a rater's own effect cancels out, and the clips' does not fall with n. Paired t
test: the noncentral t distribution of the difference given the clips, averaged over draws of clips.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, sqrt

import numpy as np
from scipy.special import expit
from scipy.stats import nct, norm, t

from study.statistics.estimate import LEVEL, Z
from study.statistics.planning.logit_normal import Floats, standard_normal
from study.statistics.planning.plan import StudyPlan

MOST_RATERS = 100_000
FAR = 30.0  # noncentrality


@dataclass(frozen=True)
class Spread:
    """Variances of one condition. On the log odds scale ``answer`` / (raters x clips) and ``clip`` / clips; of
    proportions ``binomial`` / clips within a rater, ``clips`` / clips between sets of clips."""

    logit: float
    answer: float
    clip: float
    accuracy: float
    binomial: float
    clips: float
    by_rater: Floats  # accuracy of raters at the nodes of the standard normal
    m: int


def spreads(plan: StudyPlan) -> dict[str, Spread]:
    """By condition's name."""
    nodes, weights = standard_normal()
    found = {}
    for condition, logit in zip(plan.conditions, plan.intercepts, strict=True):
        p = expit(logit + plan.rater_sd * nodes[:, None] + plan.clip_sd * nodes)  # (raters, clips)
        of_clips = weights @ p
        binomial = float(weights @ (p * (1 - p)) @ weights)
        found[condition.name] = Spread(
            logit=float(logit),
            answer=1 / binomial,
            clip=plan.clip_sd**2,
            accuracy=condition.accuracy,
            binomial=binomial,
            clips=float(weights @ (of_clips - weights @ of_clips) ** 2),
            by_rater=p @ weights,
            m=condition.clips,
        )
    return found


def model_power(first: Spread, second: Spread, raters: Floats) -> Floats:
    """Of the mixed model's contrast at 5 %, two-sided; raters and result (n,)."""
    fixed = first.clip / first.m + second.clip / second.m
    sampled = first.answer / first.m + second.answer / second.m
    effect = (first.logit - second.logit) / np.sqrt(fixed + sampled / raters)
    power: Floats = norm.cdf(effect - Z) + norm.cdf(-effect - Z)
    return power


def model_ceiling(first: Spread, second: Spread) -> float:
    """Power with any number of raters of these clips."""
    return float(model_power(first, second, np.array([inf]))[0])


def paired_power(first: Spread, second: Spread, raters: Floats) -> Floats:
    """Of the paired t test at 5 %, two-sided; raters and result (n,), at least 2."""
    nodes, weights = standard_normal()
    differing = first.by_rater - second.by_rater
    of_raters = float(weights @ (differing - weights @ differing) ** 2)
    sd = sqrt(first.binomial / first.m + second.binomial / second.m + of_raters)
    between_clips = sqrt(first.clips / first.m + second.clips / second.m)
    shown = first.accuracy - second.accuracy + between_clips * nodes
    shift = shown * np.sqrt(raters)[:, None] / sd
    freedom = raters[:, None] - 1
    critical = np.asarray(t.ppf((1 + LEVEL) / 2, freedom), np.float64)
    power: Floats = (_beyond(critical, freedom, shift) + _beyond(critical, freedom, -shift)) @ weights
    return power


def _beyond(critical: Floats, freedom: Floats, shift: Floats) -> Floats:
    """P(T > critical) of the noncentral t distribution; far out, where the exact one is not computed, by its normal
    approximation (Johnson & Welch 1940, Biometrika 31, 362–389)."""
    exact = nct.sf(critical, freedom, np.clip(shift, -FAR, FAR))
    about = norm.sf((critical * (1 - 1 / (4 * freedom)) - shift) / np.sqrt(1 + critical**2 / (2 * freedom)))
    share: Floats = np.where((np.abs(shift) < FAR) & np.isfinite(exact), exact, about)
    return share


def raters_needed(first: Spread, second: Spread, target: float) -> int | None:
    """The smallest number with which the mixed model's contrast has the power; None if ``MOST_RATERS`` have not."""
    low, high = 1, MOST_RATERS
    if model_power(first, second, np.array([float(high)]))[0] < target:
        return None
    while high - low > 1:
        middle = (low + high) // 2
        enough = model_power(first, second, np.array([float(middle)]))[0] >= target
        low, high = (low, middle) if enough else (middle, high)
    return high


def clips_needed(plan: StudyPlan, pair: tuple[str, str], raters: int, target: float) -> float | None:
    """How many times as many clips of each condition give the contrast the power with so many raters; None above 1000.

    Power depends on clips x factor, so the search needs no other plan.
    """
    condition = spreads(plan)
    first, second = condition[pair[0]], condition[pair[1]]
    reached = norm.ppf(target) + Z
    variance = first.clip / first.m + second.clip / second.m
    variance += (first.answer / first.m + second.answer / second.m) / raters
    effect = abs(first.logit - second.logit)
    factor = variance * (reached / effect) ** 2 if effect else inf
    return float(factor) if factor <= 1000 else None


def model_width(spread: Spread, plan: StudyPlan, raters: Floats) -> Floats:
    """Of the interval of a condition's accuracy for a typical rater and clip; raters and result (n,)."""
    se = np.sqrt(plan.rater_sd**2 / raters + spread.clip / spread.m + spread.answer / spread.m / raters)
    width: Floats = expit(spread.logit + Z * se) - expit(spread.logit - Z * se)
    return width


def clustered_width(spread: Spread, raters: Floats) -> Floats:
    """Of the interval by rater, which takes the clips as given; raters and result (n,), at least 2."""
    _, weights = standard_normal()
    between = float(weights @ (spread.by_rater - weights @ spread.by_rater) ** 2)
    width: Floats = 2 * t.ppf((1 + LEVEL) / 2, raters - 1) * np.sqrt((between + spread.binomial / spread.m) / raters)
    return width
