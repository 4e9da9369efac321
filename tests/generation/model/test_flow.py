from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from generation.errors import MiburiError
from generation.model.config import FlowConfig, Schedule
from generation.model.flow import LatentFlow, Wish, inverse, principal_axes

SCHEDULE = Schedule(steps=1, batch=1, learning_rate=1e-3)


def flow(axes: int, **settings: float) -> LatentFlow:
    config = FlowConfig(width=32, layers=2, schedule=SCHEDULE, dropout=0.0, axes=axes, **settings)  # type: ignore[arg-type]
    with torch.random.fork_rng():
        torch.manual_seed(0)
        return LatentFlow(config, 2, 2, 2, torch.zeros(2, 4), torch.eye(4))


def wish(count: int, label: int, intensity: int = 0) -> Wish:
    return Wish(torch.full((count,), label), torch.full((count,), intensity), torch.full((count,), 100))


def trained(axes: int) -> LatentFlow:
    """Label 0 has its latents at -2, label 1 at 2 with low and 4 with high intensity; all with an SD of 0.1."""
    model, random = flow(axes), torch.Generator().manual_seed(1)
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3)
    labels, intensities = torch.tensor([0, 1, 1]).repeat(40), torch.tensor([0, 1, 2]).repeat(40)
    places = torch.tensor([-2.0, 2.0, 4.0]).repeat(40).unsqueeze(1)
    given = Wish(labels, intensities, torch.full((120,), 100))
    for _ in range(500):
        draw = [torch.randn(120, size, generator=random) for size in (4, axes)]
        time = torch.rand(120, generator=random)
        loss = model.loss(places + 0.1 * draw[0], given, draw[1], time, torch.rand(120, generator=random))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return model.eval()


@pytest.mark.parametrize("axes", [1, 4])
def test_a_flow_carries_noise_to_the_latents_of_the_label_and_intensity_asked_for(axes: int) -> None:
    model, noise = trained(axes), torch.randn(200, axes, generator=torch.Generator().manual_seed(2))
    for label, intensity, expected in ((0, 0, -2.0), (1, 1, 2.0), (1, 2, 4.0)):
        samples = model.sample(noise, wish(200, label, intensity), guidance=1.0)[:, :axes]
        assert float(samples.mean()) == pytest.approx(expected, abs=0.35)
        assert float(samples.std()) < 0.7  # the noise had 1


def test_no_guidance_forgets_the_label_and_full_guidance_heeds_it() -> None:
    model, noise = trained(4), torch.randn(50, 4, generator=torch.Generator().manual_seed(2))
    blind = [model.sample(noise, wish(50, label), guidance=0.0) for label in (0, 1)]
    torch.testing.assert_close(blind[0], blind[1])
    told = [float(model.sample(noise, wish(50, label), guidance=1.0).mean()) for label in (0, 1)]
    assert told[1] - told[0] > 2


def test_an_untrained_flow_draws_each_label_from_the_normal_distribution_of_its_clips() -> None:
    mean = torch.tensor([[-3.0, 1.0, 0.0, 0.0], [3.0, 1.0, 0.0, 0.0]])
    axes = torch.diag(torch.tensor([2.0, 1.0, 0.5, 0.1]))
    noise = torch.randn(4000, 2, generator=torch.Generator().manual_seed(2))
    with torch.random.fork_rng():
        model = LatentFlow(FlowConfig(width=8, layers=1, schedule=SCHEDULE, axes=2), 2, 2, 2, mean, axes).eval()
    for guidance in (1.0, 2.0):
        for label in (0, 1):
            drawn = model.sample(noise, wish(4000, label), guidance)
            expected = mean.mean(0) + torch.tensor([guidance, 1.0, 1.0, 1.0]) * (mean[label] - mean.mean(0))
            torch.testing.assert_close(drawn.mean(0), expected, atol=0.15, rtol=0)
            torch.testing.assert_close(drawn.std(0), torch.tensor([2.0, 1.0, 0.0, 0.0]), atol=1e-6, rtol=0.05)


def test_clips_of_any_intensity_come_from_all_of_them() -> None:
    samples = trained(4).sample(torch.randn(400, 4, generator=torch.Generator().manual_seed(2)), wish(400, 1), 1.0)
    share = float((samples.mean(1) < 3).float().mean())  # low ones are at 2, high ones at 4
    assert 0.1 < share < 0.9


def test_guidance_without_sense_is_refused() -> None:
    with pytest.raises(MiburiError, match="guidance must be finite and not negative, got -1"):
        flow(1, guidance=-1.0)


def test_axes_are_the_directions_in_which_clips_differ_widest_first() -> None:
    random = torch.Generator().manual_seed(0)
    turn = torch.linalg.qr(torch.randn(3, 3, generator=random)).Q
    mu = torch.randn(4000, 3, generator=random) * torch.tensor([3.0, 1.0, 0.1]) @ turn + 5
    classes = torch.arange(4000) % 2
    mu = mu + 10 * classes.unsqueeze(1)
    mean, axes = principal_axes(mu, torch.full((4000, 3), 0.2), classes, 2)
    torch.testing.assert_close(mean[1], mu[classes == 1].mean(0))
    torch.testing.assert_close(axes.norm(dim=0), torch.tensor([3.0, 1.02, 0.22]), rtol=0.05, atol=0)
    model = LatentFlow(FlowConfig(width=8, layers=1, schedule=SCHEDULE, axes=2), 1, 2, 2, mean, axes)
    torch.testing.assert_close((mu - mean[0]) @ inverse(axes) @ axes.T + mean[0], mu, atol=1e-4, rtol=1e-4)
    noise = torch.randn(20_000, 2, generator=random)
    drawn = model.sample(noise, Wish(*(torch.ones(20_000, dtype=torch.int64) for _ in range(3))), 1.0)
    wide = axes[:, :2]
    torch.testing.assert_close(torch.cov(drawn.T), wide @ wide.T, atol=0.2, rtol=0.05)  # untrained: normal


def test_an_intensity_between_two_gives_latents_between_theirs() -> None:
    model, noise = trained(4), torch.randn(100, 4, generator=torch.Generator().manual_seed(2))
    means = []
    for share in (0.0, 0.5, 1.0):
        asked = replace(wish(100, 1, 1), toward=torch.full((100,), 2), share=torch.full((100,), share))
        means.append(float(model.sample(noise, asked, 1.0).mean()))
    assert means[0] == pytest.approx(float(model.sample(noise, wish(100, 1, 1), 1.0).mean()))
    assert means[2] == pytest.approx(float(model.sample(noise, wish(100, 1, 2), 1.0).mean()))
    assert means[0] + 0.3 < means[1] < means[2] - 0.3
