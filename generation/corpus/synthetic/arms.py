"""Arms: from where the wrist, the elbow and the palm should be, to rotations of the collar bone, arm and hand.

Written for a left arm in the chest's rest frame (x outwards, y up, z forward, metres); the right arm mirrors it.
"""

from __future__ import annotations

import numpy as np

from generation.corpus.synthetic.curves import Curve, minimum_jerk, smooth, soft_limit
from generation.corpus.synthetic.limbs import Matrices, Vectors, apply, pose_limb, reach_of, transpose, turn, unit
from generation.skeleton import INDEX, OFFSETS, REST_JOINTS

SHOULDER = np.array([0.1710, 0.1523, 0.0341])
ARM_LENGTH = 0.478
ELBOW_AXIS = np.array([0.0, -1.0, 0.0])
UPPER_ARM, FOREARM = OFFSETS[INDEX["left_elbow"]], OFFSETS[INDEX["left_wrist"]]
SHORTEST, LONGEST = (reach_of(UPPER_ARM, FOREARM, ELBOW_AXIS, np.radians(angle)) for angle in (142.0, 6.0))
PALM_RANGE = 85.0  # degrees that the palm turns either way from facing inwards

Point = tuple[float, float, float]


def wrist_at(
    x: float, y: float, z: float, elbow: Point | None = None, palm: Point | None = None, **more: float
) -> dict[str, float]:
    """The arm's channels with its wrist at (x, y, z), its elbow towards the point ``elbow``, the palm facing ``palm``.

    Without ``elbow`` and ``palm`` they fall as they naturally do. more: other channels of the arm.
    """
    offset = np.array([x, y, z]) - SHOULDER
    distance = float(np.linalg.norm(offset))
    around = float(np.degrees(np.arctan2(offset[2], offset[0])))
    pose = {
        "lift": float(np.degrees(np.arccos(-offset[1] / distance))),
        "around": around + 360.0 if around < -170.0 else around,
        "reach": distance / ARM_LENGTH,
    }
    direction = offset / distance
    side = elbow_side(direction[None], np.zeros(1))[0]
    if elbow is not None:
        pose["swivel"] = _angle_about(direction, side, np.array(elbow) - SHOULDER)
        side = elbow_side(direction[None], np.radians([pose["swivel"]]))[0]
    if palm is not None:
        half = min(distance, LONGEST) / 2.0
        away = np.sqrt(max((ARM_LENGTH / 2.0) ** 2 - half**2, 0.0))
        forearm = unit(direction * half - side * away)
        turned = _angle_about(forearm, np.cross(side, direction), np.array(palm))
        pose["pronate"] = float(np.clip(turned, -PALM_RANGE, PALM_RANGE))
    return pose | more


def _angle_about(axis: Vectors, start: Vectors, goal: Vectors) -> float:
    """Degrees by which ``start`` turns about the unit vector ``axis`` until it faces ``goal``."""
    flat = [vector - (vector @ axis) * axis for vector in (start, goal)]
    return float(np.degrees(np.arctan2(np.cross(flat[0], flat[1]) @ axis, flat[0] @ flat[1])))


def elbow_side(direction: Vectors, swivel: Curve) -> Vectors:
    """Where the elbow points: back when the arm hangs, down when it is forward, out when overhead; then swivel.

    direction: (frames, 3) from shoulder to wrist; swivel: (frames,) radians.
    """
    low, level, high = np.array([0.45, -0.1, -0.85]), np.array([0.45, -0.62, -0.5]), np.array([0.85, -0.25, 0.4])
    rise, fall = (minimum_jerk(share) for share in (direction[:, 1:2], -direction[:, 1:2]))
    side = level + rise * (high - level) + fall * (low - level)
    side = unit(side - (side * direction).sum(axis=1, keepdims=True) * direction)
    return np.asarray(side * np.cos(swivel)[:, None] + np.cross(direction, side) * np.sin(swivel)[:, None])


def wrist_target(get: dict[str, Curve]) -> Vectors:
    """Wrist (frames, 3) from the channels of an arm; angles in degrees."""
    lift, around = np.radians(get["lift"]), np.radians(get["around"])
    flat = np.sin(lift)
    direction = np.stack([flat * np.cos(around), -np.cos(lift), flat * np.sin(around)], axis=1)
    beat = np.stack([get["out"], get["up"], get["fore"]], axis=1)
    return np.asarray(SHOULDER + ARM_LENGTH * get["reach"][:, None] * direction + beat)


def keep_off_trunk(wrist: Vectors) -> Vectors:
    """Wrists (frames, 3) pushed out of an elliptic trunk, from the hips to the collar bones."""
    x, y, z = wrist.T
    inside = 1.0 / (1.0 + np.exp(np.clip((y - 0.16) / 0.03, -40.0, 40.0)))
    half = np.array([0.205, 0.155])  # half width and depth of trunk and hand together
    radius = np.sqrt((x / half[0]) ** 2 + ((z - 0.01) / half[1]) ** 2 + 1e-6)
    pushed = radius + 0.12 * np.logaddexp(0.0, (1.0 - radius) / 0.12)
    scale = 1.0 + inside * (pushed / radius - 1.0)
    return np.stack([x * scale, y, 0.01 + (z - 0.01) * scale], axis=1)


def arm_rotations(get: dict[str, Curve], wrist: Vectors) -> dict[str, Matrices]:
    """Local rotations (frames, 3, 3) of collar, shoulder, elbow and wrist that bring the wrist to ``wrist``."""
    collar = _collar(get)
    shoulder = REST_JOINTS[INDEX["left_collar"]] + apply(collar, OFFSETS[INDEX["left_shoulder"]])
    target = wrist - shoulder
    distance = np.linalg.norm(target, axis=1)
    direction = target / distance[:, None]
    target = direction * soft_limit(distance, SHORTEST, LONGEST, 0.03)[:, None]
    elbow = smooth(elbow_side(direction, np.radians(get["swivel"])), 0.08)  # the upper arm is slow to twist
    upper, bend = pose_limb(UPPER_ARM, FOREARM, ELBOW_AXIS, target, np.cross(elbow, direction))
    pronate, flex = np.radians(get["pronate"]), np.radians(get["flex"])
    return {
        "collar": collar,
        "shoulder": transpose(collar) @ upper,
        "elbow": bend @ turn(0, 0.5 * pronate),
        "wrist": turn(0, 0.5 * pronate) @ turn(2, -flex),
    }


def _collar(get: dict[str, Curve]) -> Matrices:
    """The collar bone rises with a raised arm and comes forward with one that reaches across."""
    raised = minimum_jerk(get["lift"] / 90.0 - 1.0)
    across = np.sin(np.radians(get["lift"])) * minimum_jerk((get["around"] - 40.0) / 130.0)
    return np.asarray(turn(2, np.radians(get["shrug"] + 9.0 * raised)) @ turn(1, np.radians(-10.0 * across)))
