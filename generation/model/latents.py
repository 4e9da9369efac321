"""What a trained generator knows about each label: the latents of its training clips, and their durations.

The paper samples z ~ N(mean mu_e, mean Sigma_e), the averages of the encoder's outputs over all training clips of
emotion e, and T from the emotion's durations. Where the encoder is sure of each clip, mean Sigma_e is so small that all
samples look like the mean latent's motion. The spread of a label's clips is, by the law of total variance, the average
of their Sigma plus the covariance of their mu: that is ``total``. ``flow`` samples from a model of the latents
themselves, see ``generation.model.flow``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from generation.errors import MiburiError

SPREADS = ("flow", "total", "mean-sigma")


@dataclass(frozen=True)
class LabelLatents:
    """The posterior of each training clip, clip_mu and clip_sigma (clips, latent), its class (clips,), and what follows
    from them for each label."""

    clip_mu: Tensor
    clip_sigma: Tensor
    classes: Tensor

    @cached_property
    def mu(self) -> Tensor:
        """(labels, latent): the mean latent of each label."""
        return torch.stack([self.clip_mu[group].mean(0) for group in self._groups])

    @cached_property
    def sigma(self) -> Tensor:
        """(labels, latent): the square root of each label's mean Sigma, which is diagonal."""
        return torch.stack([self.clip_sigma[group].square().mean(0).sqrt() for group in self._groups])

    @cached_property
    def _groups(self) -> list[Tensor]:
        return [torch.nonzero(self.classes == label).squeeze(1) for label in range(int(self.classes.max()) + 1)]

    def sample(self, label: int, rng: np.random.Generator, spread: str) -> Tensor:
        """A latent (latent,) by ``total`` or ``mean-sigma``.

        ``total`` adds to a sample of mean Sigma a random combination of the clips' distances from their mean, with
        normal weights of variance 1 / clips: its covariance is exactly Cov(mu).
        """
        latent = self.mu[label] + self.sigma[label] * _normal(rng, self.clip_mu.shape[1])
        if spread == "mean-sigma":
            return latent
        away = self.clip_mu[self._groups[label]] - self.mu[label]
        combined: Tensor = _normal(rng, len(away)) @ away / len(away) ** 0.5
        return latent + combined

    def tensors(self) -> dict[str, Tensor]:
        return {"mu": self.clip_mu, "sigma": self.clip_sigma, "classes": self.classes}


def _normal(rng: np.random.Generator, count: int) -> Tensor:
    return torch.from_numpy(rng.standard_normal(count).astype(np.float32))


@dataclass(frozen=True)
class LabelDurations:
    """Lengths in frames of each label's training clips, sorted: the distribution itself, without a model of it."""

    frames: tuple[tuple[int, ...], ...]

    def __post_init__(self) -> None:
        if not all(self.frames):
            raise MiburiError("every label needs the duration of at least one training clip")

    @classmethod
    def of_clips(cls, lengths: Sequence[int], classes: Sequence[int], labels: int) -> LabelDurations:
        groups: list[list[int]] = [[] for _ in range(labels)]
        for length, label in zip(lengths, classes, strict=True):
            groups[label].append(int(length))
        return cls(tuple(tuple(sorted(group)) for group in groups))

    def up_to(self, longest: int) -> LabelDurations:
        """The same, truncated at ``longest`` frames; a label whose clips are all longer keeps ``longest`` alone."""
        return LabelDurations(
            tuple(tuple(length for length in group if length <= longest) or (longest,) for group in self.frames)
        )

    def sample(self, label: int, rng: np.random.Generator) -> int:
        """Frames of one clip."""
        return int(rng.choice(np.array(self.frames[label])))

    def quantile(self, label: int, share: float) -> int:
        """The length that ``share`` of the label's clips do not exceed; 0.5 is the median."""
        values: NDArray[np.int64] = np.array(self.frames[label])
        return int(np.quantile(values, share, method="inverted_cdf"))
