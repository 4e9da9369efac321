"""How skin should follow a joint, or a pair of joints: the aim that the correctives are fitted to.

Three things that linear blending cannot do. Twist is spread along a limb, as the two bones of the forearm and the
muscles of upper arm and thigh spread it. Volume is kept by dual quaternions. And the skin stays as smooth as it was
at rest: what bending creases is smoothed, and the details of the rest pose are put back (delta mush, Mancewicz et al.
2014).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation

from generation.rendering.build_body.human import Floats
from generation.rendering.build_body.laplacian import LowPass
from generation.rendering.build_body.skinning import blended_dual_quaternions
from generation.skeleton import INDEX, PARENTS

X, Y = 0, 1


@dataclass(frozen=True)
class Motility:
    """What a joint of the body's left or middle does. Degrees, about x (left), y (up) and z (forward).

    low, high: its range of motion about each axis; smooth: metres, the size of creases that are smoothed; around:
    metres from the joint within which they are, fully within half of that; limb: the near and the far end of the limb
    along which the joint's twist is spread; above: share of the smoothing that skin above the joint gets; bone: the
    axis that the body's part lies along; it turns about that axis first, then about the others together.
    """

    low: tuple[float, float, float]
    high: tuple[float, float, float]
    smooth: float
    around: float = 0.22
    limb: tuple[str, str] | None = None
    above: float = 1.0
    bone: int = Y

    @property
    def mirrored(self) -> Motility:
        """That of the joint on the body's right."""
        low, high = np.sort([MIRROR * self.low, MIRROR * self.high], axis=0)
        near, far = (name.replace("left", "right") for name in self.limb or ("", ""))
        return replace(self, low=tuple(low), high=tuple(high), limb=(near, far) if self.limb else None)


# Ranges: those of healthy adults (AAOS), a little widened, since recorded motion puts a joint's turn where it likes.
MOTILITY = {
    "left_hip": Motility((-130, -45, -30), (35, 45, 65), 0.05, 0.36, ("left_hip", "left_knee")),
    "left_knee": Motility((-5, -20, -8), (145, 20, 8), 0.026),
    "left_ankle": Motility((-35, -25, -25), (50, 25, 25), 0.014),
    "left_foot": Motility((-45, -8, -8), (30, 8, 8), 0.008),
    "spine1": Motility((-25, -30, -25), (45, 30, 25), 0.03, 0.3),
    "spine2": Motility((-25, -30, -25), (45, 30, 25), 0.03, 0.3),
    "spine3": Motility((-20, -25, -20), (35, 25, 20), 0.03, 0.3),
    "neck": Motility((-45, -50, -35), (45, 50, 35), 0.022),
    "head": Motility((-40, -50, -30), (40, 50, 30), 0.020),
    "left_collar": Motility((-15, -35, -20), (15, 30, 45), 0.04, 0.3, bone=X),
    "left_shoulder": Motility((-75, -115, -95), (75, 50, 95), 0.07, 0.38, ("left_shoulder", "left_elbow"), 0.4, bone=X),
    "left_elbow": Motility((-75, -150, -10), (75, 8, 10), 0.013, 0.2, ("left_elbow", "left_wrist"), bone=X),
    "left_wrist": Motility((-85, -35, -75), (85, 35, 75), 0.010, 0.2, ("left_elbow", "left_wrist"), bone=X),
}
MIRROR = np.array([1, -1, -1])  # a rotation's components about x, y and z, seen in a mirror
FIRM = 0.06  # metres over which skin below a joint goes over into skin above it
AT_ONCE = 0.55  # share of its own twist that a limb follows at its near end


class Deformer:
    """The aim for some joints (of which none hangs on another) on a template (V, 3) with weights (V, 24)."""

    def __init__(
        self,
        template: Floats,
        faces: NDArray[np.int64],
        weights: Floats,
        places: Floats,
        moving: Mapping[int, Motility],
    ) -> None:
        self._template = template
        self._pivots = [places[joint] for joint in moving]
        self._limbs = [_Limb.of(motility, places) for motility in moving.values()]
        self._shares = _shares(template, weights, dict(zip(moving, self._limbs, strict=True)))
        reach = np.zeros(len(template))
        for joint, motility in moving.items():
            away = template - places[joint]
            near = np.clip(2 - 2 * np.linalg.norm(away, axis=1) / motility.around, 0, 1)
            firm = (1 - motility.above) * np.clip(away[:, 1] / FIRM + 0.5, 0, 1)
            reach = np.maximum(reach, motility.smooth * near * (1 - firm))
        self._smooth = LowPass(template, faces, reach)
        self._detail = template - self._smooth(template)

    def __call__(self, turns: Floats) -> Floats:
        """(V, 3) the skin when the joints are turned by ``turns`` (joints, 3, 3), all else at rest."""
        rotations, shifts = [np.eye(3)], [np.zeros(3)]
        for turn, pivot, limb in zip(turns, self._pivots, self._limbs, strict=True):
            twist = np.eye(3) if limb is None else limb.twist(turn)
            for rotation in (twist, turn @ twist.T, turn):
                rotations.append(rotation)
                shifts.append(pivot - rotation @ pivot)
        frames, moved = blended_dual_quaternions(self._shares, np.array(rotations), np.array(shifts))
        skin = np.einsum("vij,vj->vi", frames, self._template) + moved
        detailed: Floats = self._smooth(skin) + np.einsum("vij,vj->vi", frames, self._detail)
        return detailed


@dataclass(frozen=True)
class _Limb:
    """From the joint ``near``, at ``start`` metres, along ``axis``, ``length`` metres."""

    near: int
    start: Floats
    axis: Floats
    length: float

    @classmethod
    def of(cls, motility: Motility, places: Floats) -> _Limb | None:
        if motility.limb is None:
            return None
        near, far = (places[INDEX[name]] for name in motility.limb)
        length = float(np.linalg.norm(far - near))
        return cls(INDEX[motility.limb[0]], near, (far - near) / length, length)

    def along(self, points: Floats) -> Floats:
        """(V,) 0 at its near end, 1 at its far end."""
        share: Floats = np.clip((points - self.start) @ self.axis / self.length, 0, 1)
        return share

    def twist(self, turn: Floats) -> Floats:
        """The part of a rotation (3, 3) that is about the limb, applied first; the rest is the swing."""
        x, y, z, w = Rotation.from_matrix(turn).as_quat()
        about = np.array([x, y, z]) @ self.axis
        matrix: Floats = Rotation.from_rotvec(2 * np.arctan2(about, w) * self.axis).as_matrix()
        return matrix


def _shares(template: Floats, weights: Floats, moving: Mapping[int, _Limb | None]) -> Floats:
    """(V, 1 + 3 joints): what of a vertex stays still, and what follows each joint's twist, its swing, and all."""
    columns = []
    for joint, limb in moving.items():
        follows = weights[:, [other for other in range(24) if descends(other, joint)]].sum(1)
        if limb is None:
            columns += [0 * follows, 0 * follows, follows]
        elif limb.near == joint:  # the joint's own limb: near the joint it swings, and twists but a part
            twists = AT_ONCE + (1 - AT_ONCE) * limb.along(template)
            columns += [0 * follows, follows * (1 - twists), follows * twists]
        else:  # the limb before the joint: it twists, the more the nearer to the joint
            columns += [weights[:, limb.near] * limb.along(template), 0 * follows, follows]
    moved = np.stack(columns, 1)
    return np.column_stack([1 - moved.sum(1), moved])


def descends(joint: int, ancestor: int) -> bool:
    """Whether ``joint`` is ``ancestor`` or hangs on it."""
    while joint > ancestor:
        joint = PARENTS[joint]
    return joint == ancestor
