"""A study's plan with the estimates of its own mixed models in the place of the paper's figures and of guesses.

The accuracies are those of the model's population of raters and clips, so that the plan's log odds are the model's. A
spread that is estimated as zero, as few answers often have it, would promise too much: it stays the plan's guess.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, hypot

import msgspec
import numpy as np
from scipy.special import expit

from study.report.models import Models
from study.statistics.correlation import Correlation
from study.statistics.estimate import NotEstimable, first_reason
from study.statistics.mixed.model import MixedModel
from study.statistics.planning.logit_normal import standard_normal
from study.statistics.planning.plan import StudyPlan

# Fewer levels tell too little of a variance (Bolker et al. 2009, Trends Ecol. Evol. 24, 127–135).
LEAST_LEVELS = 5
LEAST_ACCURACY = 0.001
LEAST_SD, MOST_SD = 0.01, 3.0
DIGITS = 4


@dataclass(frozen=True)
class FittedPlan:
    """The plan, and how many answers, raters and clips its estimates rest on. ``guessed``: spreads that are not among
    these."""

    plan: StudyPlan
    guessed: tuple[str, ...]
    answers: int
    raters: int
    stimuli: int


def fitted_plan(design: StudyPlan, models: Models | None, speed: Correlation) -> FittedPlan | NotEstimable:
    """``design`` with what the models say of accuracies, spreads and response times. ``speed``: of response time and
    accuracy across raters, whose r stands for their latent correlation. What is told of time stays the design's where
    its model could not be fitted."""
    if models is None:
        return NotEstimable("the mixed models of these answers have not been fitted yet")
    model = models.accuracy
    if isinstance(model, NotEstimable):
        return model
    if missing := _too_little(model):
        return missing
    spreads = {"rater_sd": model.rater_sd, "clip_sd": model.stimulus_sd}
    guessed = tuple(name for name, value in spreads.items() if value < LEAST_SD)
    spread = hypot(model.rater_sd, model.stimulus_sd)
    of_condition = {mean.condition: _marginal(mean.estimate, spread) for mean in model.means}
    plan = msgspec.structs.replace(
        design,
        conditions=tuple(
            msgspec.structs.replace(each, accuracy=of_condition[each.name]) if each.name in of_condition else each
            for each in design.conditions
        ),
        **{name: _sd(value) for name, value in spreads.items() if name not in guessed},
        **({"correlation": round(speed.r, DIGITS)} if isinstance(speed.r, float) else {}),
        **_times(models.response_time),
    )
    return FittedPlan(plan, guessed, model.n, model.raters, model.stimuli)


def _too_little(model: MixedModel) -> NotEstimable | None:
    return first_reason(
        (model.raters < LEAST_LEVELS, f"there are fewer than {LEAST_LEVELS} raters ({model.raters})"),
        (model.stimuli < LEAST_LEVELS, f"there are fewer than {LEAST_LEVELS} clips ({model.stimuli})"),
    )


def _marginal(log_odds: float, spread: float) -> float:
    """Accuracy over all raters and clips, whose log odds have this standard deviation."""
    nodes, weights = standard_normal()
    accuracy = float(weights @ expit(log_odds + spread * nodes))
    return round(float(np.clip(accuracy, LEAST_ACCURACY, 1 - LEAST_ACCURACY)), DIGITS)


def _times(model: MixedModel | NotEstimable) -> dict[str, float]:
    if isinstance(model, NotEstimable) or model.residual_sd is None:
        return {}
    median_ms = exp(sum(mean.estimate for mean in model.means) / len(model.means))
    return {
        "rt_median_seconds": round(max(median_ms / 1000, 0.01), DIGITS),
        "rt_rater_sd": _sd(model.rater_sd),
        "rt_clip_sd": _sd(model.stimulus_sd),
        "rt_sd": _sd(model.residual_sd),
    }


def _sd(value: float) -> float:
    return round(min(value, MOST_SD), DIGITS)
