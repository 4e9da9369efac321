"""Which clips are for training, validation and test."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from generation.errors import MiburiError

SHARES = (("train", 0.8), ("validation", 0.1), ("test", 0.1))  # arXiv 2606.28769: 80/10/10 by sequence
DRAWS = 20_000  # random assignments among which a split by content is chosen


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


def split_by_content(contents: Sequence[str], labels: Sequence[str], seed: int) -> list[str]:
    """Leave-content-out: train, validation and test share no content; 80/10/10 as nearly as that allows.

    Of ``DRAWS`` random assignments of contents, the one kept has the most labels in each split, then the nearest
    shares. Same contents, labels and seed, same split. MiburiError with fewer than three contents.
    """
    names, content = np.unique(contents, return_inverse=True)
    if len(names) < len(SHARES):
        raise MiburiError(
            f"a split by content needs at least {len(SHARES)} contents, got {len(names)}: {', '.join(names)}; "
            "use --split clip"
        )
    kinds, label = np.unique(labels, return_inverse=True)
    counts = np.zeros((len(names), len(kinds)))
    np.add.at(counts, (content, label), 1)
    shares = np.array([share for _, share in SHARES])
    rng = np.random.default_rng(seed)
    draws = rng.choice(len(SHARES), size=(DRAWS, len(names)), p=shares)
    draws[: DRAWS // 2] = rng.permuted(np.resize(np.arange(len(SHARES)), (DRAWS // 2, len(names))), axis=1)
    held = np.eye(len(SHARES))[draws].transpose(0, 2, 1) @ counts  # (draws, splits, labels) clips
    missing = (held == 0).mean(axis=(1, 2))
    away = np.abs(held.sum(axis=2) / len(contents) - shares).sum(axis=1)
    empty = (held.sum(axis=2) == 0).any(axis=1)
    best = int(np.lexsort((away, missing, empty))[0])
    return [SHARES[int(split)][0] for split in draws[best][content]]
