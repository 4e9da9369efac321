"""Forward kinematics in torch: the same body as ``generation.skeleton``, differentiable and batched."""

from __future__ import annotations

import torch
from torch import Tensor

from generation.model.constants import bone_offsets
from generation.skeleton import INDEX, JOINTS, PARENTS

FEET = tuple(INDEX[name] for name in ("left_ankle", "left_foot", "right_ankle", "right_foot"))


def joint_positions(rotations: Tensor) -> Tensor:
    """Local rotations (..., 24, 3, 3) -> joint positions (..., 24, 3) in metres, the pelvis at the origin."""
    return joint_transforms(rotations)[1]


def joint_transforms(rotations: Tensor) -> tuple[Tensor, Tensor]:
    """Local rotations (..., 24, 3, 3) -> the joints' orientations (..., 24, 3, 3) and positions (..., 24, 3) in metres,
    the pelvis at the origin. All joints as far from the pelvis are turned at once."""
    offsets = bone_offsets(rotations.device, rotations.dtype).unbind(0)
    local = rotations.unbind(-3)
    turned, placed = {0: local[0]}, {0: torch.zeros_like(local[0][..., 0])}
    for level in _LEVELS:
        above = torch.stack([turned[PARENTS[joint]] for joint in level], -3)
        places = torch.stack([placed[PARENTS[joint]] for joint in level], -2)
        places = places + _turn(above, torch.stack([offsets[joint] for joint in level]))
        turns = _product(above, torch.stack([local[joint] for joint in level], -3))
        placed |= dict(zip(level, places.unbind(-2), strict=True))
        turned |= dict(zip(level, turns.unbind(-3), strict=True))
    joints = range(len(JOINTS))
    return torch.stack([turned[joint] for joint in joints], -3), torch.stack([placed[joint] for joint in joints], -2)


def foot_positions(rotations: Tensor) -> Tensor:
    """Local rotations (..., 24, 3, 3) -> ankles and toe joints (..., 4, 3) in metres, the pelvis at the origin."""
    offsets = bone_offsets(rotations.device, rotations.dtype).unbind(0)
    feet = []
    for ankle, toes in (FEET[:2], FEET[2:]):
        chain = [0, PARENTS[PARENTS[ankle]], PARENTS[ankle], ankle]
        turned = rotations[..., 0, :, :]
        place = torch.zeros_like(turned[..., 0])
        for joint in chain[1:]:
            place = place + _turn(turned, offsets[joint])
            turned = _product(turned, rotations[..., joint, :, :])
        feet += [place, place + _turn(turned, offsets[toes])]
    return torch.stack(feet, -2)


def _product(a: Tensor, b: Tensor) -> Tensor:
    """a @ b of (..., 3, 3). A GPU's batched matrix product is far slower than plain sums on matrices so small."""
    return (a.unsqueeze(-1) * b.unsqueeze(-3)).sum(-2) if a.is_cuda else a @ b


def _turn(a: Tensor, v: Tensor) -> Tensor:
    """a @ v of (..., 3, 3) and (..., 3)."""
    return (a * v.unsqueeze(-2)).sum(-1)


def _levels() -> list[list[int]]:
    """The joints after the pelvis, by their distance from it along the tree."""
    levels, before = list[list[int]](), [0]
    while before:
        before = [joint for joint, parent in enumerate(PARENTS) if parent in before]
        levels.append(before)
    return levels[:-1]


_LEVELS = _levels()
