"""The body's skin in torch, for the vertex loss: linear blend skinning with pose correctives, as SMPL does it.

The open body's vertices stand for everyone's. A subset, chosen once by farthest-point sampling, follows the skin at a
fraction of the cost; a test holds it to smplx, as it does the loops that pose the body for rendering.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from generation.model.constants import rest_joints
from generation.model.kinematics import joint_transforms

OPEN_BODY = Path(__file__).parents[1] / "rendering" / "open_body.npz"
SUBSET = 400  # vertices of the subset: about one per 45 cm² of skin


class Skin:
    """``vertices`` of the open body: rest (V, 3), correctives (V, 3, 207) and weights (V, 24), on one device."""

    def __init__(self, rest: Tensor, correctives: Tensor, weights: Tensor) -> None:
        self.rest, self.correctives, self.weights = rest, correctives, weights

    def __len__(self) -> int:
        return len(self.rest)

    def place(self, rotations: Tensor) -> Tensor:
        """Local rotations (..., 24, 3, 3) -> skin (..., V, 3) in metres, the pelvis at the origin."""
        turned, placed = joint_transforms(rotations)
        away = (rotations[..., 1:, :, :] - torch.eye(3, device=rotations.device, dtype=rotations.dtype)).flatten(-3)
        bulged = (away @ self.correctives.flatten(0, 1).T).reshape(*away.shape[:-1], len(self), 3)
        joints = rest_joints(rotations.device, rotations.dtype)
        shift = placed - (turned @ joints.unsqueeze(-1)).squeeze(-1)
        transforms = torch.cat([turned, shift.unsqueeze(-1)], -1).flatten(-2)  # (..., 24, 12)
        blended = (self.weights @ transforms).reshape(*away.shape[:-1], len(self), 3, 4)
        skin: Tensor = (blended[..., :3] @ (self.rest + bulged).unsqueeze(-1)).squeeze(-1) + blended[..., 3]
        return skin


@lru_cache(maxsize=4)
def open_skin(points: str, device: torch.device) -> Skin:
    """The open body's ``mesh``, or its subset of ``vertices``."""
    with np.load(OPEN_BODY) as body:
        rest, correctives, weights = (
            np.asarray(body[name], np.float32) for name in ("v_template", "posedirs", "weights")
        )
    chosen = farthest_points(rest, SUBSET) if points == "vertices" else np.arange(len(rest))
    return Skin(*(torch.from_numpy(array[chosen]).to(device) for array in (rest, correctives, weights)))


def farthest_points(points: NDArray[np.float32], count: int) -> NDArray[np.int64]:
    """Indices of ``count`` points, each the farthest from those before it; the first is the lowest."""
    chosen = [int(points[:, 1].argmin())]
    distance = np.linalg.norm(points - points[chosen[0]], axis=1)
    while len(chosen) < count:
        chosen.append(int(distance.argmax()))
        distance = np.minimum(distance, np.linalg.norm(points - points[chosen[-1]], axis=1))
    return np.array(chosen)
