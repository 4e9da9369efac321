"""Where a foot should be: one place and one direction while it stands, its own way in between."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation

from generation.feet.settling import settle

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

HELD = 1e3  # weight of a standing foot's place
LEVEL = 1.0  # weight of the floor's height and of a flat sole under a standing foot
FREE = 1e-2  # weight of the foot's own way: it is found again within two or three frames
CALM = 1e-1  # weight of no change of what is added: without it a curve overshoots after a stand and at the end
LIFTS = 3  # rounds that take the soles out of the floor


def foot_turn(points: Array, standing: Flags) -> Array:
    """Rotations (T, 3, 3) of the foot in the world that keep a flat foot level and its direction still.

    points (T, 2, 3): heel and toe tip; standing (T, 2).
    """
    heading = points[:, 1] - points[:, 0]
    yaw = np.unwrap(np.arctan2(heading[:, 0], heading[:, 2]))
    pitch = np.arctan2(heading[:, 1], np.hypot(heading[:, 0], heading[:, 2]))
    flat = standing[:, 0] & standing[:, 1]
    level = _settled(-pitch * flat, np.where(flat, LEVEL, FREE))
    free, rate_weight = np.full(len(yaw), FREE), np.where(_pairs(flat), HELD, CALM)
    still = settle(np.zeros((len(yaw), 1)), free, -(np.diff(yaw) * _pairs(flat))[:, None], rate_weight)[:, 0]
    aside = np.stack([-np.cos(yaw), np.zeros_like(yaw), np.sin(yaw)], axis=1)  # pitching up turns about this
    turn = Rotation.from_rotvec(still[:, None] * np.array([0.0, 1.0, 0.0])) * Rotation.from_rotvec(
        level[:, None] * aside
    )
    return np.asarray(turn.as_matrix())


def foot_shift(points: Array, standing: Flags, clearance: Array) -> Array:
    """Metres (T, 3) to move a foot by, so that its standing points stay in one place on the floor, others above it.

    points (T, 2, 3): heel and toe tip; standing (T, 2); clearance (T,): metres that both are above the floor at least.
    The place of each stand is the one that costs least.
    """
    shift = np.empty((len(points), 3))
    both = _pairs(standing)
    count = both.sum(axis=1)
    moves = (np.diff(points[..., [0, 2]], axis=0) * both[..., None]).sum(axis=1)
    rate = -moves / np.maximum(count, 1)[:, None]
    free = np.full(len(points), FREE)
    shift[:, [0, 2]] = settle(np.zeros((len(points), 2)), free, rate, HELD * count + CALM)
    heights = points[..., 1]
    stands = standing[:, 0] | standing[:, 1]
    lowest = np.where(standing, heights, np.inf).min(axis=1)
    shift[:, 1] = _lift(heights.min(axis=1) - clearance, np.where(stands, -lowest, 0.0), stands)
    return shift


def _lift(lowest: Array, wanted: Array, stands: Flags) -> Array:
    """Vertical shift (T,): as ``wanted`` where the foot stands, and no sole (``lowest``) under the floor anywhere."""
    value, weight = wanted.copy(), np.where(stands, LEVEL, FREE)
    lift = _settled(value, weight)
    for _ in range(LIFTS):
        under = lowest + lift < 0.0
        if not under.any():
            break
        value[under] = -lowest[under]
        weight[under] += LEVEL
        lift = _settled(value, weight)
    return lift


def _settled(value: Array, weight: Array) -> Array:
    """One calm curve (T,) through ``value`` (T,)."""
    return settle(value[:, None], weight, np.zeros((len(value) - 1, 1)), np.full(len(value) - 1, CALM))[:, 0]


def _pairs(flags: Flags) -> Flags:
    """Whether a frame and the next are both set: (T, ...) -> (T - 1, ...)."""
    return np.asarray(flags[1:] & flags[:-1])
