from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from generation.corpus.synthetic.clip import Role, perform
from generation.corpus.synthetic.performer import draw_performer
from generation.errors import MiburiError
from generation.evaluation.movement import QUANTITIES, movement
from generation.motion import Motion
from generation.skeleton import INDEX, REST_JOINTS, SOLE_Y


@pytest.fixture
def motion() -> Motion:
    """Two seconds of a body that sways, waves, leans and walks along a curve."""
    rng = np.random.default_rng(3)
    time = np.arange(40)[:, None, None] / 20
    rate, phase = rng.uniform(0.2, 0.8, (2, 24, 3))
    poses = 0.3 * np.sin(2 * np.pi * (rate * time + phase))
    trans = np.stack([np.sin(time[:, 0, 0]), np.full(40, -SOLE_Y), 0.5 * time[:, 0, 0]], 1)
    return Motion(poses.astype(np.float32), trans.astype(np.float32))


@pytest.fixture(scope="module")
def acted_joy() -> dict[str, list[dict[str, float]]]:
    """Movement of joy acted by 40 synthetic performers, weakly and strongly."""
    return {
        level: [movement(perform(Role("joy", 0, level), draw_performer(generator(n)), generator(n))) for n in range(40)]
        for level in ("low", "high")
    }


def generator(seed: int) -> np.random.Generator:
    return np.random.default_rng(seed)


def still(frames: int = 4) -> Motion:
    """The T-pose."""
    trans = np.tile(np.array([0, -SOLE_Y, 0], np.float32), (frames, 1))
    return Motion(np.zeros((frames, 24, 3), np.float32), trans)


def posed(joint: str, turn: tuple[float, float, float], frames: int = 4) -> Motion:
    motion = still(frames)
    motion.poses[:, INDEX[joint]] = turn
    return motion


def test_a_clip_played_at_double_speed_has_double_the_speed_and_the_same_space(motion: Motion) -> None:
    once, twice = movement(motion), movement(replace(motion, fps=40))
    factors = {"speed": 2, "peak_hand_speed": 2, "acceleration": 4}
    for name, value in once.items():
        assert twice[name] == pytest.approx(factors.get(name, 1) * value), name


def test_where_a_body_stands_and_which_way_it_faces_change_nothing(motion: Motion) -> None:
    turn = Rotation.from_rotvec([0.0, 2.0, 0.0])
    poses = motion.poses.copy()
    poses[:, 0] = (turn * Rotation.from_rotvec(motion.poses[:, 0])).as_rotvec()
    pelvis = turn.apply(motion.trans + REST_JOINTS[0]) + [3.0, 0.0, -2.0]
    moved = Motion(poses, (pelvis - REST_JOINTS[0]).astype(np.float32))
    for name, value in movement(motion).items():
        assert movement(moved)[name] == pytest.approx(value, rel=1e-3, abs=1e-4), name


def test_a_body_that_stands_still_has_an_extent_and_no_movement() -> None:
    values = movement(still())
    for name in ("speed", "peak_hand_speed", "acceleration", "amplitude", "root_path"):
        assert values[name] == pytest.approx(0, abs=1e-9), name
    assert values["extent"] > 0.4


def test_a_body_carried_at_a_metre_per_second_has_that_speed_in_all_joints() -> None:
    motion = still(21)
    motion.trans[:, 2] = np.arange(21) / 20
    values = movement(motion)
    assert (values["speed"], values["peak_hand_speed"], values["root_path"]) == pytest.approx((1, 1, 1), abs=1e-5)
    assert values["acceleration"] == pytest.approx(0, abs=1e-3)
    assert values["amplitude"] == pytest.approx(0, abs=1e-6)


def test_arms_at_the_side_take_less_room_than_arms_stretched_out() -> None:
    down = still()
    down.poses[:, INDEX["left_shoulder"], 2], down.poses[:, INDEX["right_shoulder"], 2] = -1.3, 1.3
    assert movement(down)["extent"] < 0.6 * movement(still())["extent"]
    assert movement(down)["hand_height"] < 0 < movement(still())["hand_height"]


def test_trunk_lean_is_the_angle_by_which_the_trunk_bends_ahead() -> None:
    upright = movement(still())["trunk_lean"]
    assert movement(posed("pelvis", (np.radians(20), 0, 0)))["trunk_lean"] == pytest.approx(upright + 20, abs=1e-3)
    assert movement(posed("pelvis", (np.radians(-10), 0, 0)))["trunk_lean"] == pytest.approx(upright - 10, abs=1e-3)


def test_amplitude_is_the_spread_of_the_wrists_places() -> None:
    motion = still(40)
    motion.poses[:, INDEX["left_shoulder"], 2] = 0.4 * np.sin(np.arange(40) / 40 * 2 * np.pi)
    half = still(40)
    half.poses[:, INDEX["left_shoulder"], 2] = 0.2 * np.sin(np.arange(40) / 40 * 2 * np.pi)
    assert movement(motion)["amplitude"] == pytest.approx(2 * movement(half)["amplitude"], rel=0.02)


def test_every_quantity_has_a_unit_a_meaning_and_a_source() -> None:
    assert all(quantity.unit and quantity.meaning and quantity.source for quantity in QUANTITIES.values())


def test_two_frames_are_refused() -> None:
    with pytest.raises(MiburiError, match="at least 3 frames, the clip has 2"):
        movement(still(2))


@pytest.mark.parametrize("quantity", ["speed", "acceleration", "amplitude", "extent"])
def test_movement_tells_planted_intensity(quantity: str, acted_joy: dict[str, list[dict[str, float]]]) -> None:
    low, high = (np.array([values[quantity] for values in acted_joy[level]]) for level in ("low", "high"))
    error = np.sqrt(low.var(ddof=1) / len(low) + high.var(ddof=1) / len(high))
    assert high.mean() - low.mean() > 2 * error
