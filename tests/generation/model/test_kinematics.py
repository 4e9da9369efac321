from __future__ import annotations

import numpy as np
import torch

from generation.model.kinematics import FEET, foot_positions, joint_positions
from generation.model.surface import SUBSET, farthest_points, open_skin
from generation.motion import Motion
from generation.rendering.body import Posing, load_body
from generation.rotation import axis_angle_to_matrix
from generation.skeleton import REST_JOINTS
from generation.skeleton import joint_positions as reference_positions

POSES = 0.6 * np.random.default_rng(0).normal(size=(4, 24, 3))
ROTATIONS = axis_angle_to_matrix(torch.from_numpy(POSES))
CPU = torch.device("cpu")


def test_joints_are_where_the_reference_kinematics_puts_them() -> None:
    expected = reference_positions(POSES, np.zeros((4, 3))) - REST_JOINTS[0]
    np.testing.assert_allclose(joint_positions(ROTATIONS), expected, atol=1e-10)


def test_feet_alone_are_where_they_are_among_all_joints() -> None:
    torch.testing.assert_close(foot_positions(ROTATIONS), joint_positions(ROTATIONS)[:, list(FEET)])


def test_the_whole_skin_is_where_smplx_puts_it() -> None:
    motion = Motion(POSES.astype(np.float32), np.zeros((4, 3), np.float32))
    expected = Posing(load_body()).vertices(motion) - REST_JOINTS[0].astype(np.float32)
    np.testing.assert_allclose(open_skin("mesh", CPU).place(ROTATIONS.float()), expected, atol=2e-5)


def test_the_subset_is_part_of_the_skin_and_spans_the_body() -> None:
    whole, some = (open_skin(points, CPU).place(ROTATIONS[:1].float())[0] for points in ("mesh", "vertices"))
    distance = torch.cdist(some.double(), whole.double(), compute_mode="donot_use_mm_for_euclid_dist")
    assert some.shape == (SUBSET, 3)
    assert float(distance.min(1).values.max()) < 1e-5
    assert float(distance.min(0).values.max()) < 0.12  # metres from any vertex to the nearest of the subset


def test_farthest_points_of_a_line_are_its_ends_then_its_middle() -> None:
    line = np.stack([np.zeros(11), np.arange(11.0), np.zeros(11)], 1)
    assert farthest_points(line, 3).tolist() == [0, 10, 5]
