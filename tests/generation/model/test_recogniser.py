from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from generation.model.config import RecogniserConfig
from generation.model.features import FEATURES
from generation.model.recogniser import TEMPERATURES, Recogniser, fit_temperature


def recogniser(patch: int) -> Recogniser:
    config = RecogniserConfig(width=8, layers=2, dropout=0.3, patch=patch)
    return Recogniser(config, 3, torch.zeros(FEATURES), torch.ones(FEATURES)).eval()


def test_padding_and_what_lies_in_it_never_reach_the_logits() -> None:
    lengths = torch.tensor([5, 7, 12])
    features = torch.randn(3, 12, FEATURES, generator=torch.Generator().manual_seed(0))
    for patch in (1, 4):
        model = recogniser(patch)
        logits = model(features, lengths)
        longer = nn.functional.pad(features, (0, 0, 0, 9), value=3.0)
        torch.testing.assert_close(model(longer, lengths), logits)
        for clip, length in enumerate(lengths.tolist()):
            alone = model(features[clip : clip + 1, :length], lengths[clip : clip + 1])
            torch.testing.assert_close(alone[0], logits[clip])


def test_the_last_frame_counts() -> None:
    model, features = recogniser(4), torch.zeros(1, 9, FEATURES)
    changed = features.clone()
    changed[0, 8] = 1.0
    length = torch.tensor([9])
    assert not torch.allclose(model(features, length), model(changed, length))


def answers(clips: int, labels: int, sharpness: float) -> tuple[Tensor, Tensor]:
    """Logits (clips, labels) that are ``sharpness`` times those that the labels (clips,) were drawn from."""
    generator = torch.Generator().manual_seed(0)
    logits = 1.5 * torch.randn(clips, labels, generator=generator)
    return sharpness * logits, torch.multinomial(logits.softmax(-1), 1, generator=generator).squeeze(1)


@pytest.mark.parametrize("sharpness", [0.4, 1.0, 2.5])
def test_the_fitted_temperature_is_the_one_that_the_logits_were_sharpened_by(sharpness: float) -> None:
    logits, labels = answers(20_000, 5, sharpness)
    fitted = fit_temperature(logits, labels)
    assert fitted == pytest.approx(sharpness, rel=0.05)
    best = cross_entropy(logits / fitted, labels)
    assert all(best <= cross_entropy(logits / (fitted * factor), labels) for factor in (0.9, 0.99, 1.01, 1.1))


def test_temperature_stays_within_its_limits_and_is_one_without_clips() -> None:
    assert fit_temperature(torch.empty(0, 3), torch.empty(0, dtype=torch.long)) == 1.0
    right = 0.3 * torch.eye(3)
    lowest, highest = TEMPERATURES
    assert fit_temperature(right, torch.arange(3)) == pytest.approx(lowest, rel=0.01)
    assert fit_temperature(-right, torch.arange(3)) == pytest.approx(highest, rel=0.01)


def test_temperature_changes_probabilities_but_no_answer_and_no_logit() -> None:
    model = recogniser(2)
    features = torch.randn(4, 10, FEATURES, generator=torch.Generator().manual_seed(0))
    lengths = torch.tensor([10, 8, 6, 4])
    logits = model(features, lengths)
    before = model.probabilities(logits)
    torch.testing.assert_close(before, logits.double().softmax(-1))
    model.temperature.fill_(3.0)
    after = model.probabilities(logits)
    torch.testing.assert_close(after.sum(-1), torch.ones(4).double())
    assert bool((after.max(-1).values < before.max(-1).values).all())
    assert torch.equal(after.argsort(-1), before.argsort(-1))
    assert torch.equal(model(features, lengths), logits)


def test_temperature_travels_with_the_weights_and_is_not_trained() -> None:
    model, other = recogniser(2), recogniser(2)
    model.temperature.fill_(1.7)
    other.load_state_dict(model.state_dict(), strict=True)
    assert float(other.temperature) == pytest.approx(1.7)
    assert "temperature" not in dict(model.named_parameters())
