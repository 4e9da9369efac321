"""A body as smplx has it: what the plain way to a video poses, and what tests hold Miburi's own posing to."""

from __future__ import annotations

from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from smplx.body_models import SMPL
from smplx.utils import Struct

from generation.motion import Motion
from generation.rendering.body import OPEN_BODY
from generation.rendering.smpl_file import read_smpl_file

COMPONENTS = 10  # shape parameters that smplx is given
FACE_LANDMARKS = ("nose", "reye", "leye", "rear", "lear")


def smplx_body(path: Path = OPEN_BODY) -> SMPL:
    """The body at ``path``, handed over as data: smplx would run what is in a pickle."""
    data = read_smpl_file(path)
    data["shapedirs"] = data["shapedirs"][..., :COMPONENTS]
    landmarks = data.pop("face_landmarks", np.zeros(len(FACE_LANDMARKS), np.int64))
    kintree = data["kintree_table"].astype(np.int64)
    kintree[0, 0] = -1  # written as 2**32 - 1 in SMPL's files
    fields = {name: np.asarray(data[name], np.float32) for name in data if name not in ("f", "kintree_table")}
    # smplx asks for 21 extra landmarks; Miburi uses the 24 joints alone, so only the face ones, which it insists on.
    with redirect_stdout(StringIO()):  # smplx prints that 10 shape components are few
        body = SMPL(
            "",
            data_struct=Struct(**fields, f=data["f"].astype(np.int64), kintree_table=kintree),
            vertex_ids=dict(zip(FACE_LANDMARKS, landmarks.tolist(), strict=True)),
            num_betas=data["shapedirs"].shape[-1],
            use_hands=False,
            use_feet_keypoints=False,
        )
    return body.eval().requires_grad_(False)


def posed(body: SMPL, motion: Motion) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Skin (frames, V, 3) and joints (frames, 24, 3) in the average shape, metres."""
    pose = torch.from_numpy(motion.poses).reshape(len(motion), 72)
    with torch.inference_mode():
        out = body(
            betas=torch.zeros(len(motion), body.num_betas),
            global_orient=pose[:, :3],
            body_pose=pose[:, 3:],
            transl=torch.from_numpy(motion.trans),
        )
    return out.vertices.numpy(), out.joints[:, :24].numpy()
