"""What a run reports about itself: recognition of real and of generated clips, and reconstruction."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from generation.model.cvae import MotionCVAE
from generation.model.features import feature_joints
from generation.progress import progress_bar
from generation.training.clips import Clips
from generation.training.run import Run, child_seeds
from generation.training.tasks import EVALUATION_BATCH, predictions

_SAMPLING = 101  # keeps the evaluation's samples apart from those of a stimulus set with the same seed


def measure(run: Run, clips: Clips, per_label: int, seed: int) -> dict[str, Any]:
    """The content of metrics.json. Accuracies are shares; null where a split has no clips."""
    real = {split: _recognised(run, clips, split) for split in ("train", "validation", "test")}
    generated = _generated(run, per_label, seed)
    return {
        "chance": 1 / len(run.labels),
        "recogniser": {
            **{f"{split}_accuracy": _accuracy(table) for split, table in real.items()},
            **{f"{split}_clips": int(table.sum()) for split, table in real.items()},
            "generated_accuracy": _accuracy(generated),
            "generated_clips": int(generated.sum()),
            "test_confusion": real["test"].tolist(),
            "generated_confusion": generated.tolist(),
        },
        "generator": {
            f"{split}_joint_error_cm": joint_error(run, clips, clips.splits[split]) for split in ("validation", "test")
        },
    }


@torch.no_grad()
def latents_of_clips(
    generator: MotionCVAE, clips: Clips, indices: list[int], device: torch.device
) -> tuple[Tensor, Tensor]:
    """The encoder's mu and sigma (len(indices), latent) of these clips, on the CPU."""
    generator.eval()
    mu, sigma = (torch.empty(len(indices), generator.config.latent) for _ in range(2))
    ranked = sorted(range(len(indices)), key=lambda position: int(clips.lengths[indices[position]]))
    for first in range(0, len(ranked), EVALUATION_BATCH):
        positions = ranked[first : first + EVALUATION_BATCH]
        batch = clips.batch([indices[position] for position in positions]).to(device)
        posterior = generator.encode(batch.features, batch.mask, batch.labels)
        mu[positions], sigma[positions] = posterior.mu.cpu(), posterior.sigma.cpu()
    return mu, sigma


@torch.no_grad()
def joint_error(run: Run, clips: Clips, indices: list[int]) -> float | None:
    """Mean distance in cm of reconstructed joints from recorded ones, pelvis at the origin; None without clips."""
    total, frames = 0.0, 0
    for first in range(0, len(indices), EVALUATION_BATCH):
        batch = clips.batch(indices[first : first + EVALUATION_BATCH]).to(run.device)
        mu = run.generator.encode(batch.features, batch.mask, batch.labels).mu
        decoded = run.generator.decode(mu, batch.labels, batch.mask)
        distance = (feature_joints(decoded) - feature_joints(batch.features)).norm(dim=-1).mean(-1)
        total += float(distance[batch.mask].sum())
        frames += int(batch.mask.sum())
    return round(100 * total / frames, 4) if frames else None


def _recognised(run: Run, clips: Clips, split: str) -> NDArray[np.int64]:
    """Confusion counts (actual, predicted) of a split."""
    indices = clips.splits[split]
    predicted = predictions(run.recogniser, clips, indices, run.device).argmax(-1).numpy()
    return _confusion(clips.labels[indices].numpy(), predicted, len(run.labels))


def _generated(run: Run, per_label: int, seed: int) -> NDArray[np.int64]:
    """Confusion counts (intended, predicted) of generated clips."""
    table = np.zeros((len(run.labels), len(run.labels)), np.int64)
    with progress_bar("labels") as bar:
        task = bar.add_task("evaluating", total=len(run.labels), note="")
        for label in range(len(run.labels)):
            draws = run.draws(label, child_seeds(seed + _SAMPLING, label, per_label))
            predicted = run.classify(run.decode(draws)).argmax(1)
            table += _confusion(np.full(per_label, label), predicted, len(run.labels))
            bar.advance(task)
    return table


def _confusion(actual: NDArray[np.int64], predicted: NDArray[np.int64], labels: int) -> NDArray[np.int64]:
    table = np.zeros((labels, labels), np.int64)
    np.add.at(table, (actual, predicted), 1)
    return table


def _accuracy(confusion: NDArray[np.int64]) -> float | None:
    return round(float(np.trace(confusion) / confusion.sum()), 4) if confusion.sum() else None
