from __future__ import annotations

import numpy as np
import pytest
import torch

from generation.errors import MiburiError
from generation.model.latents import LabelDurations, LabelLatents


def test_latents_are_averages_over_a_labels_clips() -> None:
    mu, sigma = torch.tensor([[1.0], [3.0], [10.0]]), torch.tensor([[0.1], [0.3], [0.5]])
    latents = LabelLatents.of_clips(mu, sigma, torch.tensor([0, 0, 1]), 2)
    torch.testing.assert_close(latents.mu, torch.tensor([[2.0], [10.0]]))
    torch.testing.assert_close(latents.sigma, torch.tensor([[0.2], [0.5]]))


def test_the_total_spread_is_mean_sigma_plus_the_covariance_of_mu() -> None:
    rng = torch.Generator().manual_seed(0)
    mu, sigma = torch.randn(50, 3, generator=rng), torch.rand(50, 3, generator=rng)
    latents = LabelLatents.of_clips(mu, sigma, torch.zeros(50, dtype=torch.int64), 1)
    expected = torch.cov(mu.T, correction=0) + sigma.square().mean(0).diag()
    torch.testing.assert_close(latents.factor[0] @ latents.factor[0].T, expected)
    torch.testing.assert_close(latents.sample(0, torch.ones(3), "mean-sigma"), mu.mean(0) + sigma.mean(0))
    with pytest.raises(MiburiError, match="unknown spread 'wide'; expected one of total, mean-sigma"):
        latents.sample(0, torch.ones(3), "wide")


def test_a_label_with_one_clip_spreads_by_its_sigma() -> None:
    latents = LabelLatents.of_clips(torch.ones(1, 2), torch.tensor([[0.1, 0.2]]), torch.tensor([0]), 1)
    torch.testing.assert_close(latents.factor[0], torch.tensor([[0.1, 0.0], [0.0, 0.2]]))


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
