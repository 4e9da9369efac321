"""Motion at another frame rate: every recorded frame kept, smooth ways between them, standing feet left standing.

Rotations go by SQUAD, the cubic made of three slerps (Shoemake 1987, "Quaternion calculus and fast animation"): with
one slerp between every two frames all joints change their speed at each recorded frame, which shows as stutter. A
cubic that looks at the whole clip (scipy's RotationSpline) is a little closer still, but a jump rings on in it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline
from scipy.spatial.transform import Rotation

from generation.errors import MiburiError
from generation.feet.contacts import contacts
from generation.feet.legs import reach
from generation.feet.soles import SIDES, sole_points
from generation.motion import Motion
from generation.rendering.presentation import FASTEST
from generation.skeleton import INDEX, joint_transforms

Array = NDArray[np.float64]


def resampled(motion: Motion, fps: int) -> Motion:
    """The motion at ``fps`` frames per second, of the same duration to the nearest frame.

    Frames at moments that were recorded are the recorded ones, bit by bit. The last one stays until its own time is
    over. MiburiError when ``fps`` is no frame rate or there is nothing to resample.
    """
    if not (isinstance(fps, int) and 1 <= fps <= FASTEST):
        raise MiburiError(f"fps must be a whole number 1 to {FASTEST}, got {fps!r}")
    if not len(motion):
        raise MiburiError("a motion without frames cannot be resampled")
    if fps == motion.fps:
        return motion
    frames = max(1, (2 * len(motion) * fps + motion.fps) // (2 * motion.fps))
    ticks = np.minimum(np.arange(frames) * motion.fps, (len(motion) - 1) * fps)  # of 1 / (fps * motion.fps) seconds
    before, rest = np.divmod(ticks, fps)
    between = rest > 0
    poses, trans = motion.poses[before], motion.trans[before]
    if between.any():
        poses[between], trans[between] = _between(motion, before[between], rest[between] / fps)
    return Motion(poses, trans, fps)


def _between(motion: Motion, before: NDArray[np.int64], share: Array) -> tuple[Array, Array]:
    """Poses (T, 24, 3) and trans (T, 3) where ``share`` (T,) of the way from a frame to the next has gone by."""
    poses = _squad(motion.poses.astype(np.float64), before, share)
    trans = CubicSpline(np.arange(len(motion)), motion.trans.astype(np.float64))(before + share)
    return _with_standing_feet(motion, poses, trans, before, share), trans


def _squad(poses: Array, before: NDArray[np.int64], share: Array) -> Array:
    frames, joints = poses.shape[:2]
    rotations = Rotation.from_rotvec(poses.reshape(-1, 3))
    at = np.arange(frames * joints).reshape(frames, joints)
    onward = (rotations.inv() * rotations[np.concatenate([at[1:], at[-1:]]).ravel()]).as_rotvec()
    back = (rotations.inv() * rotations[np.concatenate([at[:1], at[:-1]]).ravel()]).as_rotvec()
    bend = -(onward + back) / 4
    bend[at[[0, -1]]] = 0
    inner = rotations * Rotation.from_rotvec(bend)
    start, end, part = at[before].ravel(), at[before + 1].ravel(), np.repeat(share, joints)
    outside = _slerp(rotations[start], rotations[end], part)
    inside = _slerp(inner[start], inner[end], part)
    return np.asarray(_slerp(outside, inside, 2 * part * (1 - part)).as_rotvec().reshape(-1, joints, 3))


def _slerp(start: Rotation, end: Rotation, part: Array) -> Rotation:
    return start * Rotation.from_rotvec((start.inv() * end).as_rotvec() * part[:, None])


def _with_standing_feet(motion: Motion, poses: Array, trans: Array, before: NDArray[np.int64], share: Array) -> Array:
    """Where a heel or toe stands in the frames before and after, it stands or goes straight in between: the legs bring
    it there, as in ``generation.feet.planting``."""
    recorded = sole_points(*joint_transforms(motion.poses, motion.trans))
    standing = contacts(recorded, motion.fps)
    held = standing[before] & standing[before + 1]
    rotations, joints = joint_transforms(poses, trans)
    part = share[:, None, None, None]
    wanted = (1 - part) * recorded[before] + part * recorded[before + 1]
    off = np.where(held[..., None], wanted - sole_points(rotations, joints), 0)
    shift = off.sum(2) / np.maximum(held.sum(2), 1)[..., None]
    for foot, side in enumerate(SIDES):
        rows = np.asarray(held[:, foot].any(axis=1))
        if rows.any():
            ankle = joints[rows, INDEX[f"{side}_ankle"]] + shift[rows, foot]
            _bring_leg(poses, rotations, joints, side, rows, ankle)
    return poses


def _bring_leg(poses: Array, rotations: Array, joints: Array, side: str, rows: NDArray[np.bool_], ankle: Array) -> None:
    """Change the leg's poses in ``rows``, of all T, so that its ankle is at ``ankle`` (rows, 3); the foot stays as it
    was turned."""
    hip, knee, foot = (INDEX[f"{side}_{joint}"] for joint in ("hip", "knee", "ankle"))
    pelvis, upper, lower, sole = (rotations[rows, joint] for joint in (INDEX["pelvis"], hip, knee, foot))
    thigh, bend = reach(side, upper, upper.transpose(0, 2, 1) @ lower, ankle - joints[rows, hip])
    local = (pelvis.transpose(0, 2, 1) @ thigh, bend, (thigh @ bend).transpose(0, 2, 1) @ sole)
    for joint, matrices in zip((hip, knee, foot), local, strict=True):
        poses[rows, joint] = Rotation.from_matrix(matrices).as_rotvec()
