from __future__ import annotations

from dataclasses import replace

import pytest
import torch
from torch import nn

from generation.model.config import POINTS, GeneratorConfig, LossConfig
from generation.model.cvae import MotionCVAE, Posterior, frame_mask, shares, spreading
from generation.model.features import FEATURES, ROTATIONS, feature_rotations
from generation.model.layers import EncoderLayer
from generation.model.losses import Losses, _points, generator_losses, kl_divergence

CONFIG = GeneratorConfig(width=16, layers=2, heads=2, feedforward=32, dropout=0.0, patch=3)
WEIGHTS = LossConfig(surface=1.0, velocity=1.0, kl=2e-4, stride=2, root=1.0, feet=1.0)
LENGTHS = torch.tensor([5, 9, 12])
LABELS = torch.tensor([0, 1, 1])


def cvae(config: GeneratorConfig = CONFIG) -> MotionCVAE:
    with torch.random.fork_rng():
        torch.manual_seed(0)
        return MotionCVAE(config, 2, torch.zeros(FEATURES), torch.full((FEATURES,), 0.5))


def noise(*shape: int, seed: int = 0) -> torch.Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


def losses_of(model: MotionCVAE, features: torch.Tensor, mask: torch.Tensor) -> Losses:
    posterior = model.encode(features, mask, LABELS)
    decoded = model.decode(posterior.mu, LABELS, mask)
    return generator_losses(decoded, features, mask, posterior, WEIGHTS)


def test_what_lies_in_the_padding_changes_neither_loss_nor_gradient() -> None:
    model, mask, features = cvae(), frame_mask(LENGTHS), noise(3, 12, FEATURES)
    other = torch.where(mask.unsqueeze(-1), features, 7 * noise(3, 12, FEATURES, seed=1))
    totals = []
    for given in (features, other):
        model.zero_grad()
        total = losses_of(model, given, mask).total
        total.backward()
        totals.append((total.detach(), [p.grad.clone() for p in model.parameters() if p.grad is not None]))
    torch.testing.assert_close(totals[0], totals[1])


def test_more_padding_changes_neither_loss_nor_valid_frames() -> None:
    model, mask, features = cvae(), frame_mask(LENGTHS), noise(3, 12, FEATURES)
    longer = nn.functional.pad(features, (0, 0, 0, 8))
    longer_mask = nn.functional.pad(mask, (0, 8))
    torch.testing.assert_close(losses_of(model, features, mask).total, losses_of(model, longer, longer_mask).total)
    latents = noise(3, 16)
    short, long = model.decode(latents, LABELS, mask), model.decode(latents, LABELS, longer_mask)
    torch.testing.assert_close(short[mask], long[:, :12][mask])


def test_a_clip_decodes_alone_as_in_company() -> None:
    model, latents = cvae(), noise(3, 16)
    together = model.decode(latents, LABELS, frame_mask(LENGTHS))
    for clip, length in enumerate(LENGTHS.tolist()):
        alone = model.decode(latents[clip : clip + 1], LABELS[clip : clip + 1], torch.ones(1, length, dtype=torch.bool))
        torch.testing.assert_close(alone[0], together[clip, :length])


def test_the_last_encoder_layer_may_compute_its_two_queries_alone() -> None:
    layer, x, mask = EncoderLayer(CONFIG), noise(2, 7, 16), frame_mask(torch.tensor([7, 4]))
    torch.testing.assert_close(layer(x, mask, 2), layer(x, mask)[:, :2])


def test_cross_attention_over_one_token_is_its_two_projections() -> None:
    model, memory, queries = cvae(), noise(2, 1, 16), noise(2, 5, 16, seed=2)
    layer = model.decoder[0]
    whole = nn.MultiheadAttention(16, 2, batch_first=True)
    with torch.no_grad():
        whole.in_proj_weight[32:] = layer.memory.value.weight
        whole.in_proj_bias[32:] = layer.memory.value.bias
        whole.out_proj.weight.copy_(layer.memory.out.weight)
        whole.out_proj.bias.copy_(layer.memory.out.bias)
    attended, _ = whole(queries, memory, memory)
    torch.testing.assert_close(attended, layer.memory.out(layer.memory.value(memory)).expand_as(attended))


def test_the_label_alone_changes_encoding_and_decoding() -> None:
    model, mask, features = cvae(), frame_mask(LENGTHS), noise(3, 12, FEATURES)
    swapped = 1 - LABELS
    assert not torch.allclose(model.encode(features, mask, LABELS).mu, model.encode(features, mask, swapped).mu)
    latents = noise(3, 16)
    assert not torch.allclose(model.decode(latents, LABELS, mask), model.decode(latents, swapped, mask))


def test_kl_matches_torch_distributions() -> None:
    posterior = Posterior(noise(4, 16), noise(4, 16, seed=1))
    reference = torch.distributions.kl_divergence(
        torch.distributions.Normal(posterior.mu, posterior.sigma), torch.distributions.Normal(0.0, 1.0)
    )
    torch.testing.assert_close(kl_divergence(posterior), reference.sum(-1).mean())


def test_the_strength_of_every_term_is_independent_of_the_batch_size() -> None:
    model, features, mask = cvae(), noise(3, 12, FEATURES), frame_mask(LENGTHS)
    posterior = model.encode(features, mask, LABELS)
    decoded = model.decode(posterior.mu, LABELS, mask)
    once = generator_losses(decoded, features, mask, posterior, WEIGHTS)
    twice = generator_losses(
        decoded.repeat(2, 1, 1),
        features.repeat(2, 1, 1),
        mask.repeat(2, 1),
        Posterior(posterior.mu.repeat(2, 1), posterior.logvar.repeat(2, 1)),
        WEIGHTS,
    )
    for term in ("total", "features", "surface", "velocity", "root", "feet", "kl"):
        torch.testing.assert_close(getattr(once, term), getattr(twice, term))


def test_a_body_that_glides_is_an_error_of_the_feet_alone_among_the_velocities_of_joints() -> None:
    features, mask = noise(3, 12, FEATURES), frame_mask(LENGTHS)
    gliding = features.clone()
    gliding[..., ROTATIONS] += 0.01 * torch.arange(12)  # 1 cm a frame to the side
    prior = Posterior(torch.zeros(3, 16), torch.zeros(3, 16))
    losses = generator_losses(gliding, features, mask, prior, WEIGHTS)
    assert float(losses.surface) == pytest.approx(0.0, abs=1e-10)
    assert float(losses.feet) == pytest.approx(0.01**2 / 3, rel=1e-3)


@pytest.mark.parametrize("points", POINTS)
def test_the_vertex_loss_is_the_mean_squared_distance_of_its_points(points: str) -> None:
    still, mask = torch.zeros(1, 2, FEATURES), torch.ones(1, 2, dtype=torch.bool)
    still[..., :ROTATIONS] = torch.tensor([1.0, 0, 0, 0, 1, 0]).repeat(24)
    upside_down = still.clone()
    upside_down[..., :6] = torch.tensor([-1.0, 0, 0, 0, -1, 0])  # half a turn about z
    prior = Posterior(torch.zeros(1, 4), torch.zeros(1, 4))
    weights = LossConfig(surface=1.0, velocity=0.0, kl=0.0, points=points)
    loss = generator_losses(upside_down, still, mask, prior, weights).surface
    placed = _points(feature_rotations(still), points)[0, 0]
    assert float(loss) == pytest.approx(float((2 * placed[:, :2]).square().sum() / placed.numel()), rel=1e-4)


def test_loss_terms_are_zero_for_a_perfect_reconstruction_and_count_each_error() -> None:
    features, mask = noise(3, 12, FEATURES), frame_mask(LENGTHS)
    prior = Posterior(torch.zeros(3, 16), torch.zeros(3, 16))
    perfect = generator_losses(features, features, mask, prior, WEIGHTS)
    assert float(perfect.total) == 0.0
    shifted = generator_losses(features + 0.5, features, mask, prior, replace(WEIGHTS, surface=0.0))
    assert float(shifted.features) == pytest.approx(0.25)
    assert float(shifted.root) == pytest.approx(0.25)
    assert float(shifted.velocity) == pytest.approx(0.0, abs=1e-10)
    assert float(shifted.surface) == 0.0


@pytest.mark.parametrize("tokens", [1, 3])
def test_gradients_match_finite_differences(tokens: int) -> None:
    config = GeneratorConfig(width=4, layers=1, heads=2, feedforward=4, dropout=0.0, patch=2, latent_tokens=tokens)
    model, mask = cvae(config).double(), frame_mask(torch.tensor([3, 4]))
    features, labels = noise(2, 4, FEATURES).double(), torch.tensor([0, 1])

    def total(mu_tokens: torch.Tensor, biases: torch.Tensor) -> torch.Tensor:
        state = {"mu_tokens": mu_tokens, "biases": biases}

        def loss() -> torch.Tensor:
            posterior = model.encode(features, mask, labels)
            decoded = model.decode(posterior.mu, labels, mask)
            return generator_losses(decoded, features, mask, posterior, WEIGHTS).total

        return torch.func.functional_call(_Lambda(model, loss), {f"model.{k}": v for k, v in state.items()}, ())

    given = [tensor.detach().clone().requires_grad_() for tensor in (model.mu_tokens, model.biases)]
    assert torch.autograd.gradcheck(total, given, atol=1e-6)


TOKENS = replace(CONFIG, latent_tokens=4, latent_width=6)


def test_a_latent_of_several_tokens_is_as_long_for_every_clip() -> None:
    model, features, mask = cvae(TOKENS), noise(3, 12, FEATURES), frame_mask(LENGTHS)
    assert model.encode(features, mask, LABELS).mu.shape == (3, TOKENS.latent) == (3, 24)


def test_several_tokens_neither_see_padding_nor_other_clips() -> None:
    model, features, mask = cvae(TOKENS), noise(3, 12, FEATURES), frame_mask(LENGTHS)
    together = model.encode(features, mask, LABELS).mu
    decoded = model.decode(together, LABELS, mask)
    for clip, length in enumerate(LENGTHS.tolist()):
        own, whole, label = slice(clip, clip + 1), torch.ones(1, length, dtype=torch.bool), LABELS[clip : clip + 1]
        mu = model.encode(features[own, :length], whole, label).mu
        torch.testing.assert_close(mu, together[own])
        torch.testing.assert_close(model.decode(mu, label, whole)[0], decoded[clip, :length])


def test_shares_average_equal_parts_of_each_clip() -> None:
    weights = shares(frame_mask(torch.tensor([4, 6])), 2)
    torch.testing.assert_close(weights[0, 0], torch.tensor([0.5, 0.5, 0, 0, 0, 0]))
    torch.testing.assert_close(weights[1, 1], torch.tensor([0, 0, 0, 1, 1, 1]) / 3)
    finer = shares(frame_mask(torch.tensor([2])), 4)  # fewer frames than shares
    torch.testing.assert_close(finer[0], torch.tensor([[1.0, 0], [1, 0], [0, 1], [0, 1]]))


def test_spreading_is_exact_at_the_middles_and_keeps_constants() -> None:
    mask = frame_mask(torch.tensor([15, 9]))
    weights = spreading(mask, 3)
    torch.testing.assert_close(weights.sum(-1), torch.ones(2, 15))
    values = torch.tensor([[1.0], [5.0], [-2.0]])
    torch.testing.assert_close((weights @ values)[0, [2, 7, 12]], values)
    torch.testing.assert_close((weights @ values)[1, [1, 4, 7]], values)


class _Lambda(nn.Module):
    def __init__(self, model: nn.Module, call: object) -> None:
        super().__init__()
        self.model, self.call = model, call

    def forward(self) -> torch.Tensor:
        return self.call()  # type: ignore[operator,no-any-return]


def test_the_linear_path_begins_as_the_principal_components_of_the_training_poses() -> None:
    config = replace(CONFIG, latent_tokens=4, latent_width=6)
    random = torch.randn(40, FEATURES + 6, generator=torch.Generator().manual_seed(3))
    mean = torch.linspace(-1, 1, FEATURES)
    with torch.random.fork_rng():
        model = MotionCVAE(config, 2, mean, torch.linspace(0.1, 2, FEATURES)).eval()
    poses = mean + random[:, :6] @ random[:6, 6:]  # six numbers make up a pose
    poses = poses - poses.mean(0) + mean
    model.start_linear_path(poses)
    clips = poses[:3, None].expand(-1, 12, -1)  # bodies that hold still: nothing is lost over time
    mask = frame_mask(LENGTHS)
    posterior = model.encode(clips, mask, LABELS)
    for labels in (LABELS, 1 - LABELS):  # to this path all labels are alike
        decoded = model.decode(posterior.mu, labels, mask)
        torch.testing.assert_close(decoded[mask], clips[mask], atol=1e-3, rtol=1e-3)


def test_actors_single_latent_has_no_linear_path_to_begin_with() -> None:
    model, before = cvae(), {name: tensor.clone() for name, tensor in cvae().state_dict().items()}
    model.start_linear_path(noise(20, FEATURES))
    assert all(torch.equal(tensor, before[name]) for name, tensor in model.state_dict().items())
