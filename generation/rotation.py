"""Rotations in torch: axis-angle, matrix, and the continuous 6D form of Zhou et al. (CVPR 2019).

rot6d is the first two columns of the rotation matrix, one after the other.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn.functional import normalize

_SMALL = 1e-6


def axis_angle_to_matrix(axis_angle: Tensor) -> Tensor:
    """(..., 3) radians -> (..., 3, 3), by Rodrigues' formula; its series is used near zero, so gradients are finite."""
    square = (axis_angle * axis_angle).sum(-1)
    small = square < _SMALL
    angle = torch.where(small, torch.ones_like(square), square).sqrt()
    sine = torch.where(small, 1 - square / 6, angle.sin() / angle)
    cosine = torch.where(small, 0.5 - square / 24, (1 - angle.cos()) / (angle * angle))
    x, y, z = axis_angle.unbind(-1)
    zero = torch.zeros_like(x)
    cross = torch.stack([zero, -z, y, z, zero, -x, -y, x, zero], -1).reshape(*axis_angle.shape[:-1], 3, 3)
    identity: Tensor = torch.eye(3, dtype=axis_angle.dtype, device=axis_angle.device)
    return identity + sine[..., None, None] * cross + cosine[..., None, None] * (cross @ cross)


def matrix_to_rot6d(matrix: Tensor) -> Tensor:
    """(..., 3, 3) -> (..., 6): first column, then second."""
    return matrix[..., :2].transpose(-1, -2).flatten(-2)


def rot6d_to_matrix(rot6d: Tensor) -> Tensor:
    """(..., 6), any two independent vectors -> (..., 3, 3), by Gram-Schmidt."""
    first = normalize(rot6d[..., :3], dim=-1)
    second = rot6d[..., 3:]
    second = normalize(second - (first * second).sum(-1, keepdim=True) * first, dim=-1)
    (a, b, c), (d, e, f) = first.unbind(-1), second.unbind(-1)
    third = torch.stack([b * f - c * e, c * d - a * f, a * e - b * d], -1)
    return torch.stack([first, second, third], -1)


def matrix_to_axis_angle(matrix: Tensor) -> Tensor:
    """(..., 3, 3) -> (..., 3) radians with an angle of at most pi, by way of the unit quaternion."""
    w, vector = matrix_to_quaternion(matrix)
    sine = vector.norm(dim=-1)
    angle = 2 * torch.atan2(sine, w)
    small = sine < _SMALL
    scale = torch.where(small, torch.full_like(sine, 2.0), angle / torch.where(small, torch.ones_like(sine), sine))
    return vector * scale.unsqueeze(-1)


def matrix_to_quaternion(matrix: Tensor) -> tuple[Tensor, Tensor]:
    """(..., 3, 3) -> real part (...) >= 0 and vector part (..., 3).

    Of the four equal forms (Shepperd 1978) each matrix takes the one with the largest divisor.
    """
    m = matrix
    x, y, z = m[..., 0, 0], m[..., 1, 1], m[..., 2, 2]
    squares = torch.stack([1 + x + y + z, 1 + x - y - z, 1 - x + y - z, 1 - x - y + z], -1)
    wx, wy, wz = m[..., 2, 1] - m[..., 1, 2], m[..., 0, 2] - m[..., 2, 0], m[..., 1, 0] - m[..., 0, 1]
    xy, xz, yz = m[..., 0, 1] + m[..., 1, 0], m[..., 0, 2] + m[..., 2, 0], m[..., 1, 2] + m[..., 2, 1]
    forms = torch.stack(
        [
            torch.stack([squares[..., 0], wx, wy, wz], -1),
            torch.stack([wx, squares[..., 1], xy, xz], -1),
            torch.stack([wy, xy, squares[..., 2], yz], -1),
            torch.stack([wz, xz, yz, squares[..., 3]], -1),
        ],
        -2,
    )
    best = squares.argmax(-1)[..., None, None].expand(*squares.shape[:-1], 1, 4)
    quaternion = normalize(forms.gather(-2, best).squeeze(-2), dim=-1)
    quaternion = torch.where(quaternion[..., :1] < 0, -quaternion, quaternion)
    return quaternion[..., 0], quaternion[..., 1:]
