"""Feet that stand, stand still: the clean-up of generated motion by inverse kinematics.

After Kovar, Schreiner and Gleicher (2002): find when a heel or toe stands, give it one place, bring the legs there.
The root comes first: where standing feet glide together, the root is moved instead. Arms, trunk and head stay as they
are in the pelvis's frame.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d, maximum_filter1d
from scipy.spatial.transform import Rotation

from generation.feet.contacts import contacts
from generation.feet.legs import longest_reach, reach
from generation.feet.placing import foot_shift, foot_turn
from generation.feet.root import NEAR, NEARER, bearing, height_correction, path_correction
from generation.feet.settling import SHORTEST
from generation.feet.soles import SIDES, sole_points
from generation.feet.steps import with_steps
from generation.feet.swings import SWING
from generation.motion import Motion
from generation.skeleton import INDEX, joint_transforms

Array = NDArray[np.float64]

COMFORT = 0.985  # share of its length to which a leg is stretched for a place, unless it was stretched further before
LOWEST = 0.2  # metres by which the pelvis is lowered at most
LOWERING = 0.1  # seconds over which it is
ROUNDS = 2  # once feet are planted, it is plainer which others stand


def plant_feet(motion: Motion, swing: float = SWING) -> Motion:
    """The motion with its feet on the floor and still while they stand; same length, same arms, trunk and head.

    swing: metres by which feet are lifted from one stand to the next, at least. Deterministic. A clip of fewer than 4
    frames comes back as it is.
    """
    if len(motion) < SHORTEST:
        return motion
    for _ in range(ROUNDS):
        motion = _planted(motion, swing)
    return motion


def _planted(motion: Motion, swing: float) -> Motion:
    rotations, joints = joint_transforms(motion.poses, motion.trans)
    moved = _root_correction(sole_points(rotations, joints), joints, motion.fps)
    joints += moved[:, None]
    soles = sole_points(rotations, joints)
    standing, clearance = with_steps(soles, contacts(soles, motion.fps), motion.fps, swing)
    ankles, feet = np.empty((2, len(motion), 3)), np.empty((2, len(motion), 3, 3))
    for foot, side in enumerate(SIDES):
        ankle = joints[:, INDEX[f"{side}_ankle"]]
        turn = foot_turn(soles[:, foot], standing[:, foot])
        points = ankle[:, None] + np.einsum("tij,tkj->tki", turn, soles[:, foot] - ankle[:, None])
        ankles[foot] = ankle + foot_shift(points, standing[:, foot], clearance[:, foot])
        feet[foot] = turn @ rotations[:, INDEX[f"{side}_ankle"]]
    lowered = _lowering(joints, ankles, motion.fps)
    moved[:, 1] -= lowered
    joints[..., 1] -= lowered[:, None]
    return Motion(
        _with_legs(motion, rotations, joints, ankles, feet), (motion.trans + moved).astype(np.float32), motion.fps
    )


def _root_correction(soles: Array, joints: Array, fps: int) -> Array:
    """Metres (T, 3) to move the whole body by."""
    points, moved = soles.reshape(len(soles), 4, 3), np.zeros((len(soles), 3))
    moved[:, [0, 2]] = path_correction(points, bearing(points, joints, fps, NEAR), fps)
    moved[:, 1] = height_correction(points + moved[:, None], bearing(points, joints, fps, NEARER), fps)
    return moved


def _lowering(joints: Array, ankles: Array, fps: int) -> Array:
    """Metres (T,) to lower the pelvis by, smoothly, for the legs to reach the ankles (2, T, 3)."""
    needed = np.zeros(len(joints))
    for ankle, side in zip(ankles, SIDES, strict=True):
        hip, before = joints[:, INDEX[f"{side}_hip"]], joints[:, INDEX[f"{side}_ankle"]]
        longest = np.maximum(COMFORT * longest_reach(side), np.linalg.norm(before - hip, axis=1))
        away = ((hip - ankle)[:, [0, 2]] ** 2).sum(axis=1)
        highest = ankle[:, 1] + np.sqrt(np.maximum(longest**2 - away, 0.0))
        needed = np.maximum(needed, hip[:, 1] - highest)
    sigma = LOWERING * fps
    widened = maximum_filter1d(np.minimum(needed, LOWEST), 2 * round(2.0 * sigma) + 1, mode="nearest")
    return np.asarray(gaussian_filter1d(widened, sigma, mode="nearest", truncate=2.0))


def _with_legs(motion: Motion, rotations: Array, joints: Array, ankles: Array, feet: Array) -> NDArray[np.float32]:
    """Poses (T, 24, 3) whose legs bring the ankles to ``ankles`` (2, T, 3) and the feet to ``feet`` (2, T, 3, 3)."""
    poses = motion.poses.copy()
    pelvis = rotations[:, 0]
    for side, ankle, foot in zip(SIDES, ankles, feet, strict=True):
        hip, knee = INDEX[f"{side}_hip"], INDEX[f"{side}_knee"]
        bend = rotations[:, hip].transpose(0, 2, 1) @ rotations[:, knee]
        thigh, bend = reach(side, rotations[:, hip], bend, ankle - joints[:, hip])
        local = (pelvis.transpose(0, 2, 1) @ thigh, bend, (thigh @ bend).transpose(0, 2, 1) @ foot)
        for joint, matrices in zip((hip, knee, INDEX[f"{side}_ankle"]), local, strict=True):
            poses[:, joint] = Rotation.from_matrix(matrices).as_rotvec()
    return poses
