"""Two-bone limbs with a hinge in the middle (knee, elbow), posed in closed form for all frames at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float64]  # (frames, 3)
Matrices = NDArray[np.float64]  # (frames, 3, 3)


def unit(vectors: Vectors) -> Vectors:
    """Vectors (..., 3) of length 1."""
    return np.asarray(vectors / np.linalg.norm(vectors, axis=-1, keepdims=True))


def turn(axis: int, radians: NDArray[np.float64]) -> Matrices:
    """(frames, 3, 3) rotations by ``radians`` (frames,) about x (0), y (1) or z (2)."""
    cosine, sine = np.cos(radians), np.sin(radians)
    matrices = np.zeros((len(radians), 3, 3))
    matrices[:, axis, axis] = 1.0
    i, j = (axis + 1) % 3, (axis + 2) % 3
    matrices[:, i, i] = matrices[:, j, j] = cosine
    matrices[:, j, i] = sine
    matrices[:, i, j] = -sine
    return matrices


def apply(matrices: Matrices, vectors: Vectors) -> Vectors:
    """Each (3, 3) matrix times its vector; vectors (frames, 3) or one (3,)."""
    return np.asarray(np.matmul(matrices, np.broadcast_to(vectors, (len(matrices), 3))[..., None])[..., 0])


def transpose(matrices: Matrices) -> Matrices:
    """Inverse rotations."""
    return np.asarray(matrices.transpose(0, 2, 1))


def hinge_angle(upper: Vectors, lower: Vectors, axis: Vectors, distance: NDArray[np.float64]) -> NDArray[np.float64]:
    """Flexion about ``axis`` at which the limb's ends are ``distance`` (frames,) metres apart.

    upper, lower, axis: (3,) bone vectors and unit hinge in rest position. Radians, 0 or more for an anatomical hinge.
    """
    fixed = (upper @ axis) * (axis @ lower)
    along = upper @ lower - fixed
    across = upper @ np.cross(axis, lower)
    wanted = (distance**2 - upper @ upper - lower @ lower) / 2.0 - fixed
    return np.asarray(np.arctan2(across, along) + np.arccos(np.clip(wanted / np.hypot(along, across), -1.0, 1.0)))


def reach_of(upper: Vectors, lower: Vectors, axis: Vectors, radians: float) -> float:
    """Distance between the limb's ends when its hinge is flexed by ``radians``."""
    bent = lower * np.cos(radians) + np.cross(axis, lower) * np.sin(radians)
    bent = bent + axis * (axis @ lower) * (1.0 - np.cos(radians))
    return float(np.linalg.norm(upper + bent))


def pose_limb(
    upper: Vectors, lower: Vectors, axis: Vectors, target: Vectors, hinge: Vectors
) -> tuple[Matrices, Matrices]:
    """Rotations (frames, 3, 3) of the upper bone and of the hinge that bring the limb's end to ``target``.

    target: (frames, 3) from the limb's root, within its reach. hinge: (frames, 3) where the hinge axis should point.
    """
    angle = hinge_angle(upper, lower, axis, np.linalg.norm(target, axis=1))
    bend = _about(axis, angle)
    end = upper + apply(bend, lower)
    upper_rotation = _frame(target, hinge) @ transpose(_frame(end, np.broadcast_to(axis, end.shape)))
    return upper_rotation, bend


def _about(axis: Vectors, radians: NDArray[np.float64]) -> Matrices:
    x, y, z = axis
    cross = np.array([[0.0, -z, y], [z, 0.0, -x], [-y, x, 0.0]])
    sine, versine = np.sin(radians)[:, None, None], (1.0 - np.cos(radians))[:, None, None]
    return np.asarray(np.eye(3) + sine * cross + versine * (cross @ cross))


def _frame(first: Vectors, second: Vectors) -> Matrices:
    """Orthonormal frames whose first column is along ``first`` and whose second is as near ``second`` as can be."""
    x = unit(first)
    y = unit(second - (second * x).sum(axis=1, keepdims=True) * x)
    return np.stack([x, y, np.cross(x, y)], axis=2)
