"""Two ways to bend a skin: linear blending, as SMPL does, and dual quaternions, which keep its volume."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation

Floats = NDArray[np.float64]


def dual_quaternion_skinning(vertices: Floats, weights: Floats, rotations: Floats, shifts: Floats) -> Floats:
    """vertices (V, 3), weights (V, B), rotations (B, 3, 3), shifts (B, 3) -> (V, 3)."""
    frames, moved = blended_dual_quaternions(weights, rotations, shifts)
    skin: Floats = np.einsum("vij,vj->vi", frames, vertices) + moved
    return skin


def blended_dual_quaternions(weights: Floats, rotations: Floats, shifts: Floats) -> tuple[Floats, Floats]:
    """Each vertex's rotation (V, 3, 3) and shift (V, 3), blended as dual quaternions (Kavan et al. 2007)."""
    turn = Rotation.from_matrix(rotations).as_quat()[:, [3, 0, 1, 2]]
    turn *= np.where(turn @ turn[0] < 0, -1.0, 1.0)[:, None]
    move = 0.5 * _product(np.column_stack([np.zeros(len(shifts)), shifts]), turn)
    blended_turn, blended_move = weights @ turn, weights @ move
    length = np.linalg.norm(blended_turn, axis=1, keepdims=True)
    blended_turn, blended_move = blended_turn / length, blended_move / length
    shift: Floats = 2 * _product(blended_move, blended_turn * np.array([1.0, -1, -1, -1]))[:, 1:]
    return Rotation.from_quat(blended_turn[:, [1, 2, 3, 0]]).as_matrix(), shift


def _product(a: Floats, b: Floats) -> Floats:
    """Hamilton product of quaternions (..., 4), real part first."""
    real = a[:, 0] * b[:, 0] - (a[:, 1:] * b[:, 1:]).sum(1)
    rest = a[:, :1] * b[:, 1:] + b[:, :1] * a[:, 1:] + np.cross(a[:, 1:], b[:, 1:])
    return np.column_stack([real, rest])
