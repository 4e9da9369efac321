"""A clip mirrored, left for right: as much the label's as the clip itself."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import torch
from torch import Tensor

from generation.model.features import ROTATIONS
from generation.skeleton import INDEX, JOINTS


def mirrored(features: Tensor, chosen: Tensor) -> Tensor:
    """features (B, T, 147), of which those of the ``chosen`` clips (B,) are mirrored at the plane x = 0."""
    index, sign = _permutation(features.device)
    return torch.where(chosen[:, None, None], features[..., index] * sign, features)


@lru_cache(maxsize=4)
def _permutation(device: torch.device) -> tuple[Tensor, Tensor]:
    """Where each feature of the mirrored clip comes from, and its sign.

    The mirror image of a rotation R is M R M with M = diag(-1, 1, 1): elements with exactly one index x change sign.
    """
    flip = np.array([-1.0, 1.0, 1.0], np.float32)
    # rot6d: first column (xx, yx, zx), then second column (xy, yy, zy)
    signs = np.concatenate([flip * flip[0], flip * flip[1]])
    index, sign = [], []
    for name in JOINTS:
        other = name.replace("left", "RIGHT").replace("right", "left").replace("RIGHT", "right")
        index.append(INDEX[other] * 6 + np.arange(6))
        sign.append(signs)
    index.append(ROTATIONS + np.arange(3))
    sign.append(flip)
    return torch.as_tensor(np.concatenate(index), device=device), torch.as_tensor(np.concatenate(sign), device=device)
