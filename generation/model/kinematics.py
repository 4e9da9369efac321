"""Forward kinematics in torch: the same body as ``generation.skeleton``, differentiable and batched."""

from __future__ import annotations

import torch
from torch import Tensor

from generation.skeleton import JOINTS, OFFSETS, PARENTS


def joint_positions(rotations: Tensor) -> Tensor:
    """Local rotations (..., 24, 3, 3) -> joint positions (..., 24, 3) in metres, the pelvis at the origin."""
    offsets = torch.as_tensor(OFFSETS, dtype=rotations.dtype, device=rotations.device).unbind(0)
    local = rotations.unbind(-3)
    turned: list[Tensor] = [local[0]]
    placed: list[Tensor] = [torch.zeros_like(local[0][..., 0])]
    for joint in range(1, len(JOINTS)):
        parent = PARENTS[joint]
        placed.append(placed[parent] + turned[parent] @ offsets[joint])
        turned.append(turned[parent] @ local[joint] if joint in PARENTS else local[joint])
    return torch.stack(placed, -2)
