"""Motion between two clips: the weighted average of their latents, decoded (Fig. 7 of arXiv 2606.28769).

z(w) = (1 - w) z_start + w z_end, where z is the encoder's mu of a clip, and likewise the length in frames and, between
clips of two labels, the label's bias. So w = 0 and w = 1 are the reconstructions of the two clips.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from generation.errors import MiburiError
from generation.model.config import MIN_FRAMES
from generation.model.features import motion_features
from generation.motion import Motion
from generation.training.run import Draw, Run


def weights(steps: int, beyond: int = 0) -> tuple[float, ...]:
    """``steps`` evenly spaced weights from 0 to 1, and ``beyond`` more of the same spacing on either side.

    MiburiError for fewer than 2 steps or a negative ``beyond``.
    """
    if steps < 2:
        raise MiburiError(f"--steps must be at least 2, the two ends, got {steps}")
    if beyond < 0:
        raise MiburiError(f"--beyond must be at least 0, got {beyond}")
    return tuple(step / (steps - 1) for step in range(-beyond, steps + beyond))


@torch.no_grad()
def encoded(run: Run, motion: Motion, label: str) -> Draw:
    """The clip's reconstruction, to be decoded: its mu, length and label."""
    features = motion_features(torch.from_numpy(np.array(motion.poses)), torch.from_numpy(np.array(motion.trans)))
    index = run.labels.index(label)
    mask = torch.ones(1, len(motion), dtype=torch.bool, device=run.device)
    mu = run.generator.encode(features.unsqueeze(0).to(run.device), mask, torch.tensor([index], device=run.device)).mu
    return Draw(index, len(motion), run.memory(index, mu)[0].cpu())


def between(start: Draw, end: Draw, weights: Sequence[float]) -> list[Draw]:
    """One draw per weight. A weight beyond 0 or 1 extrapolates, down to the shortest length that holds a motion."""
    return [
        Draw(
            start.label if weight < 0.5 else end.label,
            max(MIN_FRAMES, round((1 - weight) * start.frames + weight * end.frames)),
            _mixed(start.memory, end.memory, weight),
        )
        for weight in weights
    ]


def _mixed(start: Tensor, end: Tensor, weight: float) -> Tensor:
    return (1 - weight) * start + weight * end
