"""Legs in closed form: hip and knee that bring the ankle where it should be, the knee pointing where it did."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation

from generation.skeleton import INDEX, OFFSETS

Array = NDArray[np.float64]

HINGE = np.array([1.0, 0.0, 0.0])  # of the knee, in the thigh's frame
STRAIGHT = 0.9998  # share of its length to which a leg is ever stretched


def bones(side: str) -> tuple[Array, Array]:
    """Thigh and shank (3,) in rest position, metres."""
    return OFFSETS[INDEX[f"{side}_knee"]], OFFSETS[INDEX[f"{side}_ankle"]]


def longest_reach(side: str) -> float:
    """Metres from hip to ankle with the leg stretched."""
    thigh, shank = bones(side)
    return float(np.linalg.norm(thigh) + np.linalg.norm(shank))


def reach(side: str, thigh: Array, knee: Array, target: Array) -> tuple[Array, Array]:
    """Global thigh and local knee rotations (T, 3, 3) -> the same, moved as little as can be, ankle at ``target``.

    target (T, 3): from the hip to where the ankle should be. What is beyond the leg's reach is pointed at.
    """
    upper, lower = bones(side)
    flexed = _flexed(upper, knee @ lower, np.linalg.norm(target, axis=1), longest_reach(side))
    bent = Rotation.from_rotvec(flexed[:, None] * HINGE).as_matrix() @ knee
    ankle = _apply(thigh, upper + bent @ lower)
    return _swing(ankle, target) @ thigh, bent


def _flexed(upper: Array, lower: Array, distance: Array, longest: float) -> Array:
    """Turn about HINGE (T,) that brings the ends of ``upper`` (3,) and ``lower`` (T, 3) ``distance`` (T,) apart.

    From |upper + R(angle) lower| = distance, on the side to which a knee bends.
    """
    distance = np.minimum(distance, STRAIGHT * longest)
    fixed = (upper @ HINGE) * (lower @ HINGE)
    along, across = lower @ upper - fixed, np.cross(HINGE, lower) @ upper
    wanted = (distance**2 - upper @ upper - (lower**2).sum(axis=1)) / 2.0 - fixed
    return np.asarray(np.arctan2(across, along) + np.arccos(np.clip(wanted / np.hypot(along, across), -1.0, 1.0)))


def _swing(start: Array, goal: Array) -> Array:
    """The smallest rotations (T, 3, 3) that turn ``start`` (T, 3) to ``goal`` (T, 3)."""
    a = start / np.linalg.norm(start, axis=1, keepdims=True)
    b = goal / np.linalg.norm(goal, axis=1, keepdims=True)
    axis = np.cross(a, b)
    sine = np.linalg.norm(axis, axis=1, keepdims=True)
    angle = np.arctan2(sine, (a * b).sum(axis=1, keepdims=True))
    return Rotation.from_rotvec(axis * angle / np.maximum(sine, 1e-12)).as_matrix()


def _apply(matrices: Array, vectors: Array) -> Array:
    return np.asarray((matrices @ vectors[..., None])[..., 0])
