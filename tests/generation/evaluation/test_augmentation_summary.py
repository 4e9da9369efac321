"""What many trainings of an augmentation come to: intervals, lifts, the best arm, the plateau."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from generation.evaluation.augmentation_summary import (
    best_point,
    lift_over_clips,
    lift_within_seeds,
    mean_over_seeds,
    plateau,
)


def test_intervals_over_seeds_are_students() -> None:
    figure = mean_over_seeds(np.array([0.34, 0.36, 0.38]))
    # t(0.975, 2) = 4.302653, SD = 0.02
    assert figure == pytest.approx({"value": 0.36, "low": 0.36 - 0.049683, "high": 0.36 + 0.049683, "n": 3}, abs=1e-6)
    alone = mean_over_seeds(np.array([0.4]))
    assert (alone["value"], alone["low"], alone["n"]) == (0.4, None, 1)
    assert "at least 2 seeds" in alone["reason"]


def test_lifts_are_taken_within_a_seed() -> None:
    lift = lift_within_seeds(np.array([0.30, 0.60]), np.array([0.25, 0.50]))
    assert (lift["value"], lift["low"], lift["high"]) == (0.2, 0.2, 0.2)
    assert lift_within_seeds(np.array([0.3]), np.array([0.0]))["value"] is None


def test_the_lift_over_clips_covers_a_known_truth() -> None:
    rng = np.random.default_rng(1)
    baseline, right = (rng.random((3, 400)) < share for share in (0.4, 0.5))
    lift = lift_over_clips(right.astype(float), baseline.astype(float))
    assert lift["low"] < 0.25 < lift["high"]
    assert lift["value"] == pytest.approx(right.mean() / baseline.mean() - 1, abs=1e-6)
    assert lift["n"] == 400
    assert lift_over_clips(right.astype(float), np.zeros((3, 400)))["value"] is None


def point(size: int, validation: float | None, gain: float = 0.0) -> dict[str, Any]:
    return {"size": size, "validation_accuracy": {"value": validation}, "gain": {"value": gain}}


def arm(kind: str, points: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return {"schedule": "one-time", "filter": kind, "points": points}


def test_the_best_arm_is_chosen_by_validation_clips_and_is_never_the_oracle() -> None:
    arms = [
        arm("supervised", [point(200, 0.40), point(400, 0.42, gain=0.01)]),
        arm("unsupervised", [point(200, 0.42, gain=-0.01), point(400, 0.41, gain=0.9)]),
        arm("oracle", [point(200, 0.9)]),
    ]
    best = best_point(arms)
    assert (best["filter"], best["size"], best["chosen_by"]) == ("unsupervised", 200, "validation_accuracy")
    assert best_point([arm("supervised", [point(200, None)])])["size"] is None


def test_the_plateau_is_the_smallest_size_near_the_largest_gain() -> None:
    gains = {200: 0.01, 400: 0.096, 600: 0.1, 800: 0.05}
    assert plateau([point(size, None, gain) for size, gain in gains.items()])["size"] == 400
    none = plateau([point(200, None, -0.01)])
    assert none["size"] is None
    assert "no size gains" in none["reason"]
