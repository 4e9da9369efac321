"""Clips as the recogniser sees them: its last layer, the feature space of FID, diversity and multimodality.

Recorded and generated clips take one and the same way: ``motion_features`` of finished motion at 20 fps, facing and
place of the first frame taken out, then the recogniser in batches of like length.
"""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from generation.errors import MiburiError
from generation.evaluation.intervals import DIGITS, proportion, ratio_of_proportions
from generation.files import atomic_path
from generation.labels import LabelSet
from generation.model.features import motion_features
from generation.motion import Motion
from generation.progress import progress_bar
from generation.training.clips import Clips
from generation.training.run import Run
from generation.training.tasks import EVALUATION_BATCH

_POOL = 202  # keeps these samples apart from those of training's own evaluation and of stimulus sets
TOP = 3  # answers per row of a confusion matrix that are named


@dataclass(frozen=True)
class Recognised:
    """Clips of classes ``labels`` (N,): the recogniser's last layer ``states`` (N, W) and its answers (N,)."""

    states: NDArray[np.float32]
    predicted: NDArray[np.int64]
    labels: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def correct(self) -> NDArray[np.bool_]:
        return np.equal(self.predicted, self.labels)

    def take(self, which: NDArray[np.bool_] | NDArray[np.int64]) -> Recognised:
        return Recognised(self.states[which], self.predicted[which], self.labels[which])

    def save(self, path: Path) -> None:
        with atomic_path(path) as partial, partial.open("wb") as stream:
            np.savez(stream, states=self.states, predicted=self.predicted, labels=self.labels)

    @classmethod
    def load(cls, path: Path) -> Recognised:
        """MiburiError when the file is damaged."""
        try:
            with np.load(path, allow_pickle=False) as data:
                return cls(data["states"], data["predicted"], data["labels"])
        except (OSError, EOFError, ValueError, KeyError, zipfile.BadZipFile) as error:
            raise MiburiError(f"{path}: damaged ({error}); remove it and run the same command again") from None

    @classmethod
    def joined(cls, parts: Sequence[Recognised]) -> Recognised:
        return cls(*(np.concatenate([getattr(part, name) for part in parts]) for name in cls.__dataclass_fields__))


def recognise_clips(run: Run, clips: Clips, indices: Sequence[int]) -> Recognised:
    """Recorded clips of a corpus."""
    states, predicted = _read(run, [clips.clip(index) for index in indices])
    return Recognised(states, predicted, clips.labels[list(indices)].cpu().numpy())


def recognise_motions(run: Run, motions: Sequence[Motion], label: int) -> Recognised:
    """Finished motions that are meant to show the class ``label``."""
    features = [motion_features(torch.tensor(m.poses), torch.tensor(m.trans)) for m in motions]
    states, predicted = _read(run, features)
    return Recognised(states, predicted, np.full(len(motions), label))


def generated_motions(run: Run, label: int, n: int, seed: int, spread: str | None = None) -> list[Motion]:
    """New clips of a class, finished as a stimulus is, from the run's own spread of latents or another one."""
    return run.sample(run.labels.names[label], n, seed + _POOL, spread)


def recognised_generated(
    run: Run, counts: Sequence[int], seed: int, folder: Path, spread: str | None = None
) -> Recognised:
    """So many new clips of each class; every class is kept in ``folder`` once done, and read from there again."""
    parts = []
    with progress_bar("clips") as bar:
        task = bar.add_task("generating", total=sum(counts), note="")
        for label, n in enumerate(counts):
            if not n:
                continue
            path = folder / f"generated-{label:02d}.npz"
            if not path.exists():
                recognise_motions(run, generated_motions(run, label, n, seed, spread), label).save(path)
            parts.append(Recognised.load(path))
            bar.advance(task, n)
    return Recognised.joined(parts)


def accuracy(clips: Recognised) -> dict[str, Any]:
    """Share of correct answers, and ``balanced``: its mean over the classes that occur, whatever their sizes."""
    classes = np.unique(clips.labels)
    balanced = [clips.correct[clips.labels == label].mean() for label in classes]
    return {
        **proportion(int(clips.correct.sum()), len(clips)),
        "correct": int(clips.correct.sum()),
        "balanced": round(float(np.mean(balanced)), DIGITS) if balanced else None,
    }


def accuracy_ratio(clips: Recognised, reference: Recognised) -> dict[str, Any]:
    """The accuracy on ``clips`` over that on ``reference``."""
    return ratio_of_proportions(int(clips.correct.sum()), len(clips), int(reference.correct.sum()), len(reference))


def confusion(clips: Recognised, labels: LabelSet) -> dict[str, Any]:
    """Counts (intended, recognised), and of each row the three answers given most, as in the paper's Fig. 3."""
    counts = np.zeros((len(labels), len(labels)), np.int64)
    np.add.at(counts, (clips.labels, clips.predicted), 1)
    return {
        "labels": list(labels.names),
        "counts": counts.tolist(),
        "top": {name: _top(row, labels) for name, row in zip(labels.names, counts, strict=True)},
    }


def _top(row: NDArray[np.int64], labels: LabelSet) -> list[dict[str, Any]]:
    """The answers given most, ties in the order of the labels; none that was never given."""
    order = np.argsort(-row, kind="stable")[:TOP]
    return [
        {
            "label": labels.names[answer],
            "clips": int(row[answer]),
            "share": round(float(row[answer] / row.sum()), DIGITS),
        }
        for answer in order
        if row[answer]
    ]


@torch.no_grad()
def _read(run: Run, features: Sequence[Tensor]) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Features (T, 147) of each clip -> last states (N, W) and predicted classes (N,)."""
    recogniser = run.recogniser.eval()
    states = torch.empty(len(features), recogniser.config.width)
    predicted = torch.empty(len(features), dtype=torch.int64)
    ranked = sorted(range(len(features)), key=lambda position: len(features[position]))
    for first in range(0, len(ranked), EVALUATION_BATCH):
        positions = ranked[first : first + EVALUATION_BATCH]
        lengths = torch.tensor([len(features[position]) for position in positions]).to(run.device)
        padded = torch.nn.utils.rnn.pad_sequence([features[position] for position in positions], batch_first=True)
        last = recogniser.last_state(padded.to(run.device), lengths)
        states[positions] = last.float().cpu()
        predicted[positions] = recogniser.classify(last).argmax(-1).cpu()
    return states.numpy(), predicted.numpy()
