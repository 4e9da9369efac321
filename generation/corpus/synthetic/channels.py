"""The controls of the body: about thirty curves that a performance is written in.

Angles are in degrees and lengths in metres. An arm is written by where its wrist is: ``lift`` up from hanging (0) over
horizontal (90) to overhead (180), ``around`` from sideways (0) over forward (90) to across the body (180), ``reach``
as a share of the arm's length; ``swivel`` turns the elbow outwards, ``pronate`` the palm, ``flex`` the wrist;
``to_head`` and ``to_hip`` (0 to 1) tie the hand to the head or the pelvis rather than to the chest; ``out``, ``up``
and ``fore`` move the wrist by metres, for beats and arm swing.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

TRUNK = ("pitch", "bend", "side", "twist", "nod", "look", "tilt", "crouch", "shift_x", "shift_z", "heels")
ARM = ("lift", "around", "reach", "swivel", "pronate", "flex", "shrug", "to_head", "to_hip", "out", "up", "fore")
SIDES = ("left", "right")
CHANNELS = (*TRUNK, *(f"{side}_{name}" for side in SIDES for name in ARM))
COLUMN = {name: column for column, name in enumerate(CHANNELS)}

# Seconds by which a channel follows the trunk: the head leads, the arm unrolls from the shoulder to the hand.
LAG = np.zeros(len(CHANNELS))
for _name, _seconds in {"nod": -0.04, "look": -0.1, "tilt": 0.04}.items():
    LAG[COLUMN[_name]] = _seconds
for _side in SIDES:
    for _name, _seconds in {"shrug": 0.02, "lift": 0.04, "around": 0.0, "swivel": 0.08, "reach": 0.09,
                            "pronate": 0.12, "flex": 0.14}.items():  # fmt: skip
        LAG[COLUMN[f"{_side}_{_name}"]] = _seconds

Pose = Mapping[str, float]


def arm(side: str, pose: Pose) -> dict[str, float]:
    """An arm's pose as channels of one side; ``both`` gives it to both."""
    sides = SIDES if side == "both" else (side,)
    return {f"{one}_{name}": value for one in sides for name, value in pose.items()}
