"""What the trainings of an augmentation experiment come to: accuracies and lifts with intervals, best arm, plateau."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t

from generation.evaluation.augmentation import NONE, ORACLE, Cell, Plan
from generation.evaluation.augmentation_training import Outcome
from generation.evaluation.intervals import DIGITS, unknown

RESAMPLES = 2000
PLATEAU = 0.95  # of an arm's largest gain

FloatArray = NDArray[np.float64]
Outcomes = Mapping[Cell, Outcome]


def summarise(plan: Plan, outcomes: Outcomes) -> dict[str, Any]:
    """Baseline, arms, best arm. Every training of the plan must be there.

    Intervals are 95 %: of a mean over seeds by Student's t, which holds for these test clips and new trainings; of
    ``lift_over_clips`` by resampling test clips, which holds for these trainings and new test clips of the kind.
    """
    arms = [_arm(plan, outcomes, *arm) for arm in plan.arms]
    baseline = _outcomes(plan, outcomes, 0, NONE, NONE)
    return {
        "seeds": list(plan.seeds),
        "sizes": list(plan.sizes),
        "test_clips": len(baseline[0].right),
        "baseline": {
            "test_accuracy": mean_over_seeds(_right(baseline).mean(1)),
            **{f"{split}_accuracy": _figure(baseline, f"{split}_accuracy") for split in ("validation", "train")},
        },
        "arms": arms,
        "best": best_point(arms),
    }


def mean_over_seeds(values: FloatArray) -> dict[str, Any]:
    """Mean of values (S,) with Student's t-interval; n is the number of seeds."""
    mean = round(float(values.mean()), DIGITS)
    if len(values) < 2:
        return {**unknown("an interval needs at least 2 seeds", n=len(values)), "value": mean}
    margin = float(t.ppf(0.975, len(values) - 1) * values.std(ddof=1) / np.sqrt(len(values)))
    limits = {"low": round(mean - margin, DIGITS), "high": round(mean + margin, DIGITS)}
    return {"value": mean, **limits, "n": len(values)}


def lift_within_seeds(accuracies: FloatArray, baselines: FloatArray) -> dict[str, Any]:
    """Mean of accuracy / baseline - 1, both (S,) in the order of the seeds."""
    if not baselines.all():
        return unknown("a baseline recognises nothing", n=len(baselines))
    return mean_over_seeds(accuracies / baselines - 1)


def lift_over_clips(right: FloatArray, baseline: FloatArray) -> dict[str, Any]:
    """Mean accuracy over mean baseline accuracy - 1 of the same test clips, both (S, clips) of 0 and 1.

    The interval resamples clips, seeds together (bootstrap percentiles); n is the number of clips.
    """
    here, there = right.mean(0), baseline.mean(0)
    if not there.any():
        return unknown("the baseline recognises nothing", n=len(here))
    drawn = np.random.default_rng(0).multinomial(len(here), np.full(len(here), 1 / len(here)), RESAMPLES)
    below = drawn @ there
    low, high = np.quantile((drawn @ here)[below > 0] / below[below > 0] - 1, [0.025, 0.975])
    values = {"value": here.mean() / there.mean() - 1, "low": low, "high": high}
    return {**{name: round(float(value), DIGITS) for name, value in values.items()}, "n": len(here)}


def best_point(arms: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The generated arm and size with the highest mean validation accuracy; the test clips have no say in it."""
    points = [
        (point["validation_accuracy"]["value"], -point["size"], arm, point)
        for arm in arms
        if arm["filter"] != ORACLE
        for point in arm["points"]
        if point["validation_accuracy"]["value"] is not None
    ]
    if not points:
        return {"size": None, "reason": "no generated arm, or no validation clips to choose by"}
    _, _, arm, point = max(points, key=lambda entry: entry[:2])
    return {"chosen_by": "validation_accuracy", "schedule": arm["schedule"], "filter": arm["filter"], **point}


def plateau(points: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The smallest size with at least ``PLATEAU`` of the arm's largest mean gain in test accuracy."""
    gains = [point["gain"]["value"] for point in points]
    highest = max(gains)
    if highest <= 0:
        return {"size": None, "share": PLATEAU, "reason": "no size gains anything over the baseline"}
    size = next(point["size"] for point in points if point["gain"]["value"] >= PLATEAU * highest)
    return {"size": size, "share": PLATEAU, "largest_gain": highest}


def _arm(plan: Plan, outcomes: Outcomes, schedule: str, kind: str) -> dict[str, Any]:
    points = [_point(plan, outcomes, size, schedule, kind) for size in plan.sizes[1:]]
    return {"schedule": schedule, "filter": kind, "points": points, "plateau": plateau(points)}


def _point(plan: Plan, outcomes: Outcomes, size: int, schedule: str, kind: str) -> dict[str, Any]:
    here = _outcomes(plan, outcomes, size, schedule, kind)
    right, baseline = _right(here), _right(_outcomes(plan, outcomes, 0, NONE, NONE))
    accuracies, baselines = right.mean(1), baseline.mean(1)
    return {
        "size": size,
        "added": [outcome.figures["added"] for outcome in here],
        "test_accuracy": mean_over_seeds(accuracies),
        "validation_accuracy": _figure(here, "validation_accuracy"),
        "train_accuracy": _figure(here, "train_accuracy"),
        "gain": mean_over_seeds(accuracies - baselines),
        "lift": lift_within_seeds(accuracies, baselines),
        "lift_over_clips": lift_over_clips(right, baseline),
    }


def _outcomes(plan: Plan, outcomes: Outcomes, size: int, schedule: str, kind: str) -> list[Outcome]:
    return [outcomes[Cell(size, seed, schedule, kind)] for seed in plan.seeds]


def _right(outcomes: Sequence[Outcome]) -> FloatArray:
    """(S, clips) of 0 and 1."""
    return np.array([[float(each) for each in outcome.right] for outcome in outcomes])


def _figure(outcomes: Sequence[Outcome], name: str) -> dict[str, Any]:
    values = [value for outcome in outcomes if (value := outcome.figures[name]) is not None]
    if not values:
        return unknown("no clips in this split", n=0)
    return mean_over_seeds(np.array(values, np.float64))
