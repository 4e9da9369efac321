"""Feet that creep or turn too far step; others are left alone."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation

from generation.feet.planting import plant_feet
from generation.feet.steps import with_steps
from generation.feet.swings import SWING
from generation.skeleton import INDEX
from tests.generation.feet.cast import joints, soles, standing

FPS = 20


def creeping(metres: float, radians: float = 0.0, frames: int = 120) -> NDArray[np.float64]:
    """Soles (T, 2, 2, 3) of someone who creeps sideways and turns, both evenly."""
    share = np.linspace(0, 1, frames)
    points = np.array([[[0.1, 0, 0], [0.1, 0, 0.2]], [[-0.1, 0, 0], [-0.1, 0, 0.2]]])
    turns = Rotation.from_rotvec(np.outer(radians * share, [0, 1, 0])).as_matrix()
    return np.einsum("tij,fpj->tfpi", turns, points) + np.outer(metres * share, [1, 0, 0])[:, None, None]


def always(frames: int = 120) -> NDArray[np.bool_]:
    return np.ones((frames, 2, 2), bool)


def lifted(metres: float, radians: float = 0.0) -> NDArray[np.bool_]:
    """(T, 2) whether each foot is in the air."""
    after, clearance = with_steps(creeping(metres, radians), always(), FPS)
    assert ((clearance > 0) == ~after.any(axis=2)).all()
    return np.asarray(clearance > 0)


def test_a_foot_that_creeps_a_little_makes_no_step() -> None:
    assert not lifted(0.12).any()
    assert not lifted(0.0, 0.4).any()


def test_feet_that_creep_far_step_in_turn() -> None:
    air = lifted(0.8)
    assert air[:, 0].any()
    assert air[:, 1].any()
    assert not (air[:, 0] & air[:, 1]).any()


def test_feet_that_turn_far_step_too() -> None:
    assert lifted(0.0, np.pi).any(axis=0).all()


def test_a_foot_waits_while_the_other_is_in_the_air() -> None:
    stands = always()
    stands[30:90, 1] = False
    _, clearance = with_steps(creeping(0.8), stands, FPS)
    assert not clearance[31:89, 0].any()  # a stand is held for a frame longer
    assert clearance[90:].any()


def test_the_step_is_lifted_smoothly() -> None:
    _, clearance = with_steps(creeping(0.8), always(), FPS)
    assert np.isclose(clearance.max(), SWING)
    assert np.abs(np.diff(clearance, axis=0)).max() < 0.015


def test_someone_who_turns_on_gliding_feet_steps_around_and_does_not_cross_the_legs() -> None:
    motion = standing(120)
    motion.poses[:, 0, 1] = np.linspace(0, np.pi, 120)
    after = plant_feet(motion)
    still = np.linalg.norm(np.diff(soles(after)[..., [0, 2]], axis=0), axis=-1).min(axis=(1, 2)) * FPS
    assert still.mean() < 0.01
    sideways = Rotation.from_rotvec(motion.poses[:, 0]).apply([1.0, 0.0, 0.0])
    places = joints(after)
    apart = ((places[:, INDEX["left_ankle"]] - places[:, INDEX["right_ankle"]]) * sideways).sum(axis=1)
    assert apart.min() > 0.1
