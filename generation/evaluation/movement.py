"""How a clip moves, in the quantities by which studies of affective movement describe it.

Sources, by the name used below:
Wallbott (1998) Bodily expression of emotion, Eur. J. Soc. Psychol. 28, 879-896: movement activity, expansiveness and
    movement dynamics tell emotions apart, and so do collapsed and upright trunks.
de Meijer (1989) The contribution of general features of body movement to the attribution of emotions, J. Nonverbal
    Behav. 13, 247-268: trunk movement, vertical and sagittal direction, force, velocity.
Pollick, Paterson, Bruderlin & Sanford (2001) Perceiving affect from arm movement, Cognition 82, B51-B61: peak wrist
    velocity and acceleration go with perceived activation.
Amaya, Bruderlin & Calvert (1996) Emotion from motion, Graphics Interface '96: speed and spatial amplitude.
Camurri, Lagerlöf & Volpe (2003) Recognizing emotion from dance movement, Int. J. Hum.-Comput. Stud. 59, 213-225:
    quantity of motion and contraction index.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from generation.errors import MiburiError
from generation.motion import Motion
from generation.skeleton import INDEX, joint_positions

SHORTEST = 3  # frames: an acceleration needs three
Positions = NDArray[np.float64]

_PELVIS, _NECK = INDEX["pelvis"], INDEX["neck"]
_HIPS = (INDEX["left_hip"], INDEX["right_hip"])
_WRISTS = [INDEX["left_wrist"], INDEX["right_wrist"]]
_ARMS = [*_WRISTS, INDEX["left_elbow"], INDEX["right_elbow"]]
_UP = np.array([0.0, 1.0, 0.0])


@dataclass(frozen=True)
class Quantity:
    """``measure`` takes joint positions (frames, 24, 3) in metres, y up, and frames per second."""

    unit: str
    meaning: str
    source: str
    measure: Callable[[Positions, int], float]


def movement(motion: Motion) -> dict[str, float]:
    """Each of ``QUANTITIES`` of one clip, whatever place and heading it has. MiburiError below 3 frames."""
    if len(motion) < SHORTEST:
        raise MiburiError(f"movement quantities need at least {SHORTEST} frames, the clip has {len(motion)}")
    joints = joint_positions(motion.poses, motion.trans)
    return {name: quantity.measure(joints, motion.fps) for name, quantity in QUANTITIES.items()}


def _speeds(joints: Positions, fps: int) -> NDArray[np.float64]:
    """(frames - 1, 24) m/s."""
    speeds: NDArray[np.float64] = np.linalg.norm(np.diff(joints, axis=0), axis=-1) * fps
    return speeds


def _speed(joints: Positions, fps: int) -> float:
    return float(_speeds(joints, fps).mean())


def _peak_hand_speed(joints: Positions, fps: int) -> float:
    # Not the largest value, which grows with the clip's length and takes a single wrong frame at its word.
    return float(np.quantile(_speeds(joints, fps)[:, _WRISTS].max(1), 0.95))


def _acceleration(joints: Positions, fps: int) -> float:
    return float(np.linalg.norm(np.diff(joints, n=2, axis=0), axis=-1).mean() * fps**2)


def _extent(joints: Positions, fps: int) -> float:
    """Distance of each arm joint from the straight line through pelvis and neck."""
    axis = joints[:, _NECK] - joints[:, _PELVIS]
    axis = axis / np.linalg.norm(axis, axis=-1, keepdims=True)
    away = joints[:, _ARMS] - joints[:, None, _PELVIS]
    along = (away @ axis[:, :, None]) * axis[:, None]
    return float(np.linalg.norm(away - along, axis=-1).mean())


def _amplitude(joints: Positions, fps: int) -> float:
    """Root mean square distance of each wrist from its mean place, as seen from the pelvis."""
    places = np.einsum("fjc,fcd->fjd", joints[:, _WRISTS] - joints[:, None, _PELVIS], _headings(joints))
    return float(np.sqrt(np.square(places - places.mean(0)).sum(-1).mean()))


def _hand_height(joints: Positions, fps: int) -> float:
    return float((joints[:, _WRISTS, 1] - joints[:, None, _PELVIS, 1]).mean())


def _trunk_lean(joints: Positions, fps: int) -> float:
    trunk = joints[:, _NECK] - joints[:, _PELVIS]
    ahead = (trunk * _headings(joints)[:, :, 2]).sum(-1)
    return float(np.degrees(np.arctan2(ahead, trunk[:, 1])).mean())


def _root_path(joints: Positions, fps: int) -> float:
    return float(np.linalg.norm(np.diff(joints[:, _PELVIS, ::2], axis=0), axis=-1).sum())


def _headings(joints: Positions) -> NDArray[np.float64]:
    """(frames, 3, 3): columns left, up and ahead of a body that stands upright and faces as its hips do."""
    left = joints[:, _HIPS[0]] - joints[:, _HIPS[1]]
    left = left * (1 - _UP)
    left = left / np.maximum(np.linalg.norm(left, axis=-1, keepdims=True), 1e-9)
    return np.stack([left, np.broadcast_to(_UP, left.shape), np.cross(left, _UP)], -1)


QUANTITIES: Mapping[str, Quantity] = {
    "speed": Quantity("m/s", "speed of all 24 joints, mean over joints and time", "Wallbott 1998; Amaya et al. 1996; "
                      "quantity of motion in Camurri et al. 2003", _speed),
    "peak_hand_speed": Quantity("m/s", "95th percentile over time of the faster wrist's speed", "Pollick et al. 2001",
                                _peak_hand_speed),
    "acceleration": Quantity("m/s²", "size of the acceleration of all 24 joints, mean over joints and time",
                             "Pollick et al. 2001; force in de Meijer 1989", _acceleration),
    "extent": Quantity("m", "distance of elbows and wrists from the line through pelvis and neck, mean over time",
                       "expansiveness in Wallbott 1998; contraction index in Camurri et al. 2003", _extent),
    "amplitude": Quantity("m", "root mean square distance of the wrists from their mean place beside the pelvis",
                          "spatial amplitude in Amaya et al. 1996", _amplitude),
    "hand_height": Quantity("m", "height of the wrists above the pelvis, mean over time",
                            "vertical direction in de Meijer 1989", _hand_height),
    "trunk_lean": Quantity("°", "angle of the line from pelvis to neck from the vertical, ahead positive, mean over "
                           "time", "collapsed posture in Wallbott 1998; trunk movement in de Meijer 1989", _trunk_lean),
    "root_path": Quantity("m", "way of the pelvis over the floor, first frame to last",
                          "sagittal movement in de Meijer 1989", _root_path),
}  # fmt: skip
