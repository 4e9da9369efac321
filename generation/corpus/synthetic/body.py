"""From channels and feet to SMPL poses: trunk by its angles, arms and legs by inverse kinematics."""

from __future__ import annotations

import numpy as np
from scipy.spatial.transform import Rotation

from generation.corpus.synthetic.channels import ARM, ARM_LENGTH, COLUMN, SHOULDER, SIDES
from generation.corpus.synthetic.curves import Curve, minimum_jerk, soft_limit
from generation.corpus.synthetic.feet import Feet
from generation.corpus.synthetic.limbs import Matrices, Vectors, apply, pose_limb, reach_of, transpose, turn, unit
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
ELBOW_AXIS = np.array([0.0, -1.0, 0.0])  # of the left arm
UPPER_ARM, FOREARM = OFFSETS[INDEX["left_elbow"]], OFFSETS[INDEX["left_wrist"]]
ELBOW_REACH = tuple(reach_of(UPPER_ARM, FOREARM, ELBOW_AXIS, np.radians(angle)) for angle in (142.0, 6.0))
KNEE_MINIMUM, KNEE_MAXIMUM = np.radians(4.0), np.radians(140.0)
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
        target = _wrist_target(get) * flip
        for weight, (matrix, offset) in ((get["to_head"], to_head), (get["to_hip"], to_hip)):
            target = target + weight[:, None] * (apply(matrix, target) + offset - target)
        local = _arm_rotations(get, keep_off_trunk(target * flip))
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


def _wrist_target(get: dict[str, Curve]) -> Vectors:
    """Wrist (frames, 3) of the left arm in the chest's rest frame."""
    lift, around = np.radians(get["lift"]), np.radians(get["around"])
    flat = np.sin(lift)
    direction = np.stack([flat * np.cos(around), -np.cos(lift), flat * np.sin(around)], axis=1)
    beat = np.stack([get["out"], get["up"], get["fore"]], axis=1)
    return np.asarray(SHOULDER + ARM_LENGTH * get["reach"][:, None] * direction + beat)


def keep_off_trunk(wrist: Vectors) -> Vectors:
    """Wrists of a left arm (frames, 3), pushed out of an elliptic trunk from the hips to the collar bones."""
    x, y, z = wrist.T
    inside = 1.0 / (1.0 + np.exp(np.clip((y - 0.16) / 0.03, -40.0, 40.0)))
    half = np.array([0.205, 0.155])  # half width and depth of trunk and hand together
    radius = np.sqrt((x / half[0]) ** 2 + ((z - 0.01) / half[1]) ** 2 + 1e-6)
    pushed = radius + 0.12 * np.logaddexp(0.0, (1.0 - radius) / 0.12)
    scale = 1.0 + inside * (pushed / radius - 1.0)
    return np.stack([x * scale, y, 0.01 + (z - 0.01) * scale], axis=1)


def _arm_rotations(get: dict[str, Curve], wrist: Vectors) -> dict[str, Matrices]:
    """Local rotations of a left arm; wrist (frames, 3) in the chest's rest frame."""
    height = np.clip(get["lift"] / 90.0 - 1.0, -1.0, 1.0)
    shrug = np.radians(get["shrug"] + 9.0 * np.maximum(height, 0.0) ** 2 * (3.0 - 2.0 * np.maximum(height, 0.0)))
    forward = np.radians(10.0 * np.sin(np.radians(get["lift"])) * minimum_jerk((get["around"] - 40.0) / 130.0))
    collar = turn(2, shrug) @ turn(1, -forward)
    shoulder = REST_JOINTS[INDEX["left_collar"]] + apply(collar, OFFSETS[INDEX["left_shoulder"]])
    target = wrist - shoulder
    distance = np.linalg.norm(target, axis=1)
    direction = target / distance[:, None]
    target = direction * soft_limit(distance, *ELBOW_REACH, 0.03)[:, None]
    elbow = _elbow_side(direction, np.radians(get["swivel"]))
    upper, bend = pose_limb(UPPER_ARM, FOREARM, ELBOW_AXIS, target, np.cross(elbow, direction))
    pronate, flex = np.radians(get["pronate"]), np.radians(get["flex"])
    return {
        "collar": collar,
        "shoulder": transpose(collar) @ upper,
        "elbow": bend @ turn(0, 0.5 * pronate),
        "wrist": turn(0, 0.5 * pronate) @ turn(2, -flex),
    }


def _elbow_side(direction: Vectors, swivel: Curve) -> Vectors:
    """Where the elbow of a left arm points: back when hanging, down when forward, out when overhead; then swivel."""
    height = direction[:, 1:2]
    low, level, high = np.array([0.45, -0.1, -0.85]), np.array([0.6, -0.75, -0.15]), np.array([0.85, -0.25, 0.4])
    rise = np.clip(height, 0.0, 1.0)
    fall = np.clip(-height, 0.0, 1.0)
    rise, fall = rise * rise * (3.0 - 2.0 * rise), fall * fall * (3.0 - 2.0 * fall)
    side = level + rise * (high - level) + fall * (low - level)
    side = unit(side - (side * direction).sum(axis=1, keepdims=True) * direction)
    return np.asarray(side * np.cos(swivel)[:, None] + np.cross(direction, side) * np.sin(swivel)[:, None])


def _pelvis_position(curves: Curve, feet: Feet, pelvis: Matrices) -> Vectors:
    """Pelvis joint (frames, 3): over the feet, counterbalancing the trunk, as high as both legs allow."""
    lean = np.sin(_angle(curves, "pitch")) + 0.45 * np.sin(_angle(curves, "bend"))
    aside = curves[:, COLUMN["shift_x"]]
    ahead = curves[:, COLUMN["shift_z"]] - 0.15 * lean - 0.1 * curves[:, COLUMN["crouch"]]
    shift = apply(turn(1, feet.heading), np.stack([aside, 0.0 * aside, ahead], axis=1))
    root = feet.centre + shift
    standing = REST_JOINTS[0, 1] - SOLE_Y + feet.air - curves[:, COLUMN["crouch"]] - 0.008
    ceiling = [_highest_pelvis(root, pelvis, _ankle(feet, side, curves), side) for side in SIDES]
    heights = np.stack([standing, *ceiling])
    softness = 0.006
    root[:, 1] = -softness * np.log(np.exp(-(heights - heights.min(axis=0)) / softness).sum(axis=0)) + heights.min(
        axis=0
    )
    return root


def _leg(side: str) -> tuple[Vectors, Vectors]:
    return OFFSETS[INDEX[f"{side}_knee"]], OFFSETS[INDEX[f"{side}_ankle"]]


def _highest_pelvis(root: Vectors, pelvis: Matrices, ankle: Vectors, side: str) -> Curve:
    """Height at which the leg of ``side`` would be as straight as it may be."""
    hip = apply(pelvis, OFFSETS[INDEX[f"{side}_hip"]])
    longest = reach_of(*_leg(side), KNEE_AXIS, float(KNEE_MINIMUM))
    flat = np.sum((root[:, [0, 2]] + hip[:, [0, 2]] - ankle[:, [0, 2]]) ** 2, axis=1)
    return np.asarray(ankle[:, 1] + np.sqrt(np.maximum(longest**2 - flat, 0.2**2)) - hip[:, 1])


def _foot_pitch(feet: Feet, side: str, curves: Curve) -> Curve:
    return np.asarray(feet.pitch[side] + _angle(curves, "heels"))


def _ankle(feet: Feet, side: str, curves: Curve) -> Vectors:
    rotation = turn(1, feet.yaw[side]) @ turn(0, _foot_pitch(feet, side, curves))
    return feet.ball[side] + np.array([0.0, BALL_HEIGHT, 0.0]) + apply(rotation, BALL_TO_ANKLE[side])


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
