"""One training of an augmentation experiment: a recogniser from scratch on real clips and those that were added."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import torch

from generation.errors import MiburiError
from generation.evaluation.augmentation_clips import Pool, one_thread, real_clips, with_generated
from generation.model.config import RunConfig
from generation.training.clips import Clips
from generation.training.stepping import Stepper
from generation.training.tasks import RecogniserTask, predictions, validation_loss


@dataclass(frozen=True)
class Training:
    """All that decides a training. ``pool``: the one that ``added`` are clips of.

    judge: whether the recogniser is then asked which clips of the pool it recognises.
    """

    folder: Path
    config: RunConfig
    seed: int
    device: str
    pool: str
    added: tuple[int, ...]
    judge: bool


@dataclass(frozen=True)
class Outcome:
    """figures: numbers for the table. right: a character per test clip, 1 where it was recognised.

    recognised: clips of the pool, None where the recogniser was not asked.
    """

    figures: dict[str, float | int | None]
    right: str
    recognised: list[int] | None


def train_recogniser(training: Training) -> Outcome:
    """Train, stopped early on the real validation clips; the real test clips are looked at once, at the end.

    One thread whatever the machine: the same training gives the same outcome in any worker. MiburiError when a GPU's
    memory does not do.
    """
    device = torch.device(training.device)
    try:
        with one_thread():
            return _train(training, device)
    except torch.OutOfMemoryError:
        raise MiburiError(
            f"a training ran out of memory on {device}; lower --workers, or --batch when training the run"
        ) from None


def _train(training: Training, device: torch.device) -> Outcome:
    real = real_clips(training.folder)
    pool = Pool.open(training.folder, training.pool, real.classes) if training.added or training.judge else Pool(())
    labels = pool.labels[list(training.added)].tolist()
    clips = with_generated(real, pool.take(training.added), labels)
    task = RecogniserTask(clips, training.config, training.seed, device)
    stepper, steps = Stepper(task), 0
    with torch.random.fork_rng():
        while steps < task.schedule.steps and not task.stopped:
            stepper.step(steps)
            steps += 1
            task.after_step(steps)
    task.finish()
    recognised = pool.recognised(task.recogniser, device) if training.judge else None
    per_label = Counter(labels)
    figures: dict[str, float | int | None] = {
        "added": len(labels),
        "added_fewest_per_label": min(per_label[label] for label in range(real.classes)),
        "added_most_per_label": max(per_label[label] for label in range(real.classes)),
        "steps": steps,
        "train_clips": len(real.splits["train"]),
        "train_accuracy": _accuracy(_right(task, real, "train")),
        "validation_clips": len(real.splits["validation"]),
        "validation_accuracy": _accuracy(_right(task, real, "validation")),
        "validation_loss": _validation_loss(task, real),
    }
    return Outcome(figures, _right(task, real, "test"), recognised)


def _right(task: RecogniserTask, clips: Clips, split: str) -> str:
    indices = clips.splits[split]
    predicted = predictions(task.recogniser, clips, indices, task.device).argmax(-1)
    return "".join("1" if right else "0" for right in (predicted == clips.labels[indices]).tolist())


def _accuracy(right: str) -> float | None:
    return round(right.count("1") / len(right), 6) if right else None


def _validation_loss(task: RecogniserTask, clips: Clips) -> float | None:
    if not clips.splits["validation"]:
        return None
    return round(validation_loss(task.recogniser, clips, task.device), 6)
