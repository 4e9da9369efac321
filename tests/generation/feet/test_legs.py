"""Two-bone legs: the ankle arrives, the knee stays where it was as far as it can."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation

from generation.feet.legs import bones, longest_reach, reach

Array = NDArray[np.float64]


def bent_legs(count: int = 200, seed: int = 0) -> tuple[Array, Array, Array]:
    """Thigh and knee rotations of natural legs, and where their ankles are."""
    rng = np.random.default_rng(seed)
    thigh = Rotation.from_rotvec(rng.normal(0, 0.4, (count, 3))).as_matrix()
    flexion = rng.uniform(0.1, 1.8, (count, 1)) * [1.0, 0.0, 0.0] + rng.normal(0, 0.05, (count, 3))
    knee = Rotation.from_rotvec(flexion).as_matrix()
    return thigh, knee, ankles(thigh, knee)


def ankles(thigh: Array, knee: Array) -> Array:
    upper, lower = bones("left")
    return np.einsum("tij,tj->ti", thigh, upper + knee @ lower)


def test_the_ankle_comes_to_any_place_within_reach() -> None:
    thigh, knee, ankle = bent_legs()
    goal = ankle + np.random.default_rng(1).normal(0, 0.05, ankle.shape)
    goal *= np.minimum(1.0, 0.98 * longest_reach("left") / np.linalg.norm(goal, axis=1))[:, None]
    assert np.allclose(ankles(*reach("left", thigh, knee, goal)), goal, atol=1e-6)


def test_a_leg_that_is_there_already_stays() -> None:
    thigh, knee, ankle = bent_legs()
    thigh_after, knee_after = reach("left", thigh, knee, ankle)
    assert np.allclose(thigh_after, thigh, atol=1e-6)
    assert np.allclose(knee_after, knee, atol=1e-6)


def test_a_small_change_of_place_is_a_small_change_of_pose() -> None:
    thigh, knee, ankle = bent_legs()
    thigh_after, knee_after = reach("left", thigh, knee, ankle + [0.005, 0.005, 0.005])
    for before, after in ((thigh, thigh_after), (knee, knee_after)):
        turned = Rotation.from_matrix(after @ before.transpose(0, 2, 1)).magnitude()
        assert np.degrees(turned).max() < 10.0


def test_out_of_reach_the_leg_points_there_almost_straight() -> None:
    thigh, knee, _ = bent_legs()
    goal = np.tile([0.3, -1.2, 0.2], (len(thigh), 1))
    reached = ankles(*reach("left", thigh, knee, goal))
    assert np.linalg.norm(reached, axis=1).max() < longest_reach("left")
    assert np.allclose(np.cross(reached, goal), 0.0, atol=1e-6)
