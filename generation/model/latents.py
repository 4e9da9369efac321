"""What a trained generator knows about each label: its mean latent distribution and its clips' durations.

The paper samples z ~ N(mean mu_e, mean Sigma_e), the averages of the encoder's outputs over all training clips of
emotion e, and T from the emotion's durations. Where the encoder is sure of each clip, mean Sigma_e is so small that all
samples look like the mean latent's motion. The spread of a label's clips is, by the law of total variance, the average
of their Sigma plus the covariance of their mu; samples come from that unless the paper's are asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from generation.errors import MiburiError

SPREADS = ("total", "mean-sigma")


@dataclass(frozen=True)
class LabelLatents:
    """mu and sigma (labels, width): averages of the encoder's mu and sigma over a label's training clips.

    factor (labels, width, width): lower Cholesky factor of the total covariance of a label's latents.
    """

    mu: Tensor
    sigma: Tensor
    factor: Tensor

    @classmethod
    def of_clips(cls, mu: Tensor, sigma: Tensor, classes: Tensor, labels: int) -> LabelLatents:
        """mu and sigma (clips, width) of clips with these classes (clips,); every label needs at least one."""
        groups = [torch.nonzero(classes == label).squeeze(1) for label in range(labels)]
        return cls(
            torch.stack([mu[group].mean(0) for group in groups]),
            torch.stack([sigma[group].mean(0) for group in groups]),
            torch.stack([_factor(mu[group], sigma[group]) for group in groups]),
        )

    @staticmethod
    def shapes(labels: int, width: int) -> dict[str, tuple[int, ...]]:
        """Of ``tensors``, by name."""
        return {"mu": (labels, width), "sigma": (labels, width), "factor": (labels, width, width)}

    def sample(self, label: int, noise: Tensor, spread: str) -> Tensor:
        """A latent (width,) from standard normal noise (width,); ``spread`` is one of ``SPREADS``."""
        if spread not in SPREADS:
            raise MiburiError(f"unknown spread {spread!r}; expected one of {', '.join(SPREADS)}")
        away = self.factor[label] @ noise if spread == "total" else self.sigma[label] * noise
        return self.mu[label] + away

    def tensors(self) -> dict[str, Tensor]:
        return {"mu": self.mu, "sigma": self.sigma, "factor": self.factor}


def _factor(mu: Tensor, sigma: Tensor) -> Tensor:
    """Lower Cholesky factor (width, width) of mean Sigma + Cov(mu) over the clips (clips, width) of one label."""
    away = (mu - mu.mean(0)).double()
    covariance = away.T @ away / len(mu) + sigma.double().square().mean(0).diag()
    factor: Tensor = torch.linalg.cholesky(covariance)
    return factor.float()


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
