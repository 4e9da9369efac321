"""The clean-up takes skating away and leaves the rest."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation

from generation.corpus.synthetic.corpus import perform_all
from generation.evaluation.quality import clip_qualities
from generation.feet.planting import plant_feet
from generation.motion import Motion
from generation.skeleton import INDEX
from tests.generation.feet.cast import joints, moved, random_drift, soles, standing

LEGS = [INDEX[f"{side}_{joint}"] for side in ("left", "right") for joint in ("hip", "knee", "ankle")]


@pytest.fixture(scope="module")
def clips() -> list[Motion]:
    """Acted clips of one synthetic performer, whose feet do not skate."""
    return perform_all((3, 1))[::4]


@pytest.fixture(scope="module")
def planted(clips: list[Motion]) -> list[Motion]:
    return [plant_feet(clip) for clip in clips]


def mean(motions: list[Motion], measure: str) -> float:
    return float(clip_qualities(motions)[measure].mean())


def test_clean_clips_hardly_move(clips: list[Motion], planted: list[Motion]) -> None:
    moves = [np.linalg.norm(joints(a) - joints(b), axis=-1).mean() for a, b in zip(clips, planted, strict=True)]
    assert np.mean(moves) < 0.01
    assert np.max(moves) < 0.02


def test_drift_of_the_root_is_taken_back(clips: list[Motion]) -> None:
    drifting = [moved(clip, random_drift(len(clip), 0.1, seed)) for seed, clip in enumerate(clips)]
    again = [plant_feet(clip) for clip in drifting]
    assert mean(drifting, "skating_speed") > 5.0
    assert mean(again, "skating_speed") < mean(clips, "skating_speed") + 1.0
    assert mean(again, "support_speed") < 0.2
    offsets = [
        np.linalg.norm((a.trans - a.trans[0]) - (b.trans - b.trans[0]), axis=1).mean()
        for a, b in zip(clips, again, strict=True)
    ]
    assert np.mean(offsets) < 0.02


def test_feet_that_glide_apart_are_brought_to_one_place_each() -> None:
    """Legs that swing while the body stands: no path of the root can mend both feet."""
    motion = standing(100)
    sway = 0.06 * np.sin(np.arange(100) / 12.0)
    motion.poses[:, INDEX["left_hip"], 2] = sway
    motion.poses[:, INDEX["right_hip"], 2] = -sway
    after = plant_feet(motion)
    assert clip_qualities([motion])["skating_speed"][0] > 1.0
    assert clip_qualities([after])["skating_speed"][0] < 0.2


def test_a_body_that_hovers_or_sinks_is_put_on_the_floor() -> None:
    for height in (0.05, -0.05):
        lowest = soles(plant_feet(moved(standing(), np.array([0.0, height, 0.0]))))[..., 1].min(axis=(1, 2))
        assert np.abs(lowest).max() < 0.002


def test_soles_do_not_go_through_the_floor(clips: list[Motion]) -> None:
    bobbing = [moved(clip, np.outer(0.02 * np.sin(np.arange(len(clip)) / 7), [0, 1, 0])) for clip in clips]
    after = [plant_feet(clip) for clip in bobbing]
    assert mean(bobbing, "penetration_share") > 0.3
    assert mean(after, "penetration_share") < 0.01
    assert min(soles(clip)[..., 1].min() for clip in after) > -0.015


def test_planting_adds_no_jerk_and_no_pops(clips: list[Motion]) -> None:
    drifting = [moved(clip, random_drift(len(clip), 0.1, seed)) for seed, clip in enumerate(clips)]
    before, after = clip_qualities(drifting), clip_qualities([plant_feet(clip) for clip in drifting])
    assert after["jerk"].mean() < 1.05 * before["jerk"].mean()
    assert (after["acceleration_peak"] < before["acceleration_peak"] + 6.0).all()


def test_arms_trunk_and_head_keep_their_rotations(clips: list[Motion], planted: list[Motion]) -> None:
    others = [joint for joint in range(24) if joint not in LEGS]
    for before, after in zip(clips, planted, strict=True):
        assert len(after) == len(before)
        assert after.fps == before.fps
        assert (after.poses[:, others] == before.poses[:, others]).all()


def test_a_jump_stays_a_jump() -> None:
    height = np.zeros(80)
    height[30:40] = 0.3 * np.sin(np.pi * np.arange(10) / 10)
    after = plant_feet(moved(standing(80), np.outer(height, [0.0, 1.0, 0.0])))
    lowest = soles(after)[..., 1].min(axis=(1, 2))
    assert lowest[33:37] == pytest.approx(height[33:37], abs=0.03)
    assert np.abs(lowest[:28]).max() < 0.01


def test_someone_who_lies_is_not_pulled_into_the_floor() -> None:
    lying = standing()
    lying.poses[:, 0] = [-np.pi / 2, 0.0, 0.0]
    lying.poses[:, [INDEX["left_hip"], INDEX["right_hip"]]] = [-np.pi / 2, 0.0, 0.0]  # legs up in the air
    lying = moved(lying, np.array([0.0, 1.3, 0.0]))
    floor = joints(lying)[..., 1].min() - 0.1
    lying = moved(lying, np.array([0.0, -floor, 0.0]))
    after = plant_feet(lying)
    assert np.abs(joints(after) - joints(lying)).max() < 0.01


def test_the_floor_is_level_under_tilted_soles() -> None:
    motion = standing()
    motion.poses[:, [INDEX["left_ankle"], INDEX["right_ankle"]], 0] = 0.1
    heights = soles(plant_feet(motion))[..., 1]
    assert np.abs(heights[10:-10]).max() < 0.003


def test_turning_and_moving_the_whole_clip_turns_and_moves_the_result(clips: list[Motion]) -> None:
    clip = moved(clips[1], random_drift(len(clips[1]), 0.1, 0))
    turn = Rotation.from_rotvec([0.0, 1.1, 0.0])

    def turned(motion: Motion) -> NDArray[np.float64]:
        return np.asarray(turn.apply(joints(motion).reshape(-1, 3)).reshape(-1, 24, 3) + [1.0, 0.0, -2.0])

    poses = clip.poses.copy()
    poses[:, 0] = (turn * Rotation.from_rotvec(clip.poses[:, 0])).as_rotvec()
    root = turned(clip)[:, 0] - joints(Motion(poses, clip.trans))[:, 0]
    other = Motion(poses, (clip.trans + root).astype(np.float32))
    assert np.abs(joints(plant_feet(other)) - turned(plant_feet(clip))).max() < 1e-3


def test_the_same_motion_gives_the_same_bytes_and_is_left_alone(clips: list[Motion]) -> None:
    before = clips[0].sha256
    assert plant_feet(clips[0]).sha256 == plant_feet(clips[0]).sha256
    assert clips[0].sha256 == before


@pytest.mark.parametrize("frames", [1, 3, 4, 5])
def test_very_short_clips_come_back(frames: int) -> None:
    after = plant_feet(standing(frames))
    assert len(after) == frames
    assert np.abs(joints(after) - joints(standing(frames))).max() < 0.01
