"""Evens out the front of trunk and head: no nipples, no navel, no brow.

The surface is taken as a height over a plane (the trunk: depth over width and height) or over directions (the head:
distance from the middle of the skull), and each height is replaced by a quadratic fitted to those around it.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.spatial import cKDTree

from generation.rendering.build_body.human import Floats, Human
from generation.rendering.build_body.rig import TORSO, joint_of_bone
from generation.rendering.build_body.smoothing import CHIN, SKULL
from generation.skeleton import INDEX

CHEST_REACH = 0.035  # metres: the fit's Gaussian weight, so about the largest thing that goes
HEAD_REACH = 0.22  # in the stereographic plane, about 0.4 radians


class Fairing:
    """Set up on one skin (V, 3), then applied to skins of any shape."""

    def __init__(self, human: Human, vertices: Floats, joints: Floats) -> None:
        normals = _area_normals(human, vertices)
        area = np.maximum(np.linalg.norm(normals, axis=1), 1e-12)
        facing_front = np.clip((normals[:, 2] / area - 0.3) / 0.3, 0, 1)  # a flank is no height over this plane
        self._chest = _chest_mask(human, vertices, joints) * facing_front
        self._head = _head_mask(human, vertices, joints)
        self._chest_fit = _local_fit(vertices[:, :2], self._chest, area, CHEST_REACH)
        self._head_fit = _local_fit(_plane(_from_skull(vertices, joints)), self._head, area, HEAD_REACH)

    def __call__(self, vertices: Floats, joints: Floats) -> Floats:
        """The same skin, evened out. joints (24, 3)."""
        out = vertices.copy()
        out[:, 2] += self._chest * (self._chest_fit @ out[:, 2] - out[:, 2])
        offset = _from_skull(out, joints)
        radius = np.linalg.norm(offset, axis=1)
        wanted = radius + self._head * (self._head_fit @ radius - radius)
        even: Floats = out + offset * (wanted / radius - 1)[:, None]
        return even


def _chest_mask(human: Human, vertices: Floats, joints: Floats) -> Floats:
    """(V,) 1 on the front of the trunk, 0 elsewhere, soft between."""
    trunk = np.zeros(len(vertices))
    for name, bone in human.bones.items():
        if joint_of_bone(name) in (TORSO, INDEX["left_collar"], INDEX["right_collar"]):
            trunk += human.weights[:, bone]
    y, z = vertices[:, 1], vertices[:, 2]
    below_neck = np.clip((joints[INDEX["neck"], 1] - 0.1 - y) / 0.04, 0, 1)
    above_hips = np.clip((y - joints[0, 1] + 0.06) / 0.10, 0, 1)
    in_front = np.clip((z - joints[INDEX["spine2"], 2] - 0.03) / 0.04, 0, 1)
    mask: Floats = np.clip((trunk - 0.3) / 0.4, 0, 1) * in_front * below_neck * above_hips
    return mask


def _head_mask(human: Human, vertices: Floats, joints: Floats) -> Floats:
    """(V,) 1 on the front of the head from chin to crown, 0 elsewhere, soft between."""
    head = human.weights[:, [human.bones[bone] for bone in ("head", "eye.L", "eye.R")]].sum(1)
    above_chin = np.clip((vertices[:, 1] - joints[INDEX["head"], 1] - CHIN - 0.01) / 0.04, 0, 1)
    in_front = np.clip((_from_skull(vertices, joints)[:, 2] + 0.02) / 0.05, 0, 1)
    mask: Floats = np.clip((head - 0.3) / 0.4, 0, 1) * above_chin * in_front
    return mask


def _from_skull(vertices: Floats, joints: Floats) -> Floats:
    offset: Floats = vertices - joints[INDEX["head"]] - SKULL
    return offset


def _plane(offset: Floats) -> Floats:
    """Stereographic projection of directions, (V, 2); straight ahead is the origin."""
    direction = offset / np.linalg.norm(offset, axis=1, keepdims=True)
    plane: Floats = direction[:, :2] / np.maximum(1 + direction[:, 2:], 0.1)
    return plane


def _area_normals(human: Human, vertices: Floats) -> Floats:
    """(V, 3) outward, as long as the area around a vertex: dense places must not count for more."""
    a, b, c = (vertices[human.faces[:, corner]] for corner in range(3))
    normals = np.zeros_like(vertices)
    for corner in range(3):
        np.add.at(normals, human.faces[:, corner], np.cross(b - a, c - a) / 6)
    return normals


def _local_fit(places: Floats, mask: Floats, area: Floats, reach: float) -> sparse.csr_array:
    """(V, V): heights -> the value at each vertex of a quadratic fitted to the heights around it.

    Weights are Gaussian in the distance of ``places`` (V, 2), times area; only vertices with ``mask`` > 0 take part.
    """
    members = np.flatnonzero(mask > 0)
    tree = cKDTree(places[members])
    rows, columns, values = [], [], []
    for member in members:
        near = members[tree.query_ball_point(places[member], 3 * reach)]
        x, y = ((places[near] - places[member]) / reach).T
        weight = np.exp(-(x * x + y * y) / 2) * area[near]
        weight /= weight.sum()
        terms = np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], 1)
        normal = (terms * weight[:, None]).T @ terms + 1e-6 * np.eye(6)
        rows.append(np.full(len(near), member))
        columns.append(near)
        values.append(np.linalg.solve(normal, np.eye(6)[0]) @ (terms * weight[:, None]).T)
    entries = (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns)))
    return sparse.csr_array(sparse.coo_array(entries, shape=(len(places), len(places))))
