"""From channels and feet to SMPL poses: trunk by its angles, arms and legs by inverse kinematics."""

from __future__ import annotations

import numpy as np
from scipy.spatial.transform import Rotation

from generation.corpus.synthetic.arms import arm_rotations, keep_off_trunk, wrist_target
from generation.corpus.synthetic.channels import ARM, COLUMN, SIDES
from generation.corpus.synthetic.curves import Curve, soft_limit
from generation.corpus.synthetic.feet import Feet
from generation.corpus.synthetic.limbs import Matrices, Vectors, apply, pose_limb, reach_of, transpose, turn
from generation.motion import Motion
from generation.skeleton import INDEX, OFFSETS, REST_JOINTS, SOLE_Y

# (low, high, margin) of the trunk's channels, degrees and metres: active ranges of healthy adults.
LIMITS = {
    "pitch": (-18.0, 50.0, 8.0), "bend": (-28.0, 62.0, 10.0), "side": (-30.0, 30.0, 10.0),
    "twist": (-48.0, 48.0, 12.0), "nod": (-45.0, 52.0, 10.0), "look": (-72.0, 72.0, 12.0), "tilt": (-32.0, 32.0, 8.0),
    "crouch": (-0.005, 0.42, 0.01), "shift_x": (-0.1, 0.1, 0.03), "shift_z": (-0.16, 0.12, 0.04),
    "heels": (0.0, 35.0, 4.0),
}  # fmt: skip
ARM_LIMITS = {
    "lift": (4.0, 172.0, 8.0), "around": (-150.0, 175.0, 15.0), "reach": (0.3, 0.985, 0.04),
    "swivel": (-50.0, 85.0, 15.0), "pronate": (-85.0, 85.0, 15.0), "flex": (-65.0, 75.0, 15.0),
    "shrug": (-9.0, 28.0, 5.0), "to_head": (0.0, 1.0, 0.02), "to_hip": (0.0, 1.0, 0.02),
    "out": (-0.3, 0.3, 0.05), "up": (-0.3, 0.3, 0.05), "fore": (-0.3, 0.3, 0.05),
}  # fmt: skip

KNEE_AXIS = np.array([1.0, 0.0, 0.0])
KNEE_MINIMUM = float(np.radians(4.0))
BALL_TO_ANKLE = {side: -OFFSETS[INDEX[f"{side}_foot"]] for side in SIDES}
BALL_HEIGHT = float(REST_JOINTS[INDEX["left_foot"], 1] - SOLE_Y)
MIRROR_X = np.array([-1.0, 1.0, 1.0])


def pose_body(channels: Curve, feet: Feet) -> Motion:
    """channels (frames, channels) in degrees and metres, feet in world coordinates -> Motion."""
    curves = limited(channels)
    frames = len(curves)
    rotations = np.tile(np.eye(3), (frames, 24, 1, 1))
    pelvis = _pelvis_rotation(curves, feet)
    rotations[:, 0] = pelvis
    _pose_trunk(rotations, curves)
    _pose_arms(rotations, curves)
    root = _pelvis_position(curves, feet, pelvis)
    _pose_legs(rotations, feet, curves, pelvis, root)
    poses = Rotation.from_matrix(rotations.reshape(-1, 3, 3)).as_rotvec().reshape(frames, 24, 3)
    return Motion(poses.astype(np.float32), (root - REST_JOINTS[0]).astype(np.float32))


def limited(channels: Curve) -> Curve:
    """Channels bent smoothly into their ranges."""
    curves = channels.copy()
    for name, (low, high, margin) in LIMITS.items():
        curves[:, COLUMN[name]] = soft_limit(curves[:, COLUMN[name]], low, high, margin)
    for side in SIDES:
        for name in ARM:
            column = COLUMN[f"{side}_{name}"]
            curves[:, column] = soft_limit(curves[:, column], *ARM_LIMITS[name])
    return curves


def _angle(curves: Curve, name: str) -> Curve:
    return np.asarray(np.radians(curves[:, COLUMN[name]]))


def _pelvis_rotation(curves: Curve, feet: Feet) -> Matrices:
    yaw = feet.heading + 0.25 * _angle(curves, "twist") + feet.hip_swing
    pitch = _angle(curves, "pitch")
    roll = 0.25 * _angle(curves, "side") - 0.6 * curves[:, COLUMN["shift_x"]]
    return np.asarray(turn(1, yaw) @ turn(0, pitch) @ turn(2, roll))


def _pose_trunk(rotations: Matrices, curves: Curve) -> None:
    """Spine, neck and head; bend and twist are shared out along the chain."""
    bend, twist, side = (_angle(curves, name) for name in ("bend", "twist", "side"))
    for joint, share in (("spine1", 0.28), ("spine2", 0.32), ("spine3", 0.4)):
        rotations[:, INDEX[joint]] = turn(1, share * twist) @ turn(0, share * bend) @ turn(2, 0.75 * share * side)
    nod, look, tilt = (_angle(curves, name) for name in ("nod", "look", "tilt"))
    for joint, share in (("neck", 0.45), ("head", 0.55)):
        rotations[:, INDEX[joint]] = turn(1, share * look) @ turn(0, share * nod) @ turn(2, share * tilt)


def _pose_arms(rotations: Matrices, curves: Curve) -> None:
    to_head = _head_in_chest(rotations)
    to_hip = _hip_in_chest(rotations)
    for side in SIDES:
        get = {name: curves[:, COLUMN[f"{side}_{name}"]] for name in ARM}
        flip = np.ones(3) if side == "left" else MIRROR_X
        target = wrist_target(get) * flip
        for weight, (matrix, offset) in ((get["to_head"], to_head), (get["to_hip"], to_hip)):
            target = target + weight[:, None] * (apply(matrix, target) + offset - target)
        local = arm_rotations(get, keep_off_trunk(target * flip))
        for joint, matrices in local.items():
            rotations[:, INDEX[f"{side}_{joint}"]] = matrices * np.outer(flip, flip)


def _head_in_chest(rotations: Matrices) -> tuple[Matrices, Vectors]:
    """Where the neck and head carry a point of the rest position, in the chest's frame: matrix and offset."""
    neck, head = rotations[:, INDEX["neck"]], rotations[:, INDEX["head"]]
    matrix = neck @ head
    joint = REST_JOINTS[INDEX["neck"]] + apply(neck, OFFSETS[INDEX["head"]])
    return matrix, joint - apply(matrix, REST_JOINTS[INDEX["head"]])


def _hip_in_chest(rotations: Matrices) -> tuple[Matrices, Vectors]:
    """Where a point of the pelvis lies in the chest's frame as the spine bends: matrix and offset."""
    spine = rotations[:, INDEX["spine1"]]
    carried = OFFSETS[INDEX["spine1"]] + apply(spine, OFFSETS[INDEX["spine2"]])
    spine = spine @ rotations[:, INDEX["spine2"]]
    carried = carried + apply(spine, OFFSETS[INDEX["spine3"]])
    inverse = transpose(spine @ rotations[:, INDEX["spine3"]])
    chest = REST_JOINTS[INDEX["spine3"]]
    return inverse, chest - apply(inverse, REST_JOINTS[0] + carried)


def _pelvis_position(curves: Curve, feet: Feet, pelvis: Matrices) -> Vectors:
    """Pelvis joint (frames, 3): over the feet, counterbalancing the trunk, as high as both legs allow."""
    lean = np.sin(_angle(curves, "pitch")) + 0.45 * np.sin(_angle(curves, "bend"))
    aside = curves[:, COLUMN["shift_x"]]
    ahead = curves[:, COLUMN["shift_z"]] - 0.15 * lean - 0.1 * curves[:, COLUMN["crouch"]]
    shift = apply(turn(1, feet.heading), np.stack([aside, 0.0 * aside, ahead], axis=1))
    root = feet.centre + shift
    standing = REST_JOINTS[0, 1] - SOLE_Y + feet.air - curves[:, COLUMN["crouch"]] - 0.003
    ceiling = [_highest_pelvis(root, pelvis, _ankle(feet, side, curves), side) for side in SIDES]
    heights = np.stack([standing, *ceiling])
    softness = 0.004
    root[:, 1] = -softness * np.log(np.exp(-(heights - heights.min(axis=0)) / softness).sum(axis=0)) + heights.min(
        axis=0
    )
    return root


def _leg(side: str) -> tuple[Vectors, Vectors]:
    return OFFSETS[INDEX[f"{side}_knee"]], OFFSETS[INDEX[f"{side}_ankle"]]


def _highest_pelvis(root: Vectors, pelvis: Matrices, ankle: Vectors, side: str) -> Curve:
    """Height at which the leg of ``side`` would be as straight as it may be."""
    hip = apply(pelvis, OFFSETS[INDEX[f"{side}_hip"]])
    longest = reach_of(*_leg(side), KNEE_AXIS, KNEE_MINIMUM)
    flat = np.sum((root[:, [0, 2]] + hip[:, [0, 2]] - ankle[:, [0, 2]]) ** 2, axis=1)
    return np.asarray(ankle[:, 1] + np.sqrt(np.maximum(longest**2 - flat, 0.2**2)) - hip[:, 1])


def _foot_pitch(feet: Feet, side: str, curves: Curve) -> Curve:
    return np.asarray(feet.pitch[side] + _angle(curves, "heels"))


def _ankle(feet: Feet, side: str, curves: Curve) -> Vectors:
    rotation = turn(1, feet.yaw[side]) @ turn(0, _foot_pitch(feet, side, curves))
    return np.asarray(feet.ball[side] + np.array([0.0, BALL_HEIGHT, 0.0]) + apply(rotation, BALL_TO_ANKLE[side]))


def _pose_legs(rotations: Matrices, feet: Feet, curves: Curve, pelvis: Matrices, root: Vectors) -> None:
    for side in SIDES:
        hip = root + apply(pelvis, OFFSETS[INDEX[f"{side}_hip"]])
        target = _ankle(feet, side, curves) - hip
        out = 0.12 if side == "left" else -0.12
        knee_yaw = feet.yaw[side] + out * (0.3 + 4.0 * np.clip(curves[:, COLUMN["crouch"]], 0.0, 0.4))
        hinge = apply(turn(1, knee_yaw), KNEE_AXIS)
        thigh, knee = pose_limb(*_leg(side), KNEE_AXIS, target, hinge)
        pitch = _foot_pitch(feet, side, curves)
        foot = turn(1, feet.yaw[side]) @ turn(0, pitch)
        rotations[:, INDEX[f"{side}_hip"]] = transpose(pelvis) @ thigh
        rotations[:, INDEX[f"{side}_knee"]] = knee
        rotations[:, INDEX[f"{side}_ankle"]] = transpose(thigh @ knee) @ foot
        rotations[:, INDEX[f"{side}_foot"]] = turn(0, -np.maximum(pitch, 0.0))
