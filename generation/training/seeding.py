"""Random numbers of torch's layers, which know no generator but the global one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch


@contextmanager
def seeded(*seed: int) -> Iterator[None]:
    """Within the block torch's default generators follow ``seed``; afterwards they are as they were."""
    mixed = 0
    for part in seed:
        mixed = (mixed * 1_000_003 + part) % (2**63)
    with torch.random.fork_rng():
        torch.manual_seed(mixed)
        yield
