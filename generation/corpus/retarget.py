"""From a recorded skeleton to SMPL's 24 joints at 20 fps.

A BVH's zero pose is not SMPL's T-pose, so its rotations cannot be copied. Frames of a person standing upright, the
references, tie the two together: per joint a constant C maps SMPL's rest axes onto the recorded joint's axes, and a
recorded global rotation R becomes the global rotation R·C. Limbs then point exactly where they did. Torso, neck and
feet turn exactly as they did, but from SMPL's own rest: their joints are placed differently in every skeleton
(an ankle joint that sits higher would otherwise leave the body on tiptoe).
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
# Joints whose bone points where the recorded one does.
LIMBS = ("hip", "knee", "collar", "shoulder", "elbow")
AIMED = frozenset(["spine1", *(f"{side}_{joint}" for side in ("left", "right") for joint in LIMBS)])
FLOOR_PERCENTILE = 5  # of the lowest sole over a clip: some step lands on the floor, a stray frame does not set it
AIM_LIMIT = float(np.cos(np.radians(30)))


@dataclass(frozen=True)
class Calibration:
    """Per SMPL joint index: the recorded joint that drives it, and the constant C (3, 3) to its right."""

    constants: dict[int, tuple[str, Array]]


def calibrate(rig: Rig, joints: tuple[str, ...], references: list[Reference]) -> Calibration:
    """Fit the constants on reference frames: on each, then their mean, so that no single posture decides."""
    fits = [_constants(Recording(rig, joints, one.rotations[None], one.positions[None], 1.0)) for one in references]
    drivers = _drivers(rig)
    return Calibration(
        {
            INDEX[joint]: (driver, Rotation.from_matrix(np.stack([fit[joint] for fit in fits])).mean().as_matrix())
            for joint, driver in drivers.items()
        }
    )


def _constants(still: Recording) -> dict[str, Array]:
    """C (3, 3) per SMPL joint name, from one frame in which pelvis, chest and head are upright and face ahead."""
    heading = facing(across(still, "hip")[0] + across(still, "shoulder")[0])
    targets = {"pelvis": heading, "head": heading}
    for joint, (_, _, end) in still.rig.bones.items():
        rest, seen = OFFSETS[INDEX[end]], still.bone(joint)[0]
        if joint in AIMED:
            targets[joint] = heading @ swing(rest, heading.T @ seen)
        elif joint.endswith("ankle"):  # the sole is flat: only where the toes point is taken
            targets[joint] = facing_along(seen) @ facing_along(rest).T
        else:
            targets[joint] = heading
    for side in ("left", "right"):
        targets[f"{side}_foot"] = targets[f"{side}_ankle"]
        targets[f"{side}_wrist"] = targets[f"{side}_elbow"]
    return {joint: still.rotation(driver)[0].T @ targets[joint] for joint, driver in _drivers(still.rig).items()}


def _drivers(rig: Rig) -> dict[str, str]:
    """SMPL joint name -> the recorded joint that drives it."""
    return {"pelvis": rig.pelvis} | {joint: start for joint, (start, _, _) in rig.bones.items()} | rig.followers


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


def facing_along(direction: Array) -> Array:
    """(3, 3) as ``facing``, from a vector ahead."""
    return facing(np.cross([0.0, 1, 0], direction))


def _global_rotations(recording: Recording, calibration: Calibration, name: str) -> Array:
    """(frames, 24, 3, 3)"""
    rotations = np.empty((len(recording.positions), len(JOINTS), 3, 3))
    for joint, (driver, constant) in calibration.constants.items():
        rotations[:, joint] = recording.rotation(driver) @ constant
    for joint_name in sorted(AIMED & recording.rig.bones.keys()):
        joint, end = INDEX[joint_name], recording.rig.bones[joint_name][2]
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
    if unit(offset) @ seen < AIM_LIMIT:
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
