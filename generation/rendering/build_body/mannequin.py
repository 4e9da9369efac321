"""The body without face, nipples or navel, of any shape, standing where SMPL's body stands."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from generation.rendering.build_body.fairing import Fairing
from generation.rendering.build_body.human import AVERAGE, Floats, Human, Phenotype
from generation.rendering.build_body.rig import joints_of
from generation.rendering.build_body.smoothing import FacelessHead

PELVIS = np.array([-0.0018, -0.2233, 0.0282])  # metres: where SMPL's average body has it
PELVIS_TO_SOLE = 0.93  # metres, of the average body


@dataclass(frozen=True)
class Mannequin:
    """Set up on the average body; ``scale`` makes that one as tall as it should be."""

    human: Human
    faceless: FacelessHead
    fair: Fairing
    scale: float

    @classmethod
    def of(cls, human: Human) -> Mannequin:
        vertices, heads = human.t_pose(AVERAGE)
        joints = joints_of(human, heads)
        faceless = FacelessHead.of(human, vertices, joints)
        skin = faceless(vertices, joints)
        fair = Fairing(human, skin)
        return cls(human, faceless, fair, PELVIS_TO_SOLE / (joints[0, 1] - fair(skin)[:, 1].min()))

    def made(self, phenotype: Phenotype) -> tuple[Floats, Floats]:
        """Skin (V, 3) and joints (24, 3) in MakeHuman's size and place."""
        skin, heads = self.human.t_pose(phenotype)
        joints = joints_of(self.human, heads)
        return self.fair(self.faceless(skin, joints)), joints

    def placed(self, skin: Floats, joints: Floats) -> tuple[Floats, Floats]:
        """The same in SMPL's size and place."""
        return (skin - joints[0]) * self.scale + PELVIS, (joints - joints[0]) * self.scale + PELVIS
