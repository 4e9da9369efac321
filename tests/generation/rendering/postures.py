"""Postures that are hard to draw, and shapes whose picture is known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from generation.motion import Motion
from generation.rendering.body import Posing
from generation.skeleton import INDEX

Angles = tuple[float, float, float]
OVERHEAD = {
    f"{side}_{joint}": (0.0, 0.0, sign * angle)
    for side, sign in (("left", 1), ("right", -1))
    for joint, angle in (("shoulder", 1.1), ("elbow", 0.5), ("collar", 0.35))
}
CROUCHING = {
    "spine1": (0.4, 0.0, 0.0),
    **{
        f"{side}_{joint}": angles
        for side, sign in (("left", 1), ("right", -1))
        for joint, angles in (("hip", (-1.9, 0.0, 0.25 * sign)), ("knee", (2.2, 0.0, 0.0)), ("elbow", (0, -sign, 0)))
    },
}
BEFORE_THE_FACE = {
    f"{side}_{joint}": angles
    for side, sign in (("left", 1), ("right", -1))
    for joint, angles in (("elbow", (0.0, -2.3 * sign, 0.0)), ("shoulder", (0.2, -0.9 * sign, -0.8 * sign)))
}
STRIDING = {"left_hip": (-0.9, 0.0, 0.1), "left_knee": (0.8, 0.0, 0.0), "left_shoulder": (0.0, -1.3, -0.2)}


def acting(posing: Posing, *postures: dict[str, Angles], turn: float = 0.4) -> Motion:
    """A frame of each posture, facing ``turn`` radians about the vertical, on the floor."""
    poses = np.zeros((len(postures), 24, 3), np.float32)
    poses[:, 0, 1] = turn
    poses[:, INDEX["left_shoulder"], 2], poses[:, INDEX["right_shoulder"], 2] = -1.2, 1.2
    for pose, posture in zip(poses, postures, strict=True):
        for joint, angles in posture.items():
            pose[INDEX[joint]] = angles
    trans = np.zeros((len(postures), 3), np.float32)
    trans[:, 1] = [-skin[:, 1].min() for skin in posing.skins(Motion(poses, trans), range(len(poses)))]
    return Motion(poses, trans)


class Shape:
    """Stands in for a body: a mesh that only moves with the pelvis. Its normals are those of a sphere about 0."""

    def __init__(self, vertices: NDArray[np.float32], faces: NDArray[np.int64]) -> None:
        self.rest, self.faces = vertices, faces

    def skins(self, motion: Motion, frames: Sequence[int]) -> Iterator[NDArray[np.float32]]:
        for frame in frames:
            yield self.rest + motion.trans[frame]

    def lowest(self, motion: Motion) -> float:
        return 0.0

    def normals(self, vertices: NDArray[np.float32]) -> NDArray[np.float32]:
        return self.rest / np.linalg.norm(self.rest, axis=1, keepdims=True)


def sphere(radius: float, steps: int = 60) -> Shape:
    """A sphere of ``steps`` rings, closed at the poles."""
    polar = np.linspace(0, np.pi, steps + 1)[1:-1]
    around = np.linspace(0, 2 * np.pi, 2 * steps, endpoint=False)
    p, a = (grid.ravel() for grid in np.meshgrid(polar, around, indexing="ij"))
    rings = np.stack([np.sin(p) * np.sin(a), np.cos(p), np.sin(p) * np.cos(a)], 1)
    vertices = radius * np.concatenate([rings, [[0, 1, 0], [0, -1, 0]]]).astype(np.float32)
    here = np.arange((steps - 2) * 2 * steps)
    beside = here // (2 * steps) * 2 * steps + (here + 1) % (2 * steps)
    first, last = np.arange(2 * steps), len(rings) - 2 * steps + np.arange(2 * steps)
    faces = [
        np.stack([here, here + 2 * steps, beside], 1),
        np.stack([beside, here + 2 * steps, beside + 2 * steps], 1),
        np.stack([np.full(2 * steps, len(rings)), first, np.roll(first, -1)], 1),
        np.stack([np.full(2 * steps, len(rings) + 1), np.roll(last, -1), last], 1),
    ]
    return Shape(vertices, np.concatenate(faces))


def placed(*places: tuple[float, float, float]) -> Motion:
    """A rest pose at each place."""
    return Motion(np.zeros((len(places), 24, 3), np.float32), np.array(places, np.float32))
