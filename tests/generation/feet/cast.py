"""Motions whose feet do something known."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d

from generation.feet.soles import sole_points
from generation.motion import Motion
from generation.skeleton import SOLE_Y, joint_positions, joint_transforms


def standing(frames: int = 60) -> Motion:
    """A body in rest position on the floor."""
    trans = np.tile(np.array([0.0, -SOLE_Y, 0.0], np.float32), (frames, 1))
    return Motion(np.zeros((frames, 24, 3), np.float32), trans)


def moved(motion: Motion, shift: NDArray[np.float64]) -> Motion:
    """The motion with ``shift`` (T, 3) or (3,) added to its root."""
    return Motion(motion.poses, (motion.trans + shift).astype(np.float32), motion.fps)


def random_drift(frames: int, speed: float, seed: int) -> NDArray[np.float64]:
    """A slow random path (T, 3) on the floor with a root mean square speed of ``speed`` m/s at 20 fps."""
    noise = np.random.default_rng(seed).normal(size=(frames + 200, 2))
    velocity = gaussian_filter1d(noise, 15.0, axis=0)[100:-100]
    velocity *= speed / np.sqrt((velocity**2).sum(axis=1).mean())
    path = np.zeros((frames, 3))
    path[:, [0, 2]] = np.cumsum(velocity, axis=0) / 20
    return path


def soles(motion: Motion) -> NDArray[np.float64]:
    return sole_points(*joint_transforms(motion.poses, motion.trans))


def joints(motion: Motion) -> NDArray[np.float64]:
    return joint_positions(motion.poses, motion.trans)
