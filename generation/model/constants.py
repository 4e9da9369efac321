"""Fixed arrays as tensors, kept on each device that asks for them: a recorded GPU step may not copy from the CPU."""

from __future__ import annotations

from functools import lru_cache

import torch
from torch import Tensor

from generation.skeleton import OFFSETS, REST_JOINTS


@lru_cache(maxsize=16)
def bone_offsets(device: torch.device, dtype: torch.dtype) -> Tensor:
    """(24, 3) metres: each joint as seen from its parent in the rest pose."""
    return torch.as_tensor(OFFSETS, dtype=dtype, device=device)


@lru_cache(maxsize=16)
def rest_joints(device: torch.device, dtype: torch.dtype) -> Tensor:
    """(24, 3) metres: each joint in the rest pose."""
    return torch.as_tensor(REST_JOINTS, dtype=dtype, device=device)
