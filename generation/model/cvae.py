"""The generator: ACTOR's transformer CVAE (Petrovich, Black and Varol, ICCV 2021) on whole clips of any length.

Beyond ACTOR a latent may be several tokens. Each carries the position code of the moment it stands for, the middle of
its share of the clip, on the way in and on the way out: a long clip has as many tokens as a short one, mean latents and
interpolation stay what they were, and what is far away in time need not be told apart from memory. Each also carries
the mean pose of its share on a linear path past the transformers, which are left with what that path lacks: a linear
path holds for movements that no training clip shows, where a transformer recalls those that it knows.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from generation.model.config import GeneratorConfig
from generation.model.features import FEATURES
from generation.model.layers import DecoderLayer, EncoderLayer

# The posterior starts narrow, at sigma about 0.14: at 1 the decoder learns to ignore the noisy latent, and collapses on
# the mean motion, before the encoder has anything to say. The KL term widens it as training goes on.
FIRST_LOGVAR = -4.0


@dataclass(frozen=True)
class Posterior:
    """q(z | clip): mu and logvar, each (B, latent), the latent's tokens one after the other."""

    mu: Tensor
    logvar: Tensor

    @property
    def sigma(self) -> Tensor:
        return (0.5 * self.logvar).exp()


class MotionCVAE(nn.Module):
    """Clips of ``labels`` classes <-> latents of ``config.latent`` numbers.

    mean, std: (147,) of the training clips' features. The encoder reads standardised features and the decoder's
    output layer writes them, so that training starts at the mean pose; the loss is on the features themselves.
    """

    mean: Tensor
    std: Tensor

    def __init__(self, config: GeneratorConfig, labels: int, mean: Tensor, std: Tensor) -> None:
        super().__init__()
        self.config = config
        self.register_buffer("mean", mean.clone())
        self.register_buffer("std", std.clone())
        self.mu_tokens = nn.Parameter(torch.randn(labels, config.width))
        self.sigma_tokens = nn.Parameter(torch.randn(labels, config.width))
        self.biases = nn.Parameter(torch.randn(labels, config.width))
        self.read = nn.Linear(config.patch * FEATURES, config.width)
        self.encoder = nn.ModuleList(EncoderLayer(config) for _ in range(config.layers))
        self.decoder = nn.ModuleList(DecoderLayer(config) for _ in range(config.layers))
        self.write = nn.Linear(config.width, config.patch * FEATURES)
        self.dropout = nn.Dropout(config.dropout)
        if config.latent_width:
            self.narrow = nn.ModuleList(nn.Linear(config.width, config.latent_width) for _ in range(2))
            self.widen = nn.Linear(config.latent_width, config.width)
        if config.latent_tokens > 1:
            self.pool, self.spread = nn.Linear(FEATURES, config.token_width), nn.Linear(config.width, FEATURES)
        with torch.no_grad():  # start close to the mean pose, all frames of a patch alike: what differs is learnt
            self.write.weight.copy_(0.1 * self.write.weight[:FEATURES].repeat(config.patch, 1))
            self.write.bias.zero_()

    @torch.no_grad()
    def start_linear_path(self, frames: Tensor) -> None:
        """Let the linear path begin as the principal components of the training clips' features (F, 147), and the
        transformers, which are to add to it, in silence.

        Only a latent of several tokens that are narrower than the transformer has this path to set.
        """
        if self.config.latent_tokens == 1 or not self.config.latent_width:
            return
        width = min(self.config.latent_width, FEATURES)
        lengths, axes = principal_poses((frames - self.mean).double(), width)
        scale = (lengths / lengths.mean()).sqrt()
        inward, outward = (axes / lengths * scale).T * self.std, axes * lengths / scale / self.std.unsqueeze(1)
        for layer in (self.pool, self.spread, *self.narrow, self.write, self.widen):
            for parameter in layer.parameters():
                parameter.zero_()
        widen = nn.init.orthogonal_(self.widen.weight)
        self.pool.weight[:width] = inward.float()
        self.spread.weight.copy_(outward.float() @ widen.T[:width])
        self.biases.sub_(self.biases @ widen @ widen.T)  # to the linear path all labels are alike at first

    def encode(self, features: Tensor, mask: Tensor, labels: Tensor) -> Posterior:
        """features (B, T, 147), mask (B, T) true for a clip's own frames, labels (B,) class indices."""
        features = ((features - self.mean) / self.std).masked_fill(~mask.unsqueeze(-1), 0.0)
        patches = self.read(_patched(features, self.config.patch).flatten(2))
        present = _patched(mask, self.config.patch).any(-1)
        tokens, moments = self._distribution_tokens(labels, present)
        x = torch.cat([tokens, patches], 1)
        frames = torch.arange(2, 2 + patches.shape[1], device=x.device).expand(len(x), -1)
        x = self.dropout(x + codes(torch.cat([moments, frames], 1), x))
        present = torch.cat([mask.new_ones(tokens.shape[:2]), present], 1)
        for layer in self.encoder[:-1]:
            x = layer(x, present)
        mu, logvar = self.encoder[-1](x, present, tokens.shape[1]).chunk(2, 1)
        with _full_precision(x):
            mu, logvar = _precise(mu), _precise(logvar)
            if self.config.latent_width:
                mu, logvar = self.narrow[0](mu), self.narrow[1](logvar)
            if self.config.latent_tokens > 1:
                mu = mu + self.pool(shares(mask, self.config.latent_tokens).to(features.dtype) @ features)
        return Posterior(mu.flatten(1), logvar.flatten(1) + FIRST_LOGVAR)

    def _distribution_tokens(self, labels: Tensor, present: Tensor) -> tuple[Tensor, Tensor]:
        """The class's mu and sigma queries (B, 2K, D), and their positions (B, 2K): ACTOR's 0 and 1, or moments."""
        k = self.config.latent_tokens
        tokens = torch.stack([self.mu_tokens[labels], self.sigma_tokens[labels]], 1).repeat_interleave(k, 1)
        if k == 1:
            return tokens, torch.arange(2.0, device=present.device).expand(len(present), -1)
        return tokens, 2 + self._moments(present).repeat(1, 2)

    def _moments(self, present: Tensor) -> Tensor:
        """The middle (B, K) of each latent token's share of the clips' present patches (B, S)."""
        k = self.config.latent_tokens
        middles = (torch.arange(k, device=present.device) + 0.5) / k
        return present.sum(1, keepdim=True) * middles - 0.5

    def memory(self, latents: Tensor, labels: Tensor) -> Tensor:
        """What the decoder attends to (B, K, width): latents (B, latent) of clips with these labels, plus b_label."""
        tokens = latents.reshape(len(latents), self.config.latent_tokens, -1)
        if self.config.latent_width:
            tokens = self.widen(tokens)
        memory: Tensor = tokens + self.biases[labels].unsqueeze(1)
        return memory

    def decode(self, latents: Tensor, labels: Tensor, mask: Tensor) -> Tensor:
        """Latents z (B, latent) of clips with these labels and valid frames (B, T) -> features (B, T, 147)."""
        return self.decode_memory(self.memory(latents, labels), mask)

    def decode_memory(self, memory: Tensor, mask: Tensor) -> Tensor:
        """memory (B, K, width) and mask (B, T) -> features (B, T, 147)."""
        present = _patched(mask, self.config.patch).any(-1)
        tokens = memory
        if self.config.latent_tokens > 1:
            memory = memory + codes(self._moments(present), memory)
        queries = codes(torch.arange(present.shape[1], device=memory.device), memory)
        x = self.dropout(queries.expand(len(memory), -1, -1))
        for layer in self.decoder:
            x = layer(x, memory, present)
        with _full_precision(x):
            features = self.write(_precise(x)).reshape(len(x), -1, FEATURES)[:, : mask.shape[1]]
            if self.config.latent_tokens > 1:
                weights = spreading(mask, self.config.latent_tokens).to(features.dtype)
                features = features + weights @ self.spread(_precise(tokens))
            out: Tensor = features * self.std + self.mean
        return out

    def forward(self, features: Tensor, mask: Tensor, labels: Tensor, noise: Tensor) -> tuple[Tensor, Posterior]:
        """Reconstruction (B, T, 147) by way of one sample of the posterior, from standard normal noise (B, latent)."""
        posterior = self.encode(features, mask, labels)
        return self.decode(posterior.mu + posterior.sigma * noise, labels, mask), posterior


def principal_poses(away: Tensor, count: int) -> tuple[Tensor, Tensor]:
    """Standard deviations (count,) of features' distances from their mean (F, 147), and as columns their axes."""
    variances, axes = torch.linalg.eigh(away.T @ away / len(away))
    return variances[-count:].flip(0).clamp(min=1e-12).sqrt(), pointed(axes[:, -count:].flip(1))


def pointed(axes: Tensor) -> Tensor:
    """Axes as columns, each of which may point either way: its largest component is made positive, so that machines
    agree."""
    return axes * axes.gather(0, axes.abs().argmax(0, keepdim=True)).sign()


def _full_precision(like: Tensor) -> torch.autocast:
    """What goes out to latents and features is computed in full: at bfloat16's three digits a still body trembles."""
    return torch.autocast(like.device.type, enabled=False)


def _precise(x: Tensor) -> Tensor:
    return x.float() if x.dtype == torch.bfloat16 else x


def codes(positions: Tensor, like: Tensor) -> Tensor:
    """Sinusoidal codes (..., width) of Vaswani et al. (2017) at positions (...), in width and type like ``like``."""
    width = like.shape[-1]
    rates = torch.exp(torch.arange(0, width, 2, device=positions.device) * (-math.log(10_000.0) / width))
    angles = positions.unsqueeze(-1) * rates
    return torch.stack([angles.sin(), angles.cos()], -1).flatten(-2).to(like.dtype)


def shares(mask: Tensor, count: int) -> Tensor:
    """Weights (B, count, T) that average the clips' frames, mask (B, T), over ``count`` equal shares of each clip."""
    frames = torch.arange(mask.shape[1], device=mask.device)
    width = mask.sum(1)[:, None, None] / count
    first = torch.arange(count, device=mask.device)[:, None] * width
    overlap = torch.minimum(frames + 1, first + width) - torch.maximum(frames, first)
    return overlap.clamp(min=0) / width


def spreading(mask: Tensor, count: int) -> Tensor:
    """Weights (B, T, count) that interpolate values at the middles of ``count`` equal shares of the clips, mask (B, T).

    Catmull-Rom: smooth, and exact at the middles; the first and last value hold to the clip's ends.
    """
    frames = torch.arange(mask.shape[1], device=mask.device) + 0.5
    places = (frames * count / mask.sum(1, keepdim=True) - 0.5).clamp(0, count - 1)
    away = (places.unsqueeze(-1) - torch.arange(count, device=mask.device)).abs()
    near = (1.5 * away - 2.5) * away.square() + 1
    far = ((2.5 - 0.5 * away) * away - 4) * away + 2
    weights = torch.where(away < 1, near, torch.where(away < 2, far, 0.0))
    return weights / weights.sum(-1, keepdim=True)


def _patched(x: Tensor, patch: int) -> Tensor:
    """(B, T, ...) -> (B, ceil(T / patch), patch, ...), filled up with zeros."""
    missing = -x.shape[1] % patch
    if missing:
        x = torch.cat([x, x.new_zeros(x.shape[0], missing, *x.shape[2:])], 1)
    return x.reshape(x.shape[0], -1, patch, *x.shape[2:])


def frame_mask(lengths: Tensor) -> Tensor:
    """lengths (B,) in frames -> (B, max length), true for a clip's own frames."""
    return torch.arange(int(lengths.max()), device=lengths.device) < lengths.unsqueeze(1)
