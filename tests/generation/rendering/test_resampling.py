"""Motion at another frame rate: what is kept, how smooth it is between, and that feet do not slide for it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation, Slerp

from generation.errors import MiburiError
from generation.feet.contacts import contacts
from generation.feet.planting import plant_feet
from generation.feet.soles import sole_points
from generation.motion import Motion
from generation.rendering.resampling import resampled
from generation.skeleton import INDEX, SOLE_Y, joint_positions, joint_transforms

HIGH = 1.5  # metres above the floor: nothing stands


def motion_of(angles: NDArray[np.floating], fps: int = 20, height: float = HIGH) -> Motion:
    """A body whose shoulders, spine and knees turn by ``angles`` (frames,) radians, and which glides along."""
    poses = np.zeros((len(angles), 24, 3), np.float32)
    for joint, axis in (("left_shoulder", 2), ("spine2", 1), ("right_knee", 0), ("pelvis", 1)):
        poses[:, INDEX[joint], axis] = angles
    trans = np.stack([0.3 * angles, np.full(len(angles), height), -0.2 * angles], 1)
    return Motion(poses, trans.astype(np.float32), fps)


def swinging(frames: int, fps: int, hertz: float = 1.0) -> Motion:
    return motion_of(0.8 * np.sin(2 * np.pi * hertz * np.arange(frames) / fps), fps)


def stepping(frames: int) -> Motion:
    """In place, one leg after the other, the arms down, the knees bent, the pelvis swaying and bouncing over feet that
    stand."""
    time = np.arange(frames) / 20
    poses = np.zeros((frames, 24, 3), np.float32)
    poses[:, INDEX["left_shoulder"], 2], poses[:, INDEX["right_shoulder"], 2] = -1.2, 1.2
    for side, lift in zip(("left", "right"), (np.sin(np.pi * time), -np.sin(np.pi * time)), strict=True):
        bend = 0.2 + 0.9 * np.maximum(lift, 0)
        for joint, turn in ((f"{side}_hip", -bend), (f"{side}_knee", 2 * bend), (f"{side}_ankle", -bend)):
            poses[:, INDEX[joint], 0] = turn
    sway = np.sin(4 * np.pi * time)
    trans = np.stack([0.1 * sway, -SOLE_Y - 0.08 - 0.04 * sway, 0 * sway], 1).astype(np.float32)
    return plant_feet(Motion(poses, trans))


@settings(max_examples=40)
@given(frames=st.integers(1, 60), fps=st.sampled_from([10, 20, 25, 30, 60]), wanted=st.integers(1, 120))
def test_the_duration_stays_to_the_nearest_frame(frames: int, fps: int, wanted: int) -> None:
    shown = resampled(swinging(frames, fps), wanted)
    assert shown.fps == wanted
    assert abs(len(shown) - frames * wanted / fps) <= 0.5 or len(shown) == 1


@pytest.mark.parametrize(("wanted", "frames"), [(60, 180), (40, 120), (30, 90), (20, 60), (10, 30)])
def test_frame_rates_that_go_into_each_other_keep_the_duration_exactly(wanted: int, frames: int) -> None:
    motion = swinging(60, 20)
    shown = resampled(motion, wanted)
    assert (len(shown), shown.duration) == (frames, motion.duration)


@pytest.mark.parametrize(("wanted", "every", "kept"), [(60, 3, 1), (30, 3, 2), (10, 1, 2), (15, 3, 4)])
def test_recorded_moments_keep_their_frames_bit_by_bit(wanted: int, every: int, kept: int) -> None:
    motion = stepping(41)
    shown = resampled(motion, wanted)
    moments = min(len(shown.poses[::every]), len(motion.poses[::kept]))
    np.testing.assert_array_equal(shown.poses[::every][:moments], motion.poses[::kept][:moments])
    np.testing.assert_array_equal(shown.trans[::every][:moments], motion.trans[::kept][:moments])
    assert moments > 9


def test_the_last_frame_stays_until_its_time_is_over() -> None:
    motion = swinging(10, 20)
    shown = resampled(motion, 60)
    for frame in (27, 28, 29):
        np.testing.assert_array_equal(shown.poses[frame], motion.poses[-1])


def test_its_own_frame_rate_gives_back_the_motion() -> None:
    motion = swinging(10, 20)
    assert resampled(motion, 20) is motion


def test_between_two_frames_alone_rotations_go_by_slerp() -> None:
    motion = motion_of(np.array([0.2, 1.4]))
    shoulder = INDEX["left_shoulder"]
    slerp = Slerp([0, 3], Rotation.from_rotvec(motion.poses[:, shoulder].astype(float)))
    np.testing.assert_allclose(resampled(motion, 60).poses[:4, shoulder], slerp(range(4)).as_rotvec(), atol=1e-6)


def test_a_steady_turn_stays_steady_past_half_a_circle() -> None:
    """Rotation vectors jump there from pi to -pi; the rotation does not."""
    turn = np.arange(0, 4 * np.pi, 0.3)
    recorded = Rotation.from_rotvec(np.outer(turn, [0, 1, 0])).as_rotvec()
    poses = np.zeros((len(turn), 24, 3), np.float32)
    poses[:, 0] = recorded
    shown = resampled(Motion(poses, np.full((len(turn), 3), HIGH, np.float32)), 60)
    heading = Rotation.from_rotvec(shown.poses[: 3 * len(turn) - 2, 0].astype(float))
    np.testing.assert_allclose((heading[:-1].inv() * heading[1:]).as_rotvec()[:, 1], 0.1, atol=1e-4)


@pytest.mark.parametrize("wanted", [40, 60])
def test_what_comes_between_is_nearer_the_true_motion_than_by_slerp(wanted: int) -> None:
    """A 2 Hz swing, seen at 20 fps and truly at ``wanted``."""
    truth, recorded = swinging(wanted, wanted, hertz=2), swinging(20, 20, hertz=2)
    shown = resampled(recorded, wanted)
    inner = slice(wanted // 10, -wanted // 10)
    shoulder = INDEX["left_shoulder"]
    times = np.arange(wanted) / wanted * 20
    linear = np.interp(times, np.arange(20), recorded.poses[:, shoulder, 2])
    error = np.abs(shown.poses[inner, shoulder, 2] - truth.poses[inner, shoulder, 2]).max()
    assert error < 0.35 * np.abs(linear[inner] - truth.poses[inner, shoulder, 2]).max()
    assert np.abs(shown.trans[inner] - truth.trans[inner]).max() < 0.003


def test_motion_does_not_stutter_at_recorded_frames() -> None:
    """By slerp alone a joint's speed would jump there: its jerk, in m/s³, would be several times the true one."""

    def roughness(motion: Motion) -> float:
        wrist = joint_positions(motion.poses, motion.trans)[6:-6, INDEX["left_wrist"]]
        return float(np.linalg.norm(np.diff(wrist, 3, axis=0), axis=1).mean()) * motion.fps**3

    assert roughness(resampled(swinging(40, 20), 60)) < 1.5 * roughness(swinging(120, 60))


def test_a_sudden_jump_does_not_ring_on() -> None:
    angles = np.zeros(30)
    angles[15:] = 2.0
    shown = resampled(motion_of(angles), 60)
    shoulder = shown.poses[:, INDEX["left_shoulder"], 2]
    assert np.abs(shoulder[: 3 * 13 + 1]).max() == 0
    assert np.abs(shoulder[3 * 17 : -3] - 2).max() < 1e-6


@pytest.mark.parametrize("wanted", [30, 60])
def test_feet_do_not_slide_more_than_they_did(wanted: int) -> None:
    motion = stepping(80)
    soles = sole_points(*joint_transforms(motion.poses, motion.trans))
    standing = contacts(soles, motion.fps)
    held = standing[1:] & standing[:-1]
    assert held.mean() > 0.3
    recorded = np.linalg.norm(np.diff(soles, axis=0)[..., [0, 2]], axis=-1)[held].sum()
    shown = resampled(motion, wanted)
    seen = sole_points(*joint_transforms(shown.poses, shown.trans))
    before = np.minimum(np.arange(len(shown) - 1) * 20 // wanted, len(held) - 1)
    slid = np.linalg.norm(np.diff(seen, axis=0)[..., [0, 2]], axis=-1)[held[before]].sum()
    steps = held.sum()
    assert slid / steps < recorded / steps + 0.00005  # metres per recorded frame


def test_a_motion_of_one_frame_stands_still() -> None:
    shown = resampled(motion_of(np.array([0.5])), 60)
    assert len(shown) == 3
    assert (shown.poses == shown.poses[0]).all()


def test_the_motion_itself_is_left_alone() -> None:
    motion = stepping(12)
    poses, trans = motion.poses.copy(), motion.trans.copy()
    resampled(motion, 60)
    np.testing.assert_array_equal(motion.poses, poses)
    np.testing.assert_array_equal(motion.trans, trans)


@pytest.mark.parametrize("fps", [0, -20, 121, 29.97])
def test_what_is_no_frame_rate_is_refused(fps: int) -> None:
    with pytest.raises(MiburiError, match=f"fps must be a whole number 1 to 120, got {fps}"):
        resampled(swinging(5, 20), fps)


def test_a_motion_without_frames_is_refused() -> None:
    with pytest.raises(MiburiError, match="a motion without frames cannot be resampled"):
        resampled(swinging(0, 20), 30)
