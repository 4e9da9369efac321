"""Linear blend skinning with pose correctives, as SMPL does it, one frame at a time (Loper et al. 2015).

Weights and correctives are kept where they are not zero: a vertex hangs on two or three of 24 joints, and a joint's
rotation bulges the skin around it only.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from generation.rendering.compiling import compiled

Floats = NDArray[np.float32]
Integers = NDArray[np.int32]
LEAST = 1e-6  # metres per unit of rotation: what bulges the skin less is left out


class Skin(NamedTuple):
    """A body's skin for ``pose``.

    rest: (V, 3) metres; faces: (F, 3). Joint j + 1's correctives are rows ``bulge_starts[j]`` to ``[j + 1]`` of
    ``bulges`` (rows, 3, 9), for the vertices ``bulge_vertices``. Vertex v hangs on the joints ``joints`` from
    ``weight_starts[v]`` to ``[v + 1]``.
    """

    rest: Floats
    faces: Integers
    bulge_starts: Integers
    bulge_vertices: Integers
    bulges: Floats
    weight_starts: Integers
    joints: Integers
    weights: Floats


def sparse_skin(rest: Floats, faces: NDArray[np.integer], correctives: Floats, weights: Floats) -> Skin:
    """rest (V, 3), faces (F, 3), correctives (V, 3, 207), weights (V, 24)."""
    by_joint = correctives.reshape(len(rest), 3, 23, 9).transpose(2, 0, 1, 3)
    bulging = np.abs(by_joint).max((2, 3)) > LEAST
    hanging = weights != 0
    return Skin(
        np.ascontiguousarray(rest, np.float32),
        np.ascontiguousarray(faces, np.int32),
        _starts(bulging),
        np.nonzero(bulging)[1].astype(np.int32),
        np.ascontiguousarray(by_joint[bulging], np.float32),
        _starts(hanging),
        np.nonzero(hanging)[1].astype(np.int32),
        weights[hanging].astype(np.float32),
    )


def _starts(present: NDArray[np.bool_]) -> Integers:
    return np.concatenate([[0], np.cumsum(present.sum(1))]).astype(np.int32)


@compiled
def pose(skin: Skin, away: Floats, transforms: Floats, out: Floats) -> None:
    """away: (23, 9) local rotations minus identity; transforms: (24, 3, 4) rest to posed; out: (V, 3) metres."""
    out[:] = skin.rest
    _bulge(skin.bulge_starts, skin.bulge_vertices, skin.bulges, away, out)
    _blend(skin.weight_starts, skin.joints, skin.weights, transforms, out)


@compiled
def _bulge(starts: Integers, vertices: Integers, bulges: Floats, away: Floats, out: Floats) -> None:
    for joint in range(23):
        for row in range(starts[joint], starts[joint + 1]):
            for axis in range(3):
                shift = np.float32(0)
                for entry in range(9):
                    shift += away[joint, entry] * bulges[row, axis, entry]
                out[vertices[row], axis] += shift


@compiled
def _blend(starts: Integers, joints: Integers, weights: Floats, transforms: Floats, out: Floats) -> None:
    blended = np.empty((3, 4), np.float32)
    for vertex in range(len(out)):
        blended[:] = 0
        for hang in range(starts[vertex], starts[vertex + 1]):
            weight, joint = weights[hang], joints[hang]
            for row in range(3):
                for column in range(4):
                    blended[row, column] += weight * transforms[joint, row, column]
        x, y, z = out[vertex, 0], out[vertex, 1], out[vertex, 2]
        for row in range(3):
            out[vertex, row] = blended[row, 0] * x + blended[row, 1] * y + blended[row, 2] * z + blended[row, 3]


@compiled
def normals(vertices: Floats, faces: Integers, out: Floats) -> None:
    """out: (V, 3) unit normals, the mean of the faces around weighted by area."""
    out[:] = 0
    for face in range(len(faces)):
        a, b, c = faces[face, 0], faces[face, 1], faces[face, 2]
        ax, ay, az = vertices[a, 0], vertices[a, 1], vertices[a, 2]
        px, py, pz = vertices[b, 0] - ax, vertices[b, 1] - ay, vertices[b, 2] - az
        qx, qy, qz = vertices[c, 0] - ax, vertices[c, 1] - ay, vertices[c, 2] - az
        x, y, z = py * qz - pz * qy, pz * qx - px * qz, px * qy - py * qx
        for corner in range(3):
            vertex = faces[face, corner]
            out[vertex, 0] += x
            out[vertex, 1] += y
            out[vertex, 2] += z
    for vertex in range(len(out)):
        x, y, z = out[vertex, 0], out[vertex, 1], out[vertex, 2]
        length = np.float32(1) / max(np.sqrt(x * x + y * y + z * z), np.float32(1e-12))
        out[vertex, 0] = x * length
        out[vertex, 1] = y * length
        out[vertex, 2] = z * length
