"""The body: SMPL's format, the joints of the skeleton, a closed skin that is alike on both sides."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.smplx_body import posed, smplx_body
from generation.motion import Motion
from generation.rendering.body import Posing, load_body
from generation.skeleton import REST_JOINTS, SOLE_Y, joint_positions


@pytest.fixture(scope="module")
def posing() -> Posing:
    return Posing(load_body())


def random_motion(frames: int = 6) -> Motion:
    rng = np.random.default_rng(3)
    poses = rng.normal(0, 0.3, (frames, 24, 3)).astype(np.float32)
    return Motion(poses, rng.normal(0, 1, (frames, 3)).astype(np.float32))


def standing(frames: int = 1) -> Motion:
    trans = np.tile(np.array([0, -SOLE_Y, 0], np.float32), (frames, 1))
    return Motion(np.zeros((frames, 24, 3), np.float32), trans)


def test_the_bodys_joints_are_the_skeletons() -> None:
    np.testing.assert_allclose(load_body().joints, REST_JOINTS, atol=1e-4)


def test_smplx_moves_the_joints_as_the_skeleton_does() -> None:
    motion = random_motion()
    _, joints = posed(smplx_body(), motion)
    np.testing.assert_allclose(joints, joint_positions(motion.poses, motion.trans), atol=1e-4)


def test_a_standing_body_has_its_soles_on_the_floor_and_the_height_of_a_person(posing: Posing) -> None:
    skin = posing.vertices(standing())[0]
    assert abs(skin[:, 1].min()) < 2e-3
    assert 1.55 < np.ptp(skin[:, 1]) < 1.85
    left, right = skin[skin[:, 0] > 0.02, 1].min(), skin[skin[:, 0] < -0.02, 1].min()
    assert abs(left - right) < 5e-3


def test_every_vertex_hangs_on_joints_whose_weights_sum_to_one() -> None:
    weights = load_body().weights
    assert (weights >= 0).all()
    np.testing.assert_allclose(weights.sum(1), 1, atol=1e-5)


def test_the_skin_is_closed_and_its_normals_point_outward(posing: Posing) -> None:
    faces = posing.faces
    edges = np.sort(np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]]), axis=1)
    _, uses = np.unique(edges, axis=0, return_counts=True)
    assert (uses == 2).all()
    rest = posing.rest
    a, b, c = (rest[faces[:, corner]] for corner in range(3))
    volume = np.einsum("fd,fd->", a, np.cross(b, c)) / 6  # positive for outward faces; the volume of an adult
    assert 0.04 < volume < 0.11
    normals = posing.normals(rest)
    np.testing.assert_allclose(np.linalg.norm(normals, axis=1), 1, atol=1e-4)


def test_posing_does_not_depend_on_how_frames_are_batched(posing: Posing) -> None:
    motion = random_motion(40)
    alone = posing.vertices(Motion(motion.poses[37:38], motion.trans[37:38]))
    np.testing.assert_allclose(posing.vertices(motion)[37:38], alone, atol=1e-5)
