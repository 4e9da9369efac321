"""What the generator is trained to make small. Every term is a mean over valid frames or clips: the strength of none
depends on padding or on the batch size."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor

from generation.model.config import LossConfig
from generation.model.cvae import Posterior
from generation.model.features import feature_joints


@dataclass(frozen=True)
class Losses:
    """Scalar tensors: each term unweighted, and their weighted sum."""

    total: Tensor
    features: Tensor
    joints: Tensor
    velocity: Tensor
    kl: Tensor


def generator_losses(
    decoded: Tensor, features: Tensor, mask: Tensor, posterior: Posterior, weights: LossConfig
) -> Losses:
    """decoded and features (B, T, 150), mask (B, T).

    joints: squared error of joint positions in m², without the root's translation (ACTOR's vertex loss, on joints),
    on every ``weights.joint_stride``-th frame. velocity: squared error of the features' change between frames.
    """
    error = decoded - features
    feature_error = _mean_over(error.square(), mask)
    every = slice(None, None, weights.joint_stride)
    apart = feature_joints(decoded[:, every]) - feature_joints(features[:, every])
    joint_error = _mean_over(apart.square().flatten(2), mask[:, every])
    velocity_error = _mean_over((error[:, 1:] - error[:, :-1]).square(), mask[:, 1:])
    kl = kl_divergence(posterior)
    total = feature_error + weights.joints * joint_error + weights.velocity * velocity_error + weights.kl * kl
    return Losses(total, feature_error, joint_error, velocity_error, kl)


def kl_divergence(posterior: Posterior) -> Tensor:
    """Mean over clips of KL(N(mu, sigma²) || N(0, 1)), summed over the latent's dimensions, in nats."""
    mu, logvar = posterior.mu, posterior.logvar
    return 0.5 * (mu.square() + logvar.exp() - 1 - logvar).sum(-1).mean()


def _mean_over(errors: Tensor, mask: Tensor) -> Tensor:
    """Mean of errors (B, T, C) over the frames of mask (B, T)."""
    weights = mask.to(errors.dtype).unsqueeze(-1)
    return (errors * weights).sum() / (weights.sum() * errors.shape[-1])
