"""A mannequin's even skin: no nipples, no navel, no brow, a smooth groin; hands and feet keep theirs, but for nails."""

from __future__ import annotations

import numpy as np

from generation.rendering.build_body.human import Floats, Human
from generation.rendering.build_body.laplacian import LowPass, diffused
from generation.rendering.build_body.rig import TORSO, joint_of_bone
from generation.skeleton import INDEX

REACH = {"trunk": 0.028, "head": 0.028, "neck": 0.012, "limbs": 0.010, "extremities": 0.0022}  # metres
BORDER = 0.02  # metres over which one reach goes over into the next
PARTS = {
    "collar": "trunk", "neck": "neck", "head": "head", "hip": "limbs", "knee": "limbs",
    "shoulder": "limbs", "elbow": "limbs", "wrist": "extremities", "hand": "extremities",
    "ankle": "extremities", "foot": "extremities",
}  # fmt: skip


class Fairing:
    """Set up on one skin (V, 3), then applied to skins of any shape."""

    def __init__(self, human: Human, vertices: Floats) -> None:
        reach = np.zeros(len(vertices))
        for name, bone in human.bones.items():
            reach += human.weights[:, bone] * REACH[_part(name)]
        border = np.full(len(vertices), BORDER)
        reach = diffused(vertices, human.faces, reach[:, None], border)[:, 0]
        self._low_pass = LowPass(vertices, human.faces, reach)

    def __call__(self, vertices: Floats) -> Floats:
        """The same skin, evened out."""
        return self._low_pass(vertices)


def _part(bone: str) -> str:
    joint = joint_of_bone(bone)
    if joint == TORSO:
        return "trunk"
    name = next(name for name, number in INDEX.items() if number == joint)
    return PARTS[name.split("_")[-1]]
