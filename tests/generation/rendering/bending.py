"""What is measured on a bent body: sections of its limbs, folds, stretch, volume."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from generation.motion import Motion
from generation.rendering.body import Posing
from generation.skeleton import INDEX, REST_JOINTS

MIRROR = np.array([1, -1, -1])  # a rotation about x, y and z, seen in a mirror
Skin = NDArray[np.float64]


def bent(posing: Posing, **degrees: tuple[float, float, float]) -> Skin:
    """(V, 3) the body with joints turned about x, y and z, the others at rest; ``both_``: left, and right mirrored."""
    poses = np.zeros((1, 24, 3), np.float32)
    for name, turn in degrees.items():
        radians = np.deg2rad(np.array(turn, float))
        if name.startswith("both_"):
            poses[0, INDEX[name.replace("both", "left")]] = radians
            poses[0, INDEX[name.replace("both", "right")]] = radians * MIRROR
        else:
            poses[0, INDEX[name]] = radians
    return np.asarray(posing.vertices(Motion(poses, np.zeros((1, 3), np.float32)))[0], np.float64)


class Limb:
    """From one joint to the next in the T-pose."""

    def __init__(self, near: str, far: str) -> None:
        self.start, end = REST_JOINTS[INDEX[near]], REST_JOINTS[INDEX[far]]
        self.length = float(np.linalg.norm(end - self.start))
        self.axis = (end - self.start) / self.length

    def turn(self, degrees: float) -> tuple[float, float, float]:
        """A rotation about the limb."""
        x, y, z = self.axis * degrees
        return float(x), float(y), float(z)

    def section(self, skin: Skin, faces: NDArray[np.int64], share: float) -> float:
        """Square metres of the section across the limb, ``share`` of the way along it."""
        point = self.start + share * self.length * self.axis
        height = (skin - point) @ self.axis
        corners, heights = skin[faces], height[faces]
        near = np.linalg.norm(corners.mean(1) - point, axis=1) < 0.12
        crossing = near & (heights.min(1) < 0) & (heights.max(1) >= 0)
        area = 0.0
        for triangle, above in zip(corners[crossing], heights[crossing], strict=True):
            ends = [np.zeros(3), np.zeros(3)]
            for corner in range(3):
                after = (corner + 1) % 3
                if (above[corner] < 0) != (above[after] < 0):
                    part = above[corner] / (above[corner] - above[after])
                    ends[int(above[corner] < 0)] = triangle[corner] + part * (triangle[after] - triangle[corner])
            area += float(np.cross(ends[0] - point, ends[1] - point) @ self.axis) / 2
        return abs(area)


class Mesh:
    """Edges and faces of a body, to compare a bent skin with the rest."""

    def __init__(self, posing: Posing) -> None:
        self.rest, self.faces = posing.rest.astype(np.float64), posing.faces
        ends = np.concatenate([self.faces[:, [0, 1]], self.faces[:, [1, 2]], self.faces[:, [2, 0]]])
        self.edges, which = np.unique(np.sort(ends, axis=1), axis=0, return_inverse=True)
        owner = np.tile(np.arange(len(self.faces)), 3)[np.argsort(which, kind="stable")]
        self.sides = owner.reshape(-1, 2)  # the two faces at each edge
        self.middles = self.rest[self.edges].mean(1)

    def stretch(self, skin: Skin) -> Skin:
        """(edges,) length over that at rest."""
        here, there = self.edges.T
        length = np.linalg.norm(skin[here] - skin[there], axis=1)
        return np.asarray(length / np.linalg.norm(self.rest[here] - self.rest[there], axis=1))

    def normals(self, skin: Skin) -> Skin:
        """(faces, 3) outward unit normals."""
        a, b, c = (skin[self.faces[:, corner]] for corner in range(3))
        across = np.cross(b - a, c - a)
        return np.asarray(across / np.maximum(np.linalg.norm(across, axis=1, keepdims=True), 1e-15))

    def folds(self, skin: Skin) -> Skin:
        """(edges,) degrees between the two faces at each edge: 0 where the skin is flat."""
        normals = self.normals(skin)
        cosine = np.einsum("ed,ed->e", normals[self.sides[:, 0]], normals[self.sides[:, 1]])
        return np.asarray(np.rad2deg(np.arccos(np.clip(cosine, -1, 1))))

    def volume(self, skin: Skin) -> float:
        """Cubic metres."""
        a, b, c = (skin[self.faces[:, corner]] for corner in range(3))
        return float(np.einsum("fd,fd->", a, np.cross(b, c)) / 6)
