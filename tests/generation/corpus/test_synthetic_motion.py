"""The synthetic performers move as bodies do: joints bend one way, feet stay put, nothing jerks."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation

from generation.corpus.synthetic.arms import ARM_LENGTH, SHOULDER, wrist_at
from generation.corpus.synthetic.clip import Role, perform
from generation.corpus.synthetic.corpus import perform_all
from generation.corpus.synthetic.curves import hump, minimum_jerk, plateau, soft_limit
from generation.corpus.synthetic.gestures import GESTURES
from generation.corpus.synthetic.limbs import hinge_angle, pose_limb, reach_of
from generation.corpus.synthetic.performer import draw_performer
from generation.corpus.synthetic.repertoire import IDLE, REPERTOIRE
from generation.motion import FPS, Motion
from generation.skeleton import INDEX, OFFSETS, REST_JOINTS, SOLE_Y, joint_positions, joint_transforms

BALL = float(REST_JOINTS[INDEX["left_foot"], 1] - SOLE_Y)
X, Z = np.array([1.0, 0.0, 0.0]), np.array([0.0, 0.0, 1.0])


@pytest.fixture(scope="module")
def clips() -> list[Motion]:
    return perform_all((3, 1))


def acted(label: str, intensity: str, count: int = 24) -> list[Motion]:
    """The same performers, in the same scenarios, at another intensity."""
    return [
        perform(
            Role(label, number % 3, intensity),
            draw_performer(np.random.default_rng([1, number])),
            np.random.default_rng([2, number]),
        )
        for number in range(count)
    ]


def local(motion: Motion, joint: str) -> Rotation:
    return Rotation.from_rotvec(motion.poses[:, INDEX[joint]])


def speed(motions: list[Motion]) -> float:
    """Mean speed of all joints, m/s."""
    return float(
        np.mean([np.linalg.norm(np.diff(joint_positions(m.poses, m.trans), axis=0), axis=2).mean() for m in motions])
        * FPS
    )


def angular_velocity(motion: Motion) -> NDArray[np.float64]:
    """(frames - 1, 24, 3) rad/s in each joint's own frame."""
    rotations = Rotation.from_rotvec(motion.poses.reshape(-1, 3)).as_matrix().reshape(-1, 24, 3, 3)
    steps = np.swapaxes(rotations[:-1], -1, -2) @ rotations[1:]
    return Rotation.from_matrix(steps.reshape(-1, 3, 3)).as_rotvec().reshape(-1, 24, 3) * FPS


def test_knees_bend_backwards_only(clips: list[Motion]) -> None:
    for motion in clips:
        for side in ("left", "right"):
            x, y, z = np.degrees(motion.poses[:, INDEX[f"{side}_knee"]]).T
            assert x.min() > 0.0
            assert x.max() < 140.0
            assert np.abs([y, z]).max() < 0.01


def test_elbows_bend_forwards_only(clips: list[Motion]) -> None:
    for motion in clips:
        for side, out in (("left", X), ("right", -X)):
            forearm = local(motion, f"{side}_elbow").apply(out)
            assert (forearm @ Z).min() > 0.0
            assert np.degrees(np.arccos(forearm @ out)).max() < 146.0


def test_trunk_head_and_wrists_stay_within_their_ranges(clips: list[Motion]) -> None:
    largest = {"spine1": 40.0, "spine2": 40.0, "spine3": 45.0, "neck": 50.0, "head": 60.0, "left_wrist": 95.0,
               "right_wrist": 95.0, "left_collar": 45.0, "right_collar": 45.0}  # fmt: skip
    for motion in clips:
        for joint, degrees in largest.items():
            assert np.degrees(local(motion, joint).magnitude()).max() < degrees, joint


def test_planted_feet_do_not_slide(clips: list[Motion]) -> None:
    for motion in clips:
        positions = joint_positions(motion.poses, motion.trans)
        for foot in ("left_foot", "right_foot"):
            ball = positions[:, INDEX[foot]]
            planted = (ball[1:, 1] < BALL + 0.004) & (ball[:-1, 1] < BALL + 0.004)
            slide = np.linalg.norm(np.diff(ball[:, [0, 2]], axis=0), axis=1)[planted] * FPS
            assert slide.max(initial=0.0) < 0.02  # m/s


def test_feet_are_never_under_the_floor_and_one_is_on_it_unless_jumping(clips: list[Motion]) -> None:
    for motion in clips:
        rotations, positions = joint_transforms(motion.poses, motion.trans)
        balls = positions[:, [INDEX["left_foot"], INDEX["right_foot"]], 1] - BALL
        assert balls.min() > -0.001
        assert (balls.min(axis=1) < 0.005).mean() > 0.6
        for side in ("left", "right"):
            ankle = INDEX[f"{side}_ankle"]
            heel = positions[:, ankle] + rotations[:, ankle] @ np.array([0.0, SOLE_Y - REST_JOINTS[ankle, 1], -0.05])
            assert heel[:, 1].min() > -0.012


def test_nothing_jerks(clips: list[Motion]) -> None:
    for motion in clips:
        velocity = angular_velocity(motion)
        assert np.linalg.norm(velocity, axis=2).max() < 24.0  # rad/s
        assert np.linalg.norm(np.diff(velocity, axis=0), axis=2).max(initial=0.0) < 15.0  # from frame to frame
        assert np.linalg.norm(np.diff(motion.trans, axis=0), axis=1).max() * FPS < 3.0  # m/s


def test_performers_start_near_the_middle_facing_the_front_and_stay_near(clips: list[Motion]) -> None:
    for motion in clips:
        facing = local(motion, "pelvis")[0].apply(Z)
        assert facing @ Z > 0.5
        assert np.abs(motion.trans[:, [0, 2]]).max() < 1.8


@pytest.mark.parametrize("label", ["joy", "anger", "surprise"])
def test_intensity_raises_the_quantity_of_movement(label: str) -> None:
    low, medium, high = (speed(acted(label, intensity, 60)) for intensity in ("low", "medium", "high"))
    assert high > 1.2 * low
    assert 0.95 * low < medium < 1.05 * high


def test_sadness_hangs_the_head_and_pride_lifts_it() -> None:
    """Wallbott (1998); Tracy & Robins (2004)."""

    def head_height(label: str) -> float:
        heights = []
        for motion in acted(label, "high", 40):
            positions = joint_positions(motion.poses, motion.trans)
            heights.append(float((positions[:, INDEX["head"]] - positions[:, INDEX["spine1"]])[:, 1].mean()))
        return float(np.mean(heights))

    assert head_height("sadness") < head_height("neutral") - 0.01 < head_height("pride")


def test_anger_is_faster_than_sadness() -> None:
    """De Meijer (1989), Roether et al. (2009)."""
    assert speed(acted("anger", "high")) > 1.5 * speed(acted("sadness", "high"))


def test_repertoires_name_gestures_and_neighbours_that_exist() -> None:
    for emotion in REPERTOIRE.values():
        assert set(emotion.gestures) | set(IDLE) <= set(GESTURES)
        assert set(emotion.neighbours) <= set(REPERTOIRE)


def test_every_gesture_is_in_some_repertoire() -> None:
    used = {name for emotion in REPERTOIRE.values() for name in emotion.gestures}
    assert set(GESTURES) == used | set(IDLE)


def test_a_hinged_limb_reaches_its_target() -> None:
    upper, lower = OFFSETS[INDEX["left_knee"]], OFFSETS[INDEX["left_ankle"]]
    targets = np.random.default_rng(0).normal(size=(50, 3)) * 0.1 + [0.0, -0.5, 0.0]
    thigh, knee = pose_limb(upper, lower, X, targets, np.tile(X, (50, 1)))
    ends = np.einsum("fij,fj->fi", thigh, upper + knee @ lower)
    assert np.abs(ends - targets).max() < 1e-9


def test_hinge_angle_undoes_reach() -> None:
    upper, lower = OFFSETS[INDEX["left_knee"]], OFFSETS[INDEX["left_ankle"]]
    for angle in (0.2, 1.0, 2.2):
        reach = np.array([reach_of(upper, lower, X, angle)])
        assert hinge_angle(upper, lower, X, reach)[0] == pytest.approx(angle)


def test_an_arm_is_written_by_the_place_of_its_wrist() -> None:
    pose = wrist_at(*(SHOULDER + [0.0, 0.0, 0.3]))
    assert pose["lift"] == pytest.approx(90.0)
    assert pose["around"] == pytest.approx(90.0)
    assert pose["reach"] == pytest.approx(0.3 / ARM_LENGTH)


def test_transitions_start_and_end_at_rest() -> None:
    time = np.linspace(-0.5, 1.5, 2001)
    for curve in (minimum_jerk(time), hump(time), plateau(time, 0.0, 0.4, 1.0, 0.4)):
        assert np.abs(np.diff(curve, 2)).max() < 1e-4
        assert curve[0] == 0.0
    assert minimum_jerk(np.array([0.5]))[0] == pytest.approx(0.5)


def test_soft_limits_hold_and_leave_the_middle_alone() -> None:
    values = np.linspace(-50.0, 50.0, 101)
    limited = soft_limit(values, -10.0, 20.0, 4.0)
    assert limited.min() >= -10.0
    assert limited.max() <= 20.0
    middle = np.abs(values - 5.0) < 11.0
    assert np.allclose(limited[middle], values[middle])
