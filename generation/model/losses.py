"""What the generator is trained to make small. Every term is a mean over valid frames or clips: the strength of none
depends on padding or on the batch size."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from generation.model.config import LossConfig
from generation.model.cvae import Posterior
from generation.model.features import ROTATIONS, feature_rotations
from generation.model.kinematics import foot_positions, joint_positions
from generation.model.surface import open_skin


@dataclass(frozen=True)
class Losses:
    """Scalar tensors: each term unweighted, and their weighted sum. A term of weight 0 is not computed, and is 0."""

    total: Tensor
    features: Tensor
    surface: Tensor
    velocity: Tensor
    feet: Tensor
    kl: Tensor


def generator_losses(
    decoded: Tensor,
    features: Tensor,
    mask: Tensor,
    posterior: Posterior,
    weights: LossConfig,
    whole: Tensor | None = None,
) -> Losses:
    """decoded and features (B, T, 150), mask (B, T).

    whole: mask (N, T) of the batch that these clips are a part of, by default they themselves. The terms are shares of
    its means: those of all its parts add up to them.

    surface: squared error of points of the body in m², without the root's translation (ACTOR's vertex loss), on every
    ``weights.stride``-th frame. velocity: squared error of the features' change between frames. feet: squared error of
    the feet's velocity in (m/frame)², with the root's translation: where the real foot stands, any movement is error.
    """
    whole = mask if whole is None else whole
    error = decoded - features
    zero = torch.zeros((), device=error.device)
    feature_error = _mean_over(error.square(), mask, whole)
    surface = _surface_error(decoded, features, mask, whole, weights) if weights.surface else zero
    both = mask[:, 1:] & mask[:, :-1], whole[:, 1:] & whole[:, :-1]
    velocity = _mean_over((error[:, 1:] - error[:, :-1]).square(), *both) if weights.velocity else zero
    feet = _mean_over((_foot_steps(decoded) - _foot_steps(features)).square(), *both) if weights.feet else zero
    kl = kl_divergence(posterior) * (len(mask) / len(whole))
    total = (
        feature_error + weights.surface * surface + weights.velocity * velocity + weights.feet * feet + weights.kl * kl
    )
    return Losses(total, feature_error, surface, velocity, feet, kl)


def kl_divergence(posterior: Posterior) -> Tensor:
    """Mean over clips of KL(N(mu, sigma²) || N(0, 1)), summed over the latent's dimensions, in nats."""
    mu, logvar = posterior.mu, posterior.logvar
    return 0.5 * (mu.square() + logvar.exp() - 1 - logvar).sum(-1).mean()


def _surface_error(decoded: Tensor, features: Tensor, mask: Tensor, whole: Tensor, weights: LossConfig) -> Tensor:
    every = slice(None, None, weights.stride)
    placed = [_points(feature_rotations(x[:, every]), weights.points) for x in (decoded, features)]
    return _mean_over((placed[0] - placed[1]).square().flatten(2), mask[:, every], whole[:, every])


def _points(rotations: Tensor, points: str) -> Tensor:
    """Local rotations (B, T, 24, 3, 3) -> points of the body (B, T, P, 3), the pelvis at the origin."""
    return joint_positions(rotations) if points == "joints" else open_skin(points, rotations.device).place(rotations)


def _foot_steps(features: Tensor) -> Tensor:
    """How far ankles and toes move from each frame to the next: (B, T, 150) -> (B, T - 1, 12) metres."""
    feet = foot_positions(feature_rotations(features)) + features[..., None, ROTATIONS:]
    return (feet[:, 1:] - feet[:, :-1]).flatten(2)


def _mean_over(errors: Tensor, mask: Tensor, whole: Tensor) -> Tensor:
    """Sum of errors (B, T, C) over the frames of mask (B, T), divided by the count of those of the whole batch."""
    weights = mask.to(errors.dtype).unsqueeze(-1)
    return (errors * weights).sum() / (whole.sum() * errors.shape[-1])
