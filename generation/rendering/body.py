"""The body that is seen: an openly licensed mesh in SMPL's format, or the licensed SMPL file in its place."""

from __future__ import annotations

from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from scipy import sparse
from smplx.body_models import SMPL
from smplx.utils import Struct

from generation.errors import MiburiError
from generation.motion import Motion
from generation.rendering.smpl_file import read_smpl_file

OPEN_BODY = Path(__file__).parent / "open_body.npz"
FACE_LANDMARKS = ("nose", "reye", "leye", "rear", "lear")
BATCH = 32  # frames posed at once: beyond that the vertices leave the cache


def load_body(path: Path | None = None) -> SMPL:
    """The body at ``path`` (SMPL's ``.pkl`` or an ``.npz`` of the same fields), or the open one that Miburi ships.

    MiburiError names the file and what is wrong with it.
    """
    file = path or OPEN_BODY
    data = read_smpl_file(file)
    landmarks = data.pop("face_landmarks", None)
    kintree = data["kintree_table"].astype(np.int64)
    kintree[0, 0] = -1  # written as 2**32 - 1 in SMPL's files
    fields = {name: np.asarray(data[name], np.float32) for name in data if name not in ("f", "kintree_table")}
    # smplx asks for 21 extra landmarks; Miburi uses the 24 joints alone, so only the face ones, which it insists on.
    with redirect_stdout(StringIO()):  # smplx prints that 10 shape components are few
        body = SMPL(
            "",
            data_struct=Struct(**fields, f=data["f"].astype(np.int64), kintree_table=kintree),
            vertex_ids=None if landmarks is None else dict(zip(FACE_LANDMARKS, landmarks.tolist(), strict=True)),
            use_hands=False,
            use_feet_keypoints=False,
        )
    if int(body.faces_tensor.max()) >= body.get_num_verts():
        raise MiburiError(f"{file}: its faces name vertices that are not there")
    return body.eval().requires_grad_(False)


class Posing:
    """Turns motion into the vertices and normals of a body's skin."""

    def __init__(self, body: SMPL) -> None:
        self.body = body
        self.faces: NDArray[np.int64] = body.faces_tensor.numpy()
        corners = len(self.faces)
        ones = np.ones(corners * 3, np.float32)
        incidence = (self.faces.ravel(), np.repeat(np.arange(corners), 3))
        self._faces_at_vertex = sparse.csr_array((ones, incidence), shape=(body.get_num_verts(), corners))

    def vertices(self, motion: Motion) -> NDArray[np.float32]:
        """(frames, vertices, 3) metres, in the motion's world: y up, the floor at 0."""
        poses = torch.from_numpy(np.ascontiguousarray(motion.poses, np.float32)).reshape(len(motion), 72)
        trans = torch.from_numpy(np.ascontiguousarray(motion.trans, np.float32))
        skin = []
        with torch.inference_mode():
            for start in range(0, len(motion), BATCH):
                pose, shift = poses[start : start + BATCH], trans[start : start + BATCH]
                betas = torch.zeros(len(pose), self.body.num_betas)
                posed = self.body(betas=betas, global_orient=pose[:, :3], body_pose=pose[:, 3:], transl=shift)
                skin.append(posed.vertices.numpy())
        return np.concatenate(skin)

    def normals(self, vertices: NDArray[np.float32]) -> NDArray[np.float32]:
        """Unit normals (vertices, 3) of one frame: the mean of the faces around, weighted by area."""
        a, b, c = (vertices[self.faces[:, corner]] for corner in range(3))
        normals = self._faces_at_vertex @ np.cross(b - a, c - a)
        length = np.linalg.norm(normals, axis=1, keepdims=True)
        return np.asarray(normals / np.maximum(length, 1e-12), np.float32)
