"""The recogniser: a unidirectional multi-layer LSTM that names a clip's label, as in arXiv 2606.28769.

It reads the clip at 20 fps, ``patch`` frames at a step: joint rotations with the first frame's heading taken out,
root velocity, and the height of the root above its start. Neither place nor heading at the start reaches it.
"""

from __future__ import annotations

import math

import torch
from scipy.optimize import minimize_scalar
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from generation.model.config import RecogniserConfig
from generation.model.features import FEATURES, ROTATIONS
from generation.motion import FPS

TEMPERATURES = (0.05, 20.0)  # where a temperature is looked for


class Recogniser(nn.Module):
    """mean, std: (147,) of the training clips' ``recogniser_features``.

    temperature: () that logits are divided by to become probabilities; 1 until it is fitted, and never learnt.
    """

    mean: Tensor
    std: Tensor
    temperature: Tensor

    def __init__(self, config: RecogniserConfig, labels: int, mean: Tensor, std: Tensor) -> None:
        super().__init__()
        self.config = config
        self.register_buffer("mean", mean.clone())
        self.register_buffer("std", std.clone())
        self.register_buffer("temperature", torch.ones(()))
        self.read = nn.Linear(config.patch * FEATURES, config.width)
        dropout = config.dropout if config.layers > 1 else 0.0
        self.lstm = nn.LSTM(config.width, config.width, config.layers, batch_first=True, dropout=dropout)
        self.dropout = nn.Dropout(config.dropout)
        self.classify = nn.Linear(config.width, labels)

    def forward(self, features: Tensor, lengths: Tensor) -> Tensor:
        """features (B, T, 147), lengths (B,) in frames -> logits (B, labels)."""
        out: Tensor = self.classify(self.dropout(self.last_state(features, lengths)))
        return out

    def probabilities(self, logits: Tensor) -> Tensor:
        """Logits (B, labels) -> calibrated probabilities (B, labels), float64 on the CPU, in the logits' order."""
        probabilities: Tensor = (logits.detach().cpu().double() / self.temperature.cpu().double()).softmax(-1)
        return probabilities

    def last_state(self, features: Tensor, lengths: Tensor) -> Tensor:
        """The top layer's state (B, width) after the clip's last frame; padding comes later and never reaches it."""
        patch = self.config.patch
        valid = torch.arange(features.shape[1], device=features.device) < lengths.unsqueeze(1)
        x = ((recogniser_features(features) - self.mean) / self.std).masked_fill(~valid.unsqueeze(-1), 0.0)
        missing = -x.shape[1] % patch
        x = torch.cat([x, x.new_zeros(len(x), missing, FEATURES)], 1).reshape(len(x), -1, patch * FEATURES)
        states, _ = self.lstm(self.dropout(torch.relu(self.read(x))))
        last = (lengths + patch - 1) // patch - 1
        state: Tensor = states[torch.arange(len(x), device=x.device), last]
        return state


def recogniser_features(features: Tensor) -> Tensor:
    """Motion features (..., T, 147) -> rotations, horizontal root velocity in m/s, height over the start (..., T, 147).

    Velocity looks back one frame, so that later frames, padding among them, never change earlier ones.
    """
    trans = features[..., ROTATIONS:]
    steps = trans[..., 1:, :] - trans[..., :-1, :]
    velocity = torch.cat([torch.zeros_like(trans[..., :1, :]), steps * FPS], -2)
    root = torch.stack([velocity[..., 0], trans[..., 1], velocity[..., 2]], -1)
    return torch.cat([features[..., :ROTATIONS], root], -1)


def fit_temperature(logits: Tensor, labels: Tensor) -> float:
    """The temperature within ``TEMPERATURES`` by which logits (N, labels) of clips with these labels (N,) have the
    smallest cross-entropy (Guo et al., ICML 2017); 1 without clips. The clips must not be those of the training."""
    if not len(logits):
        return 1.0
    logits, labels = logits.detach().cpu().double(), labels.cpu()
    lowest, highest = TEMPERATURES
    found = minimize_scalar(
        lambda log: float(cross_entropy(logits / math.exp(log), labels)),
        bounds=(math.log(lowest), math.log(highest)),
        method="bounded",
        options={"xatol": 1e-6},
    )
    return float(math.exp(found.x))
