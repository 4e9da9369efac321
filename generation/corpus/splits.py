"""Which clips are for training, validation and test."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

SHARES = (("train", 0.8), ("validation", 0.1), ("test", 0.1))  # arXiv 2606.28769: 80/10/10 by sequence


def split_by_clip(labels: Sequence[str], seed: int) -> list[str]:
    """80/10/10 by clip, stratified by label: of every 10 clips of a label, 8, 1 and 1.

    Same labels and seed, same split. Small labels keep at least their first clips in training.
    """
    rng = np.random.default_rng(seed)
    splits = [""] * len(labels)
    pattern = ["train", "train", "train", "train", "validation", "train", "train", "test", "train", "train"]
    for label in sorted(set(labels)):
        members = [position for position, name in enumerate(labels) if name == label]
        offset = int(rng.integers(10)) if len(members) >= 10 else 0
        for rank, position in enumerate(rng.permutation(members)):
            splits[int(position)] = pattern[(rank + offset) % 10]
    return splits
