"""What Miburi is measured against computes the same thing."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from benchmarks.plain_actor import PlainActor, PlainTraining, loaded, padded, plain_samples, random_batches
from benchmarks.sampling import random_draws
from generation.model.config import GeneratorConfig, LossConfig
from generation.model.cvae import FIRST_LOGVAR, MotionCVAE, Posterior
from generation.model.features import FEATURES
from generation.model.layers import DecoderLayer, EncoderLayer
from generation.model.losses import generator_losses

CONFIG = GeneratorConfig(width=16, layers=2, heads=2, feedforward=32, dropout=0.0, patch=1)
WEIGHTS = LossConfig(surface=1.0, velocity=0.0, kl=2e-4)
CLASSES = 3
LENGTHS = (5, 9, 12)


def models() -> tuple[PlainActor, MotionCVAE]:
    """The plain model and Miburi's with the same weights."""
    torch.manual_seed(0)
    plain = PlainActor(CONFIG, CLASSES)
    ours = MotionCVAE(CONFIG, CLASSES, torch.zeros(FEATURES), torch.ones(FEATURES))
    with torch.no_grad():
        for mine, theirs in (
            (ours.mu_tokens, plain.mu_queries),
            (ours.sigma_tokens, plain.sigma_queries),
            (ours.biases, plain.biases),
        ):
            theirs.copy_(mine)
    copy(ours.read, plain.embed)
    copy(ours.write, plain.final)
    for mine, theirs in zip(ours.encoder, plain.encoder.layers, strict=True):
        copy_layer(mine, theirs)
    for mine, theirs in zip(ours.decoder, plain.decoder.layers, strict=True):
        copy_layer(mine, theirs)
        copy(mine.memory.out, theirs.multihead_attn.out_proj)
        with torch.no_grad():
            theirs.multihead_attn.in_proj_weight[-CONFIG.width :] = mine.memory.value.weight
            theirs.multihead_attn.in_proj_bias[-CONFIG.width :] = mine.memory.value.bias
    return plain, ours


def copy_layer(mine: EncoderLayer | DecoderLayer, theirs: nn.Module) -> None:
    with torch.no_grad():
        theirs.self_attn.in_proj_weight.copy_(mine.attention.projection.weight)
        theirs.self_attn.in_proj_bias.copy_(mine.attention.projection.bias)
    copy(mine.attention.out, theirs.self_attn.out_proj)
    copy(mine.feedforward.wide, theirs.linear1)
    copy(mine.feedforward.narrow, theirs.linear2)
    for number, norm in enumerate(mine.norms, 1):
        copy(norm, getattr(theirs, f"norm{number}"))


def copy(mine: nn.Module, theirs: nn.Module) -> None:
    theirs.load_state_dict(mine.state_dict(), strict=True)


def batch() -> tuple[list[torch.Tensor], torch.Tensor]:
    random = torch.Generator().manual_seed(1)
    return [torch.randn(length, FEATURES, generator=random) for length in LENGTHS], torch.tensor([0, 1, 1])


def test_the_plain_model_is_the_same_function_as_miburis():
    plain, ours = models()
    given = padded(*batch())
    theirs, mine = (model.encode(given.features, given.mask, given.labels) for model in (plain, ours))
    torch.testing.assert_close(theirs.mu, mine.mu, atol=1e-5, rtol=1e-5)
    torch.testing.assert_close(theirs.logvar + FIRST_LOGVAR, mine.logvar, atol=1e-5, rtol=1e-5)
    decoded, same = (model.decode(mine.mu, given.labels, given.mask) for model in (plain, ours))
    torch.testing.assert_close(decoded[given.mask], same[given.mask], atol=1e-5, rtol=1e-5)


def test_the_plain_loss_and_its_gradients_are_the_same_as_miburis():
    plain, ours = models()
    given = padded(*batch())
    for model in (plain, ours):
        posterior = model.encode(given.features, given.mask, given.labels)
        # the two start from another sigma; the losses are compared at one
        posterior = Posterior(posterior.mu, torch.zeros_like(posterior.mu))
        decoded = model.decode(posterior.mu, given.labels, given.mask)
        generator_losses(decoded, given.features, given.mask, posterior, WEIGHTS).total.backward()
    for mine, theirs in ((ours.read, plain.embed), (ours.write, plain.final)):
        torch.testing.assert_close(theirs.weight.grad, mine.weight.grad, atol=1e-6, rtol=1e-4)
    torch.testing.assert_close(plain.biases.grad, ours.biases.grad, atol=1e-6, rtol=1e-4)


def test_padding_does_not_reach_what_the_plain_model_samples():
    plain, _ = models()
    draws = random_draws(LENGTHS, CONFIG.width)
    latents, labels = torch.cat([draw.memory for draw in draws]), torch.tensor([draw.label for draw in draws])
    together = plain_samples(plain.eval(), latents, labels, LENGTHS, batch=3)
    alone = plain_samples(plain, latents, labels, LENGTHS, batch=1)
    assert [len(clip) for clip in together] == list(LENGTHS)
    for one, other in zip(together, alone, strict=True):
        torch.testing.assert_close(one, other, atol=1e-5, rtol=1e-5)


def test_an_epoch_of_random_batches_holds_every_clip_once():
    batches = random_batches(7, 3, seed=0)
    assert [len(each) for each in batches] == [3, 3, 1]
    assert sorted(sum(batches, [])) == list(range(7))
    assert batches == random_batches(7, 3, seed=0) != random_batches(7, 3, seed=1)


def test_the_plain_loader_pads_to_the_longest_of_each_batch():
    features, labels = batch()
    first, second = loaded(features, labels, [[2, 0], [1]])
    assert first.features.shape == (2, 12, FEATURES)
    assert first.mask.sum(1).tolist() == [12, 5]
    assert not first.features[1, 5:].any()
    assert second.labels.tolist() == [1]


def test_the_plain_training_learns():
    torch.manual_seed(0)
    training = PlainTraining(CONFIG, WEIGHTS, 1e-2, CLASSES, torch.device("cpu"))
    losses = [float(training.step(padded(*batch()))) for _ in range(30)]
    assert losses[-1] < 0.9 * losses[0]


def test_the_plain_model_refuses_several_frames_per_token():
    with pytest.raises(ValueError, match="one frame per token, got patch 2"):
        PlainActor(GeneratorConfig(width=16, layers=1, heads=2, feedforward=32, dropout=0.0, patch=2), CLASSES)
