"""Forward kinematics in torch: the same body as ``generation.skeleton``, differentiable and batched."""

from __future__ import annotations

import torch
from torch import Tensor

from generation.skeleton import INDEX, JOINTS, OFFSETS, PARENTS

FEET = tuple(INDEX[name] for name in ("left_ankle", "left_foot", "right_ankle", "right_foot"))


def joint_positions(rotations: Tensor) -> Tensor:
    """Local rotations (..., 24, 3, 3) -> joint positions (..., 24, 3) in metres, the pelvis at the origin."""
    return joint_transforms(rotations)[1]


def joint_transforms(rotations: Tensor) -> tuple[Tensor, Tensor]:
    """Local rotations (..., 24, 3, 3) -> the joints' orientations (..., 24, 3, 3) and positions (..., 24, 3) in metres,
    the pelvis at the origin."""
    offsets = torch.as_tensor(OFFSETS, dtype=rotations.dtype, device=rotations.device).unbind(0)
    local = rotations.unbind(-3)
    turned: list[Tensor] = [local[0]]
    placed: list[Tensor] = [torch.zeros_like(local[0][..., 0])]
    for joint in range(1, len(JOINTS)):
        parent = PARENTS[joint]
        placed.append(placed[parent] + turned[parent] @ offsets[joint])
        turned.append(turned[parent] @ local[joint])
    return torch.stack(turned, -3), torch.stack(placed, -2)


def foot_positions(rotations: Tensor) -> Tensor:
    """Local rotations (..., 24, 3, 3) -> ankles and toe joints (..., 4, 3) in metres, the pelvis at the origin."""
    offsets = torch.as_tensor(OFFSETS, dtype=rotations.dtype, device=rotations.device).unbind(0)
    feet = []
    for ankle, toes in (FEET[:2], FEET[2:]):
        chain = [0, PARENTS[PARENTS[ankle]], PARENTS[ankle], ankle]
        turned = rotations[..., 0, :, :]
        place = torch.zeros_like(turned[..., 0])
        for joint in chain[1:]:
            place = place + turned @ offsets[joint]
            turned = turned @ rotations[..., joint, :, :]
        feet += [place, place + turned @ offsets[toes]]
    return torch.stack(feet, -2)
