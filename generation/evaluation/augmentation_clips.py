"""The clips of an augmentation experiment: real ones, pools of clips to add, and the choice among them.

They lie in files of tensors that every worker process maps, so that one copy in memory serves them all.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from generation.corpus.store import SPLITS
from generation.model.features import FEATURES, motion_features
from generation.model.recogniser import Recogniser
from generation.training.checkpoint import load_weights, save_weights
from generation.training.clips import Clips
from generation.training.run import Run
from generation.training.tasks import predictions

REAL = "real.safetensors"
_POOL = 202  # the stream of random numbers of generated pools


def with_generated(clips: Clips, features: Sequence[Tensor], labels: Sequence[int]) -> Clips:
    """``clips`` with clips of features (T, F) and these labels added to the end of the training split.

    Validation and test stay as they are; the clips given are left alone.
    """
    if not features:
        return clips
    lengths = torch.tensor([len(clip) for clip in features])
    first = len(clips.lengths)
    return replace(
        clips,
        features=torch.cat([clips.features, *features]),
        starts=torch.cat([clips.starts, len(clips.features) + lengths.cumsum(0) - lengths]),
        lengths=torch.cat([clips.lengths, lengths]),
        labels=torch.cat([clips.labels, torch.tensor(labels)]),
        intensities=torch.cat([clips.intensities, torch.zeros_like(lengths)]),
        splits={**clips.splits, "train": [*clips.splits["train"], *range(first, first + len(lengths))]},
    )


def save_clips(path: Path, clips: Clips) -> None:
    splits = {split: torch.tensor(indices, dtype=torch.long) for split, indices in clips.splits.items()}
    tensors = {name: getattr(clips, name) for name in ("features", "starts", "lengths", "labels", "intensities")}
    save_weights(path, {**tensors, **splits, "classes": torch.tensor([clips.classes])})


def load_clips(path: Path) -> Clips:
    """The inverse of ``save_clips``; the tensors are mapped from the file."""
    tensors = load_weights(path)
    return Clips(
        tensors["features"],
        tensors["starts"],
        tensors["lengths"],
        tensors["labels"],
        tensors["intensities"],
        {split: tensors[split].tolist() for split in SPLITS},
        int(tensors["classes"]),
    )


@dataclass(frozen=True)
class Pool:
    """Clips that may be added, one file per label; clip 0, 1, ... counts through the labels in their order."""

    parts: tuple[Clips, ...]

    @classmethod
    @lru_cache(maxsize=2)
    def open(cls, folder: Path, name: str, classes: int) -> Pool:
        return cls(tuple(load_clips(part_path(folder, name, label)) for label in range(classes)))

    @property
    def labels(self) -> NDArray[np.int64]:
        """(P,) intended labels."""
        return np.repeat(np.arange(len(self.parts)), [len(part.lengths) for part in self.parts])

    def take(self, chosen: Sequence[int]) -> list[Tensor]:
        """Features (T, F) of these clips."""
        labels = self.labels
        firsts = np.searchsorted(labels, np.arange(len(self.parts)))
        return [self.parts[labels[clip]].clip(int(clip - firsts[labels[clip]])) for clip in chosen]

    def recognised(self, recogniser: Recogniser, device: torch.device) -> list[int]:
        """The clips that a recogniser takes for what they are meant to be."""
        right = [
            predictions(recogniser, part, list(range(len(part.lengths))), device).argmax(-1) == label
            for label, part in enumerate(self.parts)
        ]
        return [int(clip) for clip in np.flatnonzero(torch.cat(right).numpy())]


def part_path(folder: Path, name: str, label: int) -> Path:
    return folder / f"{name}-{label:02d}.safetensors"


@lru_cache(maxsize=1)
def real_clips(folder: Path) -> Clips:
    return load_clips(folder / REAL)


@dataclass(frozen=True)
class PoolPart:
    """The order for ``count`` clips of one label, generated for one repetition of the experiment."""

    folder: Path
    run: Path
    device: str
    seed: int
    label: int
    count: int
    spread: str | None
    intensity: str

    @property
    def path(self) -> Path:
        return part_path(self.folder, pool_name(self.seed), self.label)


def pool_name(seed: int) -> str:
    return f"generated-{seed}"


def generate_part(order: PoolPart) -> None:
    """Write the clips as the recogniser reads any motion: decoded, smoothed, on the ground. Same order, same bytes."""
    run = _opened(order.run, order.device)
    seeds = np.random.SeedSequence([_POOL, order.seed, order.label]).generate_state(order.count, np.uint32)
    with one_thread():
        draws = run.draws(order.label, seeds.tolist(), spread=order.spread, intensity=order.intensity)
        features = [motion_features(torch.tensor(m.poses), torch.tensor(m.trans)) for m in run.decode(draws)]
    save_clips(order.path, clips_of_label(features, order.label, len(run.labels)))


def clips_of_label(features: Sequence[Tensor], label: int, classes: int) -> Clips:
    """Clips of one label that are in no split, in order."""
    lengths = torch.tensor([len(clip) for clip in features], dtype=torch.long)
    return Clips(
        torch.cat([*features, torch.empty(0, FEATURES)]),
        lengths.cumsum(0) - lengths,
        lengths,
        torch.full_like(lengths, label),
        torch.zeros_like(lengths),
        {split: [] for split in SPLITS},
        classes,
    )


@lru_cache(maxsize=1)
def _opened(path: Path, device: str) -> Run:
    return Run.open(path, device)


@contextmanager
def one_thread() -> Iterator[None]:
    """Sums are made in the same order on any machine, in this process or in a worker."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def choose(
    labels: NDArray[np.int64], classes: int, candidates: Sequence[int], taken: Sequence[int], size: int
) -> list[int]:
    """More of ``candidates``, in their order, that with ``taken`` make up ``size`` clips, even over the labels.

    labels (P,): of the pool's clips. No label gets more than its even share of ``size``, rounded up: where a label's
    candidates run out fewer clips come back, since others in their place would teach that the label is rare.
    """
    held = Counter(labels[list(taken)].tolist())
    queues: dict[int, list[int]] = {label: [] for label in range(classes)}
    gone = set(taken)
    for clip in reversed(candidates):
        if clip not in gone:
            queues[int(labels[clip])].append(clip)
    chosen: list[int] = []
    share = math.ceil(size / classes)
    while len(taken) + len(chosen) < size:
        open_labels = [label for label, queue in queues.items() if queue and held[label] < share]
        if not open_labels:
            break
        label = min(open_labels, key=lambda name: (held[name], name))
        chosen.append(queues[label].pop())
        held[label] += 1
    return chosen
