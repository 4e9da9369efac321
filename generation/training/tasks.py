"""What the two models are trained to do."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy

from generation.model.config import RunConfig
from generation.model.cvae import MotionCVAE
from generation.model.losses import generator_losses
from generation.model.recogniser import Recogniser, recogniser_features
from generation.training.batching import BatchOrder
from generation.training.clips import Batch, Clips
from generation.training.loop import Task
from generation.training.seeding import seeded

EVALUATION_BATCH = 64
_GENERATOR, _RECOGNISER = 1, 2  # the two models' own streams of random numbers
_SMALLEST_STD = 0.01  # of features that hardly vary, such as joints the corpus does not move


class GeneratorTask(Task):
    """ACTOR's objective on whole clips of the training split."""

    name = "generator"

    def __init__(self, clips: Clips, config: RunConfig, seed: int, device: torch.device) -> None:
        with seeded(seed, _GENERATOR):
            module = MotionCVAE(config.generator, clips.classes, *mean_and_std(clips.training_frames()))
        self.generator = module.to(device)
        super().__init__(self.generator, config.generator_schedule, seed * 10 + _GENERATOR)
        self.clips, self.weights, self.device = clips, config.losses, device
        self.order = _training_order(clips, config.generator_schedule.batch, self.seed)

    def losses(self, step: int) -> dict[str, Tensor]:
        batch = _training_batch(self.clips, self.order, step, self.device)
        decoded, posterior = self.generator(batch.features, batch.mask, batch.labels)
        terms = generator_losses(decoded, batch.features, batch.mask, posterior, self.weights)
        return {
            "loss": terms.total,
            "features": terms.features,
            "joints": terms.joints,
            "velocity": terms.velocity,
            "kl": terms.kl,
        }


class RecogniserTask(Task):
    """Cross-entropy, stopped early on the validation split; ends with the weights that were best there.

    Without validation clips it takes all its steps.
    """

    name = "recogniser"

    def __init__(self, clips: Clips, config: RunConfig, seed: int, device: torch.device) -> None:
        with seeded(seed, _RECOGNISER):
            statistics = mean_and_std(recogniser_features(clips.training_frames()))
            module = Recogniser(config.recogniser, clips.classes, *statistics)
        self.recogniser = module.to(device)
        super().__init__(self.recogniser, config.recogniser_schedule, seed * 10 + _RECOGNISER)
        self.clips, self.stopping, self.device = clips, config.early_stopping, device
        self.order = _training_order(clips, config.recogniser_schedule.batch, self.seed)
        self.best: dict[str, Tensor] = {}
        self.best_loss, self.waited = float("inf"), 0

    def losses(self, step: int) -> dict[str, Tensor]:
        batch = _training_batch(self.clips, self.order, step, self.device)
        logits = self.recogniser(batch.features, batch.lengths)
        correct = (logits.argmax(-1) == batch.labels).float().mean()
        return {"loss": cross_entropy(logits, batch.labels, label_smoothing=0.05), "accuracy": correct}

    def after_step(self, done: int) -> None:
        if not self.clips.splits["validation"] or done % self.stopping.every:
            return
        loss = validation_loss(self.recogniser, self.clips, self.device)
        if loss < self.best_loss:
            self.best_loss, self.waited = loss, 0
            self.best = {name: tensor.clone() for name, tensor in self.recogniser.state_dict().items()}
        else:
            self.waited += 1
            self.stopped = self.waited >= self.stopping.patience

    def finish(self) -> None:
        """Go back to the best weights."""
        if self.best:
            self.recogniser.load_state_dict(self.best)

    def extra_tensors(self) -> dict[str, Tensor]:
        return self.best

    def extra_state(self) -> dict[str, Any]:
        return {"best_loss": self.best_loss if self.best else None, "waited": self.waited}

    def restore(self, tensors: dict[str, Tensor], state: dict[str, Any]) -> None:
        self.best, self.waited = tensors, int(state["waited"])
        self.best_loss = float("inf") if state["best_loss"] is None else float(state["best_loss"])


@torch.no_grad()
def predictions(recogniser: Recogniser, clips: Clips, indices: list[int], device: torch.device) -> Tensor:
    """Logits (len(indices), labels) on the CPU."""
    recogniser.eval()
    logits = torch.empty(len(indices), clips.classes)
    ranked = sorted(range(len(indices)), key=lambda position: int(clips.lengths[indices[position]]))
    for first in range(0, len(ranked), EVALUATION_BATCH):
        positions = ranked[first : first + EVALUATION_BATCH]
        batch = clips.batch([indices[position] for position in positions]).to(device)
        logits[positions] = recogniser(batch.features, batch.lengths).cpu()
    return logits


def validation_loss(recogniser: Recogniser, clips: Clips, device: torch.device) -> float:
    """Cross-entropy on the validation split."""
    indices = clips.splits["validation"]
    return float(cross_entropy(predictions(recogniser, clips, indices, device), clips.labels[indices]))


def mean_and_std(frames: Tensor) -> tuple[Tensor, Tensor]:
    """(F, C) -> mean (C,) and standard deviation (C,), kept away from zero."""
    return frames.mean(0), frames.std(0).clamp(min=_SMALLEST_STD)


def _training_order(clips: Clips, batch: int, seed: int) -> BatchOrder:
    return BatchOrder(clips.lengths[clips.splits["train"]].tolist(), batch, seed)


def _training_batch(clips: Clips, order: BatchOrder, step: int, device: torch.device) -> Batch:
    train = clips.splits["train"]
    return clips.batch([train[position] for position in order.at(step)]).to(device)
