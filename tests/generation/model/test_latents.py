from __future__ import annotations

import numpy as np
import pytest
import torch

from generation.errors import MiburiError
from generation.model.latents import LabelDurations, LabelLatents


def test_latents_are_averages_over_a_labels_clips() -> None:
    mu, sigma = torch.tensor([[1.0], [3.0], [10.0]]), torch.tensor([[0.1], [0.7], [0.5]])
    latents = LabelLatents(mu, sigma, torch.tensor([0, 0, 1]))
    torch.testing.assert_close(latents.mu, torch.tensor([[2.0], [10.0]]))
    torch.testing.assert_close(latents.sigma, torch.tensor([[0.5], [0.5]]))  # the root of the mean variance


def samples(latents: LabelLatents, spread: str, count: int = 20_000) -> torch.Tensor:
    rng = np.random.default_rng(0)
    return torch.stack([latents.sample(0, rng, spread) for _ in range(count)])


def test_the_total_spread_is_mean_sigma_plus_the_covariance_of_mu() -> None:
    rng = torch.Generator().manual_seed(0)
    mu, sigma = torch.randn(8, 3, generator=rng), torch.rand(8, 3, generator=rng)
    latents = LabelLatents(mu, sigma, torch.zeros(8, dtype=torch.int64))
    mean_sigma = sigma.square().mean(0).diag()
    for spread, expected in (("total", torch.cov(mu.T, correction=0) + mean_sigma), ("mean-sigma", mean_sigma)):
        drawn = samples(latents, spread)
        torch.testing.assert_close(drawn.mean(0), mu.mean(0), atol=0.05, rtol=0)
        torch.testing.assert_close(torch.cov(drawn.T), expected, atol=0.05, rtol=0)


def test_a_label_with_one_clip_spreads_by_its_sigma() -> None:
    latents = LabelLatents(torch.ones(1, 2), torch.tensor([[0.1, 0.2]]), torch.tensor([0]))
    torch.testing.assert_close(samples(latents, "total").std(0), torch.tensor([0.1, 0.2]), atol=0.01, rtol=0)


def test_durations_are_drawn_from_the_labels_own_clips() -> None:
    durations = LabelDurations.of_clips([20, 30, 90], [0, 0, 1], 2)
    rng = np.random.default_rng(0)
    assert {durations.sample(0, rng) for _ in range(50)} == {20, 30}
    assert durations.quantile(1, 0.5) == 90


def test_truncated_durations_keep_the_shorter_clips_or_the_limit() -> None:
    durations = LabelDurations.of_clips([20, 30, 90], [0, 0, 1], 2).up_to(25)
    assert durations.frames == ((20,), (25,))


def test_a_label_without_clips_has_no_durations() -> None:
    with pytest.raises(MiburiError, match="at least one training clip"):
        LabelDurations.of_clips([20], [0], 2)
