from __future__ import annotations

import numpy as np
import torch
from scipy.spatial.transform import Rotation

from generation.model.features import (
    FEATURES,
    feature_joints,
    feature_rotations,
    features_to_motion,
    motion_features,
    smoothed,
    sole_heights,
)
from generation.model.kinematics import joint_positions
from generation.model.recogniser import recogniser_features
from generation.motion import Motion
from generation.rotation import axis_angle_to_matrix
from generation.skeleton import INDEX, SOLE_Y
from generation.skeleton import joint_positions as reference_positions
from tests.generation.conftest import smooth_motion


def features_of(motion: Motion) -> torch.Tensor:
    return motion_features(torch.from_numpy(motion.poses).double(), torch.from_numpy(motion.trans).double())


def turned(motion: Motion, angle: float, shift: tuple[float, float, float]) -> Motion:
    turn = Rotation.from_rotvec([0.0, angle, 0.0])
    poses = motion.poses.copy()
    poses[:, 0] = (turn * Rotation.from_rotvec(poses[:, 0])).as_rotvec()
    return Motion(poses, (turn.apply(motion.trans) + shift).astype(np.float32))


def test_kinematics_agree_with_the_skeleton() -> None:
    motion = smooth_motion(np.random.default_rng(0), 30)
    expected = reference_positions(motion.poses, motion.trans)
    rotations = axis_angle_to_matrix(torch.from_numpy(motion.poses).double())
    np.testing.assert_allclose(joint_positions(rotations), expected - expected[:, :1], atol=1e-9)


def test_features_do_not_depend_on_place_and_heading_at_the_start() -> None:
    motion = smooth_motion(np.random.default_rng(1), 20)
    elsewhere = turned(motion, 2.1, (3.0, 0.5, -2.0))
    torch.testing.assert_close(features_of(motion), features_of(elsewhere), atol=1e-5, rtol=0)


def test_motion_comes_back_from_its_features_on_the_ground() -> None:
    motion = smooth_motion(np.random.default_rng(2), 25, raise_arms=0.7)
    features = features_of(motion)
    back = features_to_motion(features)
    torch.testing.assert_close(features_of(back), features, atol=1e-5, rtol=0)
    rotations = feature_rotations(features)
    pelvis = torch.from_numpy(reference_positions(back.poses, back.trans)[:, 0, 1])
    assert abs(float((sole_heights(rotations) + pelvis[:, None]).min())) < 1e-5


def test_a_person_standing_in_rest_pose_stands_with_both_soles_on_the_floor() -> None:
    still = features_to_motion(features_of(Motion(np.zeros((4, 24, 3), np.float32), np.zeros((4, 3), np.float32))))
    np.testing.assert_allclose(still.trans, np.tile([0.0, -SOLE_Y, 0.0], (4, 1)), atol=1e-5)


def test_joints_of_features_ignore_the_translation() -> None:
    features = features_of(smooth_motion(np.random.default_rng(3), 10))
    moved = features.clone()
    moved[:, -3:] += 1.0
    torch.testing.assert_close(feature_joints(features), feature_joints(moved))
    assert float(feature_joints(features)[:, INDEX["pelvis"]].abs().max()) == 0.0


def test_recogniser_velocity_is_in_metres_per_second_and_looks_back() -> None:
    features = torch.zeros(1, 4, FEATURES)
    features[0, :, -3] = torch.tensor([0.0, 0.1, 0.1, 0.3])
    torch.testing.assert_close(recogniser_features(features)[0, :, -3], torch.tensor([0.0, 2.0, 0.0, 4.0]))


def test_smoothing_takes_noise_away_and_leaves_slow_movement() -> None:
    slow = torch.sin(torch.linspace(0, 3, 80)).unsqueeze(1).expand(-1, FEATURES)
    noise = 0.1 * torch.randn(80, FEATURES, generator=torch.Generator().manual_seed(0))
    assert float((smoothed(slow + noise, 1.5) - slow).std()) < 0.5 * float(noise.std())
    assert float((smoothed(slow, 1.5) - slow).abs().max()) < 0.05
    assert smoothed(slow, 0.0) is slow
