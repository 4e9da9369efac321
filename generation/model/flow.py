"""New latents by rectified flow (Liu, Gong and Liu, ICLR 2023) in the generator's own latent space.

A generator's latents of one label are far from normal; samples of a normal distribution with their mean and covariance
decode to blends of what performers did. The flow learns a velocity field that carries noise to the latents of training
clips, given label, intensity and duration, and is followed in a few Euler steps. Intensity, or label and intensity, are
left out of some training clips: so clips of any intensity can be asked for, and guidance (Ho and Salimans 2021) can
weigh the label.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import torch
from torch import Tensor, nn
from torch.nn.functional import gelu, scaled_dot_product_attention

from generation.model.config import FlowConfig
from generation.model.cvae import codes, pointed

UNLABELLED = 0.1  # share of training clips whose label and intensity are left out
ANY_INTENSITY = 0.3  # share of those whose intensity alone is


@dataclass(frozen=True)
class Wish:
    """What clips are to be: labels (B,), intensities (B,) with 0 for any, frames (B,).

    With ``toward`` (B,) an intensity between two, ``share`` (B,) of the way.
    """

    labels: Tensor
    intensities: Tensor
    frames: Tensor
    toward: Tensor | None = None
    share: Tensor | None = None


class FlowLayer(nn.Module):
    """Transformer layer over the latent's tokens, modulated by the condition (adaLN, Peebles and Xie 2023)."""

    def __init__(self, width: int, heads: int, dropout: float) -> None:
        super().__init__()
        self.heads = heads
        self.norm = nn.LayerNorm(width, elementwise_affine=False)
        self.projection, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.wide, self.narrow = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)
        self.dropout = nn.Dropout(dropout)
        self.modulate = nn.Linear(width, 6 * width)
        nn.init.zeros_(self.modulate.weight)
        nn.init.zeros_(self.modulate.bias)

    def forward(self, x: Tensor, condition: Tensor) -> Tensor:
        """x (B, K, D), condition (B, D)."""
        scale, shift, gate, scale2, shift2, gate2 = self.modulate(condition).unsqueeze(1).chunk(6, -1)
        x = x + gate * self.dropout(self._attend(self.norm(x) * (1 + scale) + shift))
        wide = gelu(self.wide(self.norm(x) * (1 + scale2) + shift2))
        out: Tensor = x + gate2 * self.dropout(self.narrow(wide))
        return out

    def _attend(self, x: Tensor) -> Tensor:
        query, key, value = self.projection(x).reshape(*x.shape[:2], 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        if x.shape[1] > 1:  # a lone token reads itself
            value = scaled_dot_product_attention(query, key, value)
        out: Tensor = self.out(value.transpose(1, 2).flatten(2))
        return out


class LatentFlow(nn.Module):
    """Latents of ``tokens`` tokens for ``labels`` classes and ``intensities`` levels.

    mean (labels, latent), axes (latent, latent): each label's mean over its training clips, and as columns the
    principal axes of what clips differ from it, each as long as the standard deviation along it. The flow works along
    the ``config.axes`` widest, in units of their lengths; along the others, where clips hardly differ, latents stay at
    the label's mean. So the moments of one clip go on following each other as in training clips: independent noise
    along all axes, or along the others alone, is jerk.

    The network reads what is on its way as the clip's moments, one token after the other, since what people do may be
    done at any moment. It adds to the velocity that would be right if each label's latents were normal.
    """

    axes: Tensor
    offsets: Tensor
    middle: Tensor

    def __init__(
        self, config: FlowConfig, tokens: int, labels: int, intensities: int, mean: Tensor, axes: Tensor
    ) -> None:
        super().__init__()
        self.config, self.tokens, self.wide = config, tokens, min(config.axes, mean.shape[1])
        middle = mean.mean(0)
        self.register_buffer("axes", axes.clone())
        self.register_buffer("middle", middle)
        self.register_buffer("offsets", torch.cat([torch.zeros_like(middle)[None], (mean - middle)]) @ inverse(axes))
        width = config.width
        self.read = nn.Linear(2 * mean.shape[1] // tokens, width)
        self.places = nn.Parameter(0.02 * torch.randn(tokens, width))
        self.labels, self.intensities = nn.Embedding(labels + 1, width), nn.Embedding(intensities + 1, width)
        self.condition = nn.Sequential(nn.Linear(2 * width, width), nn.SiLU(), nn.Linear(width, width), nn.SiLU())
        self.layers = nn.ModuleList(FlowLayer(width, max(1, width // 64), config.dropout) for _ in range(config.layers))
        self.norm = nn.LayerNorm(width)
        self.write = nn.Linear(width, mean.shape[1] // tokens)
        nn.init.zeros_(self.write.weight)
        nn.init.zeros_(self.write.bias)

    def velocity(self, x: Tensor, time: Tensor, wish: Wish) -> Tensor:
        """x (B, axes) on its way at time (B,) from 0, noise, to 1, latents -> velocity (B, axes).

        Labels count from 1 here; 0 is no label.
        """
        moment = codes(1000 * time, self.places)
        duration = codes(100 * wish.frames.float().log(), self.places)
        condition = self.condition(torch.cat([moment, duration], -1))
        condition = condition + self.labels(wish.labels) + self._intensity(wish)
        longer, directions = self.axes[:, : self.wide], nn.functional.normalize(self.axes[:, : self.wide], dim=0)
        spread = longer.square().sum(1).sqrt().clamp(min=1e-6)
        seen = torch.stack([x @ longer.T / spread, x @ directions.T], 1)  # as latents are, and all axes alike
        y = self.read(seen.reshape(len(x), 2, self.tokens, -1).transpose(1, 2).flatten(2)) + self.places
        for layer in self.layers:
            y = layer(y, condition)
        out: Tensor = self.write(self.norm(y)).flatten(1).to(x.dtype) @ directions
        return out + self._normal(x, time.unsqueeze(1), self.offsets[wish.labels][:, : self.wide])

    def _intensity(self, wish: Wish) -> Tensor:
        level: Tensor = self.intensities(wish.intensities)
        if wish.toward is None or wish.share is None:
            return level
        return torch.lerp(level, self.intensities(wish.toward), wish.share.unsqueeze(1))

    @staticmethod
    def _normal(x: Tensor, time: Tensor, offset: Tensor) -> Tensor:
        """E[latent - noise | x] where latents are normal around ``offset`` and as wide as the noise."""
        return offset + (2 * time - 1) / ((1 - time).square() + time.square()) * (x - time * offset)

    def loss(self, latents: Tensor, wish: Wish, noise: Tensor, time: Tensor, told: Tensor) -> Tensor:
        """Mean squared error of the velocity on the straight way from noise (B, axes) to latents (B, latent).

        told (B,), uniform from 0 to 1, decides what the flow is told of each clip.
        """
        goal = ((latents - self.middle) @ inverse(self.axes))[:, : self.wide]
        way = torch.lerp(noise, goal, time.unsqueeze(1))
        labelled, intense = told >= UNLABELLED, told >= UNLABELLED + ANY_INTENSITY
        wish = Wish((wish.labels + 1) * labelled, wish.intensities * intense, wish.frames)
        error = (self.velocity(way, time, wish).float() - (goal - noise)).square()
        lengths = self.axes.norm(dim=0)[: self.wide]
        weighted: Tensor = error * lengths / lengths.mean()  # the widest axes tell the most of a clip
        return weighted.mean()

    @torch.no_grad()
    def sample(self, noise: Tensor, wish: Wish, guidance: float | None = None) -> Tensor:
        """Latents (B, latent) from standard normal noise (B, axes)."""
        strength = self.config.guidance if guidance is None else guidance
        labelled = replace(wish, labels=wish.labels + 1)
        blank = Wish(torch.zeros_like(wish.labels), torch.zeros_like(wish.intensities), wish.frames)
        x = noise
        for step in range(self.config.euler_steps):
            time = torch.full((len(x),), (step + 0.5) / self.config.euler_steps, device=x.device)
            velocity = self.velocity(x, time, labelled)
            if strength != 1:
                velocity = torch.lerp(self.velocity(x, time, blank), velocity, strength)
            x = x + velocity / self.config.euler_steps
        rest = self.offsets[wish.labels + 1][:, self.wide :]
        return torch.cat([x, rest], 1) @ self.axes.T + self.middle


def inverse(axes: Tensor) -> Tensor:
    """(latent, latent): the inverse of axes (latent, latent), transposed; they are orthogonal up to their lengths."""
    return axes / axes.square().sum(0)


def principal_axes(mu: Tensor, sigma: Tensor, classes: Tensor, labels: int) -> tuple[Tensor, Tensor]:
    """Means (labels, latent) and axes (latent, latent) of latents with posteriors mu, sigma (clips, latent) and classes
    (clips,): columns by falling standard deviation around the label's mean, which is their length."""
    mean = torch.stack([mu[classes == label].mean(0) for label in range(labels)])
    away = (mu - mean[classes]).double()
    covariance = away.T @ away / len(mu) + sigma.double().square().mean(0).diag()
    variances, axes = torch.linalg.eigh(covariance)
    columns = (axes * variances.clamp(min=1e-12).sqrt()).flip(1)
    return mean, pointed(columns).float()
