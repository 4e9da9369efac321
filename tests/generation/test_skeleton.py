import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generation.skeleton import INDEX, JOINTS, OFFSETS, PARENTS, REST_JOINTS, SOLE_Y, joint_positions

REST = np.zeros((1, 24, 3))


def test_the_rest_pose_at_the_origin_gives_the_rest_joints():
    np.testing.assert_allclose(joint_positions(REST, np.zeros((1, 3)))[0], REST_JOINTS, atol=1e-12)


def test_the_body_stands_on_the_floor_at_minus_the_sole_height():
    standing = joint_positions(REST, np.array([[0, -SOLE_Y, 0]]))[0]
    assert 0 < standing[INDEX["left_foot"], 1] < 0.05
    assert 1.4 < standing[INDEX["head"], 1] < 1.6


def test_every_parent_comes_before_its_children():
    assert all(parent < joint for joint, parent in enumerate(PARENTS))


def test_left_is_positive_x():
    for joint, name in enumerate(JOINTS):
        if name.startswith("left_"):
            assert REST_JOINTS[joint, 0] > 0 > REST_JOINTS[INDEX[name.replace("left_", "right_")], 0]


def test_turning_the_body_to_its_left_moves_the_left_hand_backwards():
    poses = REST.copy()
    poses[0, 0, 1] = np.pi / 2
    hand, pelvis = joint_positions(poses, np.zeros((1, 3)))[0][[INDEX["left_hand"], 0]]
    np.testing.assert_allclose((hand - pelvis)[2], -(REST_JOINTS[INDEX["left_hand"]] - REST_JOINTS[0])[0], atol=1e-9)


def test_a_knee_bent_by_a_right_angle_brings_the_shin_to_the_back():
    poses = REST.copy()
    poses[0, INDEX["left_knee"], 0] = np.pi / 2
    positions = joint_positions(poses, np.zeros((1, 3)))[0]
    assert positions[INDEX["left_ankle"], 2] < positions[INDEX["left_knee"], 2] - 0.35


@given(st.integers(0, 2**32 - 1))
def test_bones_keep_their_length_in_any_pose(seed):
    rng = np.random.default_rng(seed)
    positions = joint_positions(rng.normal(0, 2, (3, 24, 3)), rng.normal(0, 5, (3, 3)))
    for joint in range(1, 24):
        lengths = np.linalg.norm(positions[:, joint] - positions[:, PARENTS[joint]], axis=1)
        assert lengths == pytest.approx(np.linalg.norm(OFFSETS[joint]), abs=1e-9)
