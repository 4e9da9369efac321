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
    root: Tensor
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
    """decoded and features (B, T, 147), mask (B, T).

    whole: mask (N, T) of the batch that these clips are a part of, by default they themselves. The terms are shares of
    its means: those of all its parts add up to them.

    surface: squared error of points of the body in m², without the root's translation (ACTOR's vertex loss). velocity:
    squared error of the features' change between frames. root: squared error of the root's translation in m². feet:
    squared error of the feet's velocity in (m/frame)², with the root's translation: where the real foot stands, any
    movement is error. Surface and feet are taken on every ``weights.stride``-th frame.
    """
    whole = mask if whole is None else whole
    error = decoded - features
    zero = torch.zeros((), device=error.device)
    feature_error = _mean_over(error.square(), mask, whole)
    surface = _surface_error(decoded, features, mask, whole, weights) if weights.surface else zero
    both = _both(mask), _both(whole)
    velocity = _mean_over((error[:, 1:] - error[:, :-1]).square(), *both) if weights.velocity else zero
    root = _mean_over(error[..., ROTATIONS:].square(), mask, whole) if weights.root else zero
    feet = _foot_error(decoded, features, mask, whole, weights.stride) if weights.feet else zero
    kl = kl_divergence(posterior) * (len(mask) / len(whole))
    total = feature_error + weights.surface * surface + weights.velocity * velocity
    total = total + weights.root * root + weights.feet * feet + weights.kl * kl
    return Losses(total, feature_error, surface, velocity, root, feet, kl)


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


def _foot_error(decoded: Tensor, features: Tensor, mask: Tensor, whole: Tensor, stride: int) -> Tensor:
    every = slice(None, mask.shape[1] - 1, stride)
    apart = _foot_steps(decoded, every) - _foot_steps(features, every)
    return _mean_over(apart.square(), _both(mask)[:, every], _both(whole)[:, every])


def _foot_steps(features: Tensor, every: slice) -> Tensor:
    """How far ankles and toes move from these frames to the next: (B, T, 147) -> (B, n, 12) metres."""
    pairs = torch.stack([features[:, :-1][:, every], features[:, 1:][:, every]], 2)
    feet = foot_positions(feature_rotations(pairs)) + pairs[..., None, ROTATIONS:]
    return (feet[:, :, 1] - feet[:, :, 0]).flatten(2)


def _both(mask: Tensor) -> Tensor:
    """(B, T) -> (B, T - 1), true where a frame and the next one count."""
    return mask[:, 1:] & mask[:, :-1]


def _mean_over(errors: Tensor, mask: Tensor, whole: Tensor) -> Tensor:
    """Sum of errors (B, T, C) over the frames of mask (B, T), divided by the count of those of the whole batch."""
    weights = mask.to(errors.dtype).unsqueeze(-1)
    return (errors * weights).sum() / (whole.sum() * errors.shape[-1])
