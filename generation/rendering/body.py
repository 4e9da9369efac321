"""The body that is seen: an openly licensed mesh in SMPL's format, or the licensed SMPL file in its place."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation

from generation.errors import MiburiError
from generation.motion import Motion
from generation.rendering.skin import normals, pose, sparse_skin
from generation.rendering.smpl_file import read_smpl_file
from generation.skeleton import PARENTS

OPEN_BODY = Path(__file__).parent / "open_body.npz"
BLOCK = 64  # frames whose joints are turned at once
WIDEST = 5.0  # standard deviations: beyond that SMPL's shapes are no bodies


@dataclass(frozen=True, eq=False)
class Body:
    """A body at rest, in a shape of its own.

    rest: (V, 3) metres; faces: (F, 3); joints: (24, 3) metres; correctives: (V, 3, 207) metres, by how much each entry
    of 23 local rotations minus identity moves a vertex; weights: (V, 24).
    """

    rest: NDArray[np.float32]
    faces: NDArray[np.int64]
    joints: NDArray[np.float64]
    correctives: NDArray[np.float32]
    weights: NDArray[np.float32]


def load_body(path: Path | None = None, betas: Sequence[float] | None = None) -> Body:
    """The body at ``path`` (SMPL's ``.pkl`` or an ``.npz`` of the same fields), or the open one that Miburi ships.

    betas: SMPL's shape parameters, in standard deviations, as many as wanted from the first on; the average shape if
    None. The shape becomes the body's own: what is loaded has it at rest. MiburiError names the file and what is wrong.
    """
    file = path or OPEN_BODY
    data = read_smpl_file(file)
    rest = _shaped(file, data, betas or ())
    return Body(
        rest.astype(np.float32),
        data["f"].astype(np.int64),
        data["J_regressor"].astype(np.float64) @ rest,
        data["posedirs"].astype(np.float32),
        data["weights"].astype(np.float32),
    )


def _shaped(file: Path, data: dict[str, NDArray[Any]], betas: Sequence[float]) -> NDArray[np.float64]:
    """(V, 3) the rest pose of a body with these shape parameters."""
    directions = data["shapedirs"]
    if len(betas) > directions.shape[-1]:
        raise MiburiError(
            f"{file}: has {directions.shape[-1]} shape parameters, got {len(betas)}; give as many or fewer"
        )
    for number, beta in enumerate(betas):
        if not (math.isfinite(beta) and abs(beta) <= WIDEST):
            raise MiburiError(f"shape parameter {number} must be from -{WIDEST:g} to {WIDEST:g}, got {beta}")
    shape: NDArray[np.float64] = data["v_template"] + directions[..., : len(betas)] @ np.asarray(betas, np.float64)
    return shape


class Posing:
    """Turns motion into the vertices and normals of a body's skin, as smplx does, frame by frame."""

    def __init__(self, body: Body) -> None:
        self.faces, self.rest, self._joints = body.faces, body.rest, body.joints
        self._skin = sparse_skin(body.rest, body.faces, body.correctives, body.weights)

    def vertices(self, motion: Motion) -> NDArray[np.float32]:
        """(frames, vertices, 3) metres, in the motion's world: y up, the floor at 0."""
        skins = list(self.skins(motion, range(len(motion))))
        return np.stack(skins) if skins else np.empty((0, *self.rest.shape), np.float32)

    def skins(self, motion: Motion, frames: Sequence[int]) -> Iterator[NDArray[np.float32]]:
        """(vertices, 3) of each of the ``frames``, one at a time: a long clip needs no more memory than a short one."""
        chosen = list(frames)
        for start in range(0, len(chosen), BLOCK):
            block = chosen[start : start + BLOCK]
            local, transforms = self._transforms(motion.poses[block], motion.trans[block])
            away = (local[:, 1:] - np.eye(3)).reshape(-1, 23, 9).astype(np.float32)
            for frame in range(len(block)):
                skin = np.empty_like(self.rest)
                pose(self._skin, away[frame], transforms[frame], skin)
                yield skin

    def lowest(self, motion: Motion) -> float:
        """The lowest height that any of the body has in the clip, metres."""
        return min((float(skin[:, 1].min()) for skin in self.skins(motion, range(len(motion)))), default=0.0)

    def normals(self, vertices: NDArray[np.float32]) -> NDArray[np.float32]:
        """Unit normals (vertices, 3) of one frame: the mean of the faces around, weighted by area."""
        found = np.empty_like(vertices)
        normals(vertices, self._skin.faces, found)
        return found

    def _transforms(
        self, poses: NDArray[np.float32], trans: NDArray[np.float32]
    ) -> tuple[NDArray[np.float64], NDArray[np.float32]]:
        """Local rotations (frames, 24, 3, 3), and (frames, 24, 3, 4) from each joint's rest to where it is."""
        local = Rotation.from_rotvec(poses.reshape(-1, 3).astype(np.float64)).as_matrix().reshape(-1, 24, 3, 3)
        turned, placed = np.empty_like(local), np.empty((len(local), 24, 3))
        turned[:, 0], placed[:, 0] = local[:, 0], trans + self._joints[0]
        for joint, parent in enumerate(PARENTS[1:], 1):
            turned[:, joint] = turned[:, parent] @ local[:, joint]
            placed[:, joint] = placed[:, parent] + turned[:, parent] @ (self._joints[joint] - self._joints[parent])
        shift = placed - (turned @ self._joints[:, :, None])[..., 0]
        return local, np.concatenate([turned, shift[..., None]], -1).astype(np.float32)
