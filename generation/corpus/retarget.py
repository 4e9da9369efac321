"""From a recorded skeleton to SMPL's 24 joints at 20 fps.

A BVH's zero pose is not SMPL's T-pose, so its rotations cannot be copied. One frame of a person standing upright,
the reference, ties the two together: per joint a constant C maps SMPL's rest axes onto the recorded joint's axes, and
a recorded global rotation R becomes the global rotation R·C. Every recorded bone then points where it did.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation

from generation.corpus.recording import Recording, Reference, across, unit
from generation.corpus.rigs import Rig
from generation.errors import MiburiError
from generation.motion import FPS, Motion
from generation.skeleton import INDEX, JOINTS, OFFSETS, PARENTS, REST_JOINTS, SOLE_Y, joint_positions

Array = NDArray[np.float64]

LEG = float(np.linalg.norm(OFFSETS[[INDEX["left_knee"], INDEX["left_ankle"]]], axis=1).sum())  # metres
HIPS = OFFSETS[[INDEX["left_hip"], INDEX["right_hip"]]].mean(axis=0)  # from the pelvis, metres
FEET = [INDEX[joint] for joint in ("left_ankle", "right_ankle", "left_foot", "right_foot")]
FLOOR_PERCENTILE = 5  # of the lowest sole over a clip: some step lands on the floor, a stray frame does not set it
LIMITS = {"reference": 1.5, "aim": np.cos(np.radians(30))}


@dataclass(frozen=True)
class Calibration:
    """Per SMPL joint index: the recorded joint that drives it, and the constant C (3, 3) to its right."""

    constants: dict[int, tuple[str, Array]]


def calibrate(rig: Rig, joints: tuple[str, ...], reference: Reference) -> Calibration:
    """Fit the constants on the reference frame, in which pelvis and head are taken to be upright and face ahead."""
    still = Recording(rig, joints, reference.rotations[None], reference.positions[None], 1.0)
    heading = facing(across(still, "hip")[0] + across(still, "shoulder")[0])
    targets = {joint: heading @ swing(OFFSETS[INDEX[end]], heading.T @ still.bone(joint)[0])
               for joint, (_, _, end) in rig.bones.items()}  # fmt: skip
    drivers = {joint: start for joint, (start, _, _) in rig.bones.items()} | rig.followers | {"pelvis": rig.pelvis}
    for joint in rig.followers:
        targets[joint] = heading if joint == "head" else targets[JOINTS[PARENTS[INDEX[joint]]]]
    targets["pelvis"] = heading
    return Calibration(
        {INDEX[joint]: (drivers[joint], still.rotation(drivers[joint])[0].T @ targets[joint]) for joint in drivers}
    )


def retarget(recording: Recording, calibration: Calibration, name: str) -> Motion:
    """The recording on our skeleton at 20 fps, beginning at x = z = 0 and facing +z, its floor at y = 0.

    MiburiError when a bone lies too differently in its joint's axes for the calibration to hold.
    """
    rotations = _global_rotations(recording, calibration, name)
    sides = [recording.position(recording.rig.bones[f"{side}_hip"][0]) for side in ("left", "right")]
    hips = (sides[0] + sides[1]) / 2 * (LEG / recording.leg_length)
    pelvis = hips - rotations[:, 0] @ HIPS
    home = facing((across(recording, "hip") + across(recording, "shoulder"))[0]).T
    rotations, pelvis = home @ rotations, pelvis @ home.T
    local, trans = _resample(_local(rotations), pelvis - REST_JOINTS[0], recording.frame_time)
    poses = Rotation.from_matrix(local.reshape(-1, 3, 3)).as_rotvec().reshape(-1, len(JOINTS), 3)
    trans -= [trans[0, 0], np.percentile(lowest_soles(poses, trans), FLOOR_PERCENTILE), trans[0, 2]]
    return Motion(poses.astype(np.float32), trans.astype(np.float32), FPS)


def lowest_soles(poses: NDArray[np.floating], trans: NDArray[np.floating]) -> Array:
    """(frames,) height of the lower sole, metres: of ankles and foot joints, each less its height when standing."""
    heights = joint_positions(poses, trans)[:, FEET, 1] - (REST_JOINTS[FEET, 1] - SOLE_Y)
    return np.asarray(heights.min(axis=1))


def swing(start: Array, end: Array) -> Array:
    """(3, 3) the smallest rotation that brings direction ``start`` onto ``end``; not for opposite directions."""
    a, b = unit(start), unit(end)
    x, y, z = np.cross(a, b)
    skew = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    return np.asarray(np.eye(3) + skew + skew @ skew / (1 + a @ b))


def facing(left: Array) -> Array:
    """(3, 3) columns left, up, ahead of a body, from a vector to its left; y stays up."""
    left = unit(left * [1.0, 0, 1])
    up = np.array([0.0, 1, 0])
    return np.stack([left, up, np.cross(left, up)], axis=1)


def _global_rotations(recording: Recording, calibration: Calibration, name: str) -> Array:
    """(frames, 24, 3, 3)"""
    rotations = np.empty((len(recording.positions), len(JOINTS), 3, 3))
    for joint, (driver, constant) in calibration.constants.items():
        rotations[:, joint] = recording.rotation(driver) @ constant
    for joint_name, (_, _, end) in recording.rig.bones.items():
        joint = INDEX[joint_name]
        rotations[:, joint] = rotations[:, joint] @ _aim(
            rotations[:, joint], recording.bone(joint_name), OFFSETS[INDEX[end]], f"{name}, {joint_name}"
        )
    middle = INDEX["spine2"]
    if middle not in calibration.constants:
        lower = Rotation.from_matrix(rotations[:, INDEX["spine1"]])
        bend = (lower.inv() * Rotation.from_matrix(rotations[:, INDEX["spine3"]])).as_rotvec()
        rotations[:, middle] = (lower * Rotation.from_rotvec(bend / 2)).as_matrix()
    for side in ("left", "right"):
        rotations[:, INDEX[f"{side}_hand"]] = rotations[:, INDEX[f"{side}_wrist"]]
    return rotations


def _aim(rotations: Array, bones: Array, offset: Array, where: str) -> Array:
    """The small constant turn that takes up what this performer's bone differs by from the reference's."""
    seen = unit(np.einsum("fba,fb->fa", rotations, bones).mean(axis=0))
    if unit(offset) @ seen < LIMITS["aim"]:
        raise MiburiError(
            f"{where}: the bone lies more than 30° off in its joint's axes compared with the other files; "
            "import recordings of different skeletons apart"
        )
    return swing(offset, seen)


def _local(rotations: Array) -> Array:
    """Global to local rotations; the pelvis's stays global."""
    local = rotations.copy()
    for joint in range(1, len(JOINTS)):
        local[:, joint] = np.swapaxes(rotations[:, PARENTS[joint]], 1, 2) @ rotations[:, joint]
    return local


def _resample(rotations: Array, trans: Array, frame_time: float) -> tuple[Array, Array]:
    """To 20 fps from the first frame on: rotations (frames, 24, 3, 3) along great arcs, trans (frames, 3) linearly."""
    last = len(rotations) - 1
    times = np.arange(int(np.floor(last * frame_time * FPS + 1e-3)) + 1) / (FPS * frame_time)  # in recorded frames
    before = np.minimum(times.astype(int), last - 1)
    share = np.clip(times - before, 0, 1)
    start = Rotation.from_matrix(rotations[before].reshape(-1, 3, 3))
    end = Rotation.from_matrix(rotations[before + 1].reshape(-1, 3, 3))
    step = (start.inv() * end).as_rotvec() * np.repeat(share, len(JOINTS))[:, None]
    turned = (start * Rotation.from_rotvec(step)).as_matrix().reshape(len(times), len(JOINTS), 3, 3)
    return turned, trans[before] + share[:, None] * (trans[before + 1] - trans[before])
