from __future__ import annotations

import numpy as np
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.spatial.transform import Rotation

from generation.rotation import (
    axis_angle_to_matrix,
    matrix_to_axis_angle,
    matrix_to_rot6d,
    rot6d_to_matrix,
)

ROTVECS = arrays(np.float64, (5, 3), elements=st.floats(-6.0, 6.0, allow_subnormal=False))


@given(ROTVECS)
def test_axis_angle_to_matrix_agrees_with_scipy(rotvecs: np.ndarray) -> None:
    expected = Rotation.from_rotvec(rotvecs).as_matrix()
    np.testing.assert_allclose(axis_angle_to_matrix(torch.from_numpy(rotvecs)), expected, atol=1e-9)


@given(ROTVECS)
def test_rot6d_round_trip_gives_the_same_rotation(rotvecs: np.ndarray) -> None:
    matrices = axis_angle_to_matrix(torch.from_numpy(rotvecs))
    torch.testing.assert_close(rot6d_to_matrix(matrix_to_rot6d(matrices)), matrices)


@given(ROTVECS)
def test_axis_angle_round_trip_gives_the_same_rotation(rotvecs: np.ndarray) -> None:
    matrices = axis_angle_to_matrix(torch.from_numpy(rotvecs))
    back = matrix_to_axis_angle(matrices)
    torch.testing.assert_close(axis_angle_to_matrix(back), matrices, atol=1e-6, rtol=0)
    assert float(back.norm(dim=-1).max()) <= np.pi + 1e-6


def test_half_turns_come_back_as_half_turns() -> None:
    half_turns = torch.pi * torch.tensor([[1.0, 0, 0], [0, 1, 0], [0, 0, 1], [0.6, 0.8, 0]], dtype=torch.float64)
    matrices = axis_angle_to_matrix(half_turns)
    torch.testing.assert_close(axis_angle_to_matrix(matrix_to_axis_angle(matrices)), matrices)


@given(arrays(np.float64, (4, 6), elements=st.floats(-3, 3)))
def test_any_six_numbers_with_two_directions_become_a_rotation(numbers: np.ndarray) -> None:
    first, second = torch.from_numpy(numbers).split(3, dim=-1)
    apart = torch.linalg.cross(first, second).norm(dim=-1) > 1e-2
    matrices = rot6d_to_matrix(torch.from_numpy(numbers))[apart]
    identity = torch.eye(3, dtype=torch.float64).expand_as(matrices)
    torch.testing.assert_close(matrices @ matrices.mT, identity, atol=1e-6, rtol=0)
    torch.testing.assert_close(torch.linalg.det(matrices), torch.ones(len(matrices), dtype=torch.float64))


def test_gradients_are_finite_at_no_rotation_at_all() -> None:
    still = torch.zeros(2, 3, requires_grad=True)
    axis_angle_to_matrix(still).square().sum().backward()
    assert still.grad is not None and bool(torch.isfinite(still.grad).all())
