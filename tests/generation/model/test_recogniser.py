from __future__ import annotations

import torch
from torch import nn

from generation.model.config import RecogniserConfig
from generation.model.features import FEATURES
from generation.model.recogniser import Recogniser


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
