"""Random numbers of training: every draw follows from the run's seed and the number of the step."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch


@contextmanager
def seeded(*seed: int) -> Iterator[None]:
    """Within the block torch's default generators, which layers draw from, follow ``seed``; afterwards they are as they
    were."""
    with torch.random.fork_rng():
        torch.manual_seed(mixed(*seed))
        yield


def stream(device: torch.device, *seed: int) -> torch.Generator:
    """A generator on ``device`` of its own."""
    return torch.Generator(device).manual_seed(mixed(*seed))


def mixed(*seed: int) -> int:
    """One seed from several."""
    value = 0
    for part in seed:
        value = (value * 1_000_003 + part) % (2**63)
    return value
