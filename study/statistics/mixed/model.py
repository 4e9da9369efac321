"""What the mixed models say of the conditions: means, planned contrasts, random effects, and how the fit went.

    correct ~ condition + (1 | rater) + (1 | stimulus)      logistic
    log RT  ~ condition + (1 | rater) + (1 | stimulus)      gaussian

Raters and stimuli are both samples (Baayen, Davidson & Bates 2008, J. Mem. Lang. 59, 390–412). Intervals and tests are
Wald's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, sqrt

import numpy as np
import pandas as pd
from scipy.special import expit
from scipy.stats import norm

from study.statistics.estimate import Interval, NotEstimable, Number, Z, first_reason
from study.statistics.mixed.crossing import Crossing, Floats
from study.statistics.mixed.fit import NO_SOLUTION, Fit
from study.statistics.mixed.gaussian import fit_gaussian
from study.statistics.mixed.logistic import fit_logistic
from study.statistics.multiplicity import holm

LARGEST_SD = 10.0  # log odds between raters or stimuli; more comes of answers that separate them
MOST_PAIRS = 40_000_000  # raters x stimuli that are held as one dense table (8 bytes each)


@dataclass(frozen=True)
class ModelMean:
    """One condition for a typical rater and stimulus (both random effects zero). ``estimate``: log odds, or log ms;
    ``typical``: the same as a probability, or ms, with its interval."""

    condition: str
    estimate: float
    se: float
    typical: float
    interval: Interval


@dataclass(frozen=True)
class ModelContrast:
    """``first`` minus ``second`` on the model's scale; ``ratio``: odds ratio, or ratio of response times."""

    first: str
    second: str
    estimate: float
    se: float
    z: float
    p: float
    p_holm: Number
    ratio: float
    ratio_interval: Interval


@dataclass(frozen=True)
class MixedModel:
    """One fitted model. Standard deviations of the random intercepts are on the model's scale."""

    outcome: str
    n: int
    raters: int
    stimuli: int
    means: tuple[ModelMean, ...]
    contrasts: tuple[ModelContrast, ...]
    rater_sd: float
    stimulus_sd: float
    residual_sd: float | None
    deviance: float
    aic: float
    converged: bool
    largest_slope: float
    singular: bool


def accuracy_model(
    responses: pd.DataFrame, conditions: Sequence[str], planned: Sequence[tuple[str, str]]
) -> MixedModel | NotEstimable:
    """The logistic model of ``correct``; ``planned`` pairs of conditions are compared, Holm-corrected."""
    hits = responses.groupby("condition")["correct"].agg(["sum", "count"]).reindex(list(conditions), fill_value=0)
    counts = {name: (int(hits["sum"][name]), int(hits["count"][name])) for name in conditions}
    wrong = [name for name, (right, n) in counts.items() if n and right == 0]
    right = [name for name, (right, n) in counts.items() if n and right == n]
    missing = _cannot(responses, conditions) or first_reason(
        (bool(right), f"every answer to {', '.join(right)} is correct (perfect separation)"),
        (bool(wrong), f"every answer to {', '.join(wrong)} is wrong (perfect separation)"),
        *(
            (_is_separated(responses, column), f"each {one} is always right or always wrong (separation)")
            for column, one in (("stimulus", "stimulus"), ("participant", "rater"))
        ),
    )
    if missing:
        return missing
    return _fitted("correct", responses, responses["correct"].to_numpy(np.float64), conditions, planned)


def response_time_model(
    responses: pd.DataFrame, conditions: Sequence[str], planned: Sequence[tuple[str, str]]
) -> MixedModel | NotEstimable:
    """The gaussian model of log ``rt_ms``, by REML; answers without a positive time are left out."""
    timed = responses[responses["rt_ms"] > 0]
    logs = np.log(timed["rt_ms"].to_numpy(np.float64))
    untimed = first_reason((0 == len(timed) < len(responses), "no answer has a response time"))
    missing = (
        untimed
        or _cannot(timed, conditions)
        or first_reason(
            (len(timed) <= len(conditions) + 2, f"there are {len(timed)} answers with a response time only"),
            (float(np.ptp(logs)) == 0, "all response times are the same"),
        )
    )
    if missing:
        return missing
    return _fitted("log_rt_ms", timed, logs, conditions, planned)


def _cannot(responses: pd.DataFrame, conditions: Sequence[str]) -> NotEstimable | None:
    raters, stimuli = responses["participant"].nunique(), responses["stimulus"].nunique()
    empty = [name for name in conditions if not (responses["condition"] == name).any()]
    per_rater = responses.groupby("participant").size().max() if len(responses) else 0
    return first_reason(
        (len(responses) == 0, "there are no responses"),
        (raters < 2, "there is one rater only"),
        (stimuli < 2, "there is one stimulus only"),
        (bool(empty), f"there are no answers to {', '.join(empty)}"),
        (per_rater < 2, "no rater answered more than once"),
        (len(responses) == stimuli, "no stimulus was answered more than once"),
        (raters * stimuli > MOST_PAIRS, f"{raters} raters x {stimuli} stimuli are more than {MOST_PAIRS} pairs"),
    )


def _is_separated(responses: pd.DataFrame, column: str) -> bool:
    """Each stimulus (or rater) is always right or always wrong: the variance between them has no finite estimate."""
    shares = responses.groupby(column)["correct"].mean()
    return bool(shares.isin((0, 1)).all())


def _fitted(
    outcome: str, responses: pd.DataFrame, y: Floats, conditions: Sequence[str], planned: Sequence[tuple[str, str]]
) -> MixedModel | NotEstimable:
    rater, raters = pd.factorize(responses["participant"], sort=True)
    stimulus, stimuli = pd.factorize(responses["stimulus"], sort=True)
    turned = len(stimuli) > len(raters)
    crossing = Crossing(
        first=np.asarray(stimulus if turned else rater, np.int64),
        second=np.asarray(rater if turned else stimulus, np.int64),
        levels=(len(stimuli), len(raters)) if turned else (len(raters), len(stimuli)),
    )
    x = (responses["condition"].to_numpy()[:, None] == np.array(conditions, object)).astype(np.float64)
    try:
        fit = (fit_logistic if outcome == "correct" else fit_gaussian)(crossing, x, y)
    except np.linalg.LinAlgError:
        return NO_SOLUTION
    if not fit.converged:
        return NotEstimable(f"the fit did not converge (largest slope of the deviance {fit.gradient:.2g})")
    sds = fit.sds[::-1] if turned else fit.sds
    if outcome == "correct" and max(sds) > LARGEST_SD:
        who = "raters" if sds[0] > sds[1] else "stimuli"
        return NotEstimable(f"nearly all {who} are always right or always wrong (SD of {max(sds):.0f} log odds)")
    return MixedModel(
        outcome=outcome,
        n=len(y),
        raters=len(raters),
        stimuli=len(stimuli),
        means=tuple(_mean(fit, place, name, outcome) for place, name in enumerate(conditions)),
        contrasts=_contrasts(fit, conditions, planned),
        rater_sd=sds[0],
        stimulus_sd=sds[1],
        residual_sd=fit.residual_sd,
        deviance=fit.deviance,
        aic=fit.deviance + 2 * fit.parameters,
        converged=fit.converged,
        largest_slope=fit.gradient,
        singular=fit.singular,
    )


def _mean(fit: Fit, place: int, condition: str, outcome: str) -> ModelMean:
    estimate, se = float(fit.beta[place]), sqrt(fit.covariance[place, place])
    low, middle, high = (
        float(expit(value)) if outcome == "correct" else exp(value)
        for value in (estimate - Z * se, estimate, estimate + Z * se)
    )
    return ModelMean(condition, estimate, se, middle, Interval(low, high))


def _contrasts(fit: Fit, conditions: Sequence[str], planned: Sequence[tuple[str, str]]) -> tuple[ModelContrast, ...]:
    rows = []
    for first, second in planned:
        weights = np.array([(name == first) - (name == second) for name in conditions], np.float64)
        rows.append((float(weights @ fit.beta), sqrt(float(weights @ fit.covariance @ weights))))
    ps = [float(2 * norm.sf(abs(estimate / se))) for estimate, se in rows]
    return tuple(
        ModelContrast(
            first=first,
            second=second,
            estimate=estimate,
            se=se,
            z=estimate / se,
            p=p,
            p_holm=p_holm,
            ratio=exp(estimate),
            ratio_interval=Interval(exp(estimate - Z * se), exp(estimate + Z * se)),
        )
        for (first, second), (estimate, se), p, p_holm in zip(planned, rows, ps, holm(ps), strict=True)
    )
