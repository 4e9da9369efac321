"""What the models are trained to do."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy

from generation.model.config import RunConfig
from generation.model.cvae import MotionCVAE
from generation.model.flow import LatentFlow, Wish, principal_axes
from generation.model.losses import generator_losses
from generation.model.mirror import mirrored
from generation.model.recogniser import Recogniser, fit_temperature, recogniser_features
from generation.training.batching import BatchOrder, static_lengths
from generation.training.clips import Clips
from generation.training.loop import Inputs, Task
from generation.training.seeding import seeded, stream

EVALUATION_BATCH = 64
FRAMES_AT_ONCE = {"cpu": 2048, "mps": 2048, "cuda": 32768}  # of the generator; a clip of 60 s has 1200
_GENERATOR, _RECOGNISER, _FLOW = 1, 2, 3  # the models' own streams of random numbers
_SMALLEST_STD = 0.01  # of features that hardly vary, such as joints the corpus does not move


class GeneratorTask(Task):
    """ACTOR's objective on whole clips of the training split."""

    name = "generator"
    static_shapes = True

    def __init__(self, clips: Clips, config: RunConfig, seed: int, device: torch.device) -> None:
        with seeded(seed, _GENERATOR):
            frames = clips.training_frames()
            module = MotionCVAE(config.generator, clips.classes, *mean_and_std(frames))
            module.start_linear_path(frames)
        self.generator = module.to(device)
        super().__init__(self.generator, config.generator_schedule, seed * 10 + _GENERATOR, device)
        self.source = TrainingClips(clips, config.generator_schedule.batch, self.seed, device)
        self.weights, self.mirror, self.latent = config.losses, config.mirror, config.generator.latent
        self.frames_at_once = FRAMES_AT_ONCE[device.type]

    def inputs(self, step: int) -> Inputs:
        inputs = self.source.inputs(step)
        random, count = stream(self.device, self.seed, step), len(inputs.tensors["clips"])
        inputs.tensors["noise"] = torch.randn(count, self.latent, generator=random, device=self.device)
        if self.mirror:
            inputs.tensors["mirror"] = torch.rand(count, generator=random, device=self.device) < 0.5
        return inputs

    def losses(self, inputs: Inputs) -> dict[str, Tensor]:
        batch = self.source.clips.batch(inputs.tensors["clips"], inputs.frames)
        features = mirrored(batch.features, inputs.tensors["mirror"]) if self.mirror else batch.features
        with self.precision():
            decoded, posterior = self.generator(features, batch.mask, batch.labels, inputs.tensors["noise"])
        whole = self.source.clips.mask(inputs.batch, inputs.frames)
        terms = generator_losses(decoded, features, batch.mask, posterior, self.weights, whole)
        return {
            "loss": terms.total,
            "features": terms.features,
            "surface": terms.surface,
            "velocity": terms.velocity,
            "root": terms.root,
            "feet": terms.feet,
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
        super().__init__(self.recogniser, config.recogniser_schedule, seed * 10 + _RECOGNISER, device)
        self.source = TrainingClips(clips, config.recogniser_schedule.batch, self.seed, device)
        self.stopping = config.early_stopping
        self.best: dict[str, Tensor] = {}
        self.best_loss, self.waited = float("inf"), 0

    def inputs(self, step: int) -> Inputs:
        return self.source.inputs(step)

    def losses(self, inputs: Inputs) -> dict[str, Tensor]:
        batch = self.source.clips.batch(inputs.tensors["clips"], inputs.frames)
        logits = self.recogniser(batch.features, batch.lengths)
        correct = (logits.argmax(-1) == batch.labels).float().mean()
        loss = cross_entropy(logits, batch.labels, label_smoothing=0.05)
        return {"loss": inputs.share * loss, "accuracy": inputs.share * correct}

    def after_step(self, done: int) -> None:
        if not self.source.clips.splits["validation"] or done % self.stopping.every:
            return
        loss = validation_loss(self.recogniser, self.source.clips, self.device)
        if loss < self.best_loss:
            self.best_loss, self.waited = loss, 0
            self.best = {name: tensor.clone() for name, tensor in self.recogniser.state_dict().items()}
        else:
            self.waited += 1
            self.stopped = self.waited >= self.stopping.patience

    def finish(self) -> None:
        """Go back to the best weights, and fit the temperature of their probabilities on the validation split."""
        if self.best:
            self.recogniser.load_state_dict(self.best)
        clips, indices = self.source.clips, self.source.clips.splits["validation"]
        logits = predictions(self.recogniser, clips, indices, self.device)
        self.recogniser.temperature.fill_(fit_temperature(logits, clips.labels[indices]))

    def extra_tensors(self) -> dict[str, Tensor]:
        return self.best

    def extra_state(self) -> dict[str, Any]:
        return {"best_loss": self.best_loss if self.best else None, "waited": self.waited}

    def restore(self, tensors: dict[str, Tensor], state: dict[str, Any]) -> None:
        self.best, self.waited = tensors, int(state["waited"])
        self.best_loss = float("inf") if state["best_loss"] is None else float(state["best_loss"])


class FlowTask(Task):
    """Rectified flow to the latents that the trained generator gives the training clips.

    mu, sigma: (clips, latent) of the clips ``indices``; each step draws their latents anew from the posterior.
    """

    name = "flow"
    static_shapes = True

    def __init__(
        self,
        clips: Clips,
        indices: list[int],
        posterior: tuple[Tensor, Tensor],
        config: RunConfig,
        seed: int,
        device: torch.device,
    ) -> None:
        assert config.flow is not None
        self.mu, self.sigma = (tensor.to(device) for tensor in posterior)
        mean, axes = principal_axes(posterior[0].cpu(), posterior[1].cpu(), clips.labels[indices], clips.classes)
        with seeded(seed, _FLOW):
            self.flow = LatentFlow(
                config.flow,
                config.generator.latent_tokens,
                clips.classes,
                len(clips.intensity_names),
                mean,
                axes,
            ).to(device)
        super().__init__(self.flow, config.flow.schedule, seed * 10 + _FLOW, device)
        self.wish = Wish(*(each[indices].to(device) for each in (clips.labels, clips.intensities, clips.lengths)))

    def inputs(self, step: int) -> Inputs:
        random, batch = stream(self.device, self.seed, step), min(self.schedule.batch, len(self.mu))
        draws: dict[str, Any] = {"generator": random, "device": self.device}
        return Inputs(
            {
                "clips": torch.randperm(len(self.mu), **draws)[:batch],
                "latent noise": torch.randn(batch, self.mu.shape[1], **draws),
                "noise": torch.randn(batch, self.flow.wide, **draws),
                "time": torch.rand(batch, **draws),
                "told": torch.rand(batch, **draws),
            },
            0,
        )

    def losses(self, inputs: Inputs) -> dict[str, Tensor]:
        given = inputs.tensors
        chosen = given["clips"]
        latents = self.mu[chosen] + self.sigma[chosen] * given["latent noise"]
        wish = Wish(self.wish.labels[chosen], self.wish.intensities[chosen], self.wish.frames[chosen])
        with self.precision():
            loss = self.flow.loss(latents, wish, given["noise"], given["time"], given["told"])
        return {"loss": inputs.share * loss}


class TrainingClips:
    """The training split on a device, batch by batch in the order of its seed."""

    def __init__(self, clips: Clips, batch: int, seed: int, device: torch.device) -> None:
        self.clips = clips.to(device)
        self.train = torch.tensor(clips.splits["train"])
        self.lengths = clips.lengths[self.train].tolist()
        self.order = BatchOrder(self.lengths, batch, seed)
        # A GPU replays recorded steps, one recording for each length of batch: few lengths there, exact ones elsewhere.
        self.static = static_lengths(self.lengths) if device.type == "cuda" else ()
        self.device = device

    def inputs(self, step: int) -> Inputs:
        """The clips of one step, and the frames that they are padded to."""
        positions = self.order.at(step)
        longest = max(self.lengths[position] for position in positions)
        frames = next((length for length in self.static if length >= longest), longest)
        return Inputs({"clips": self.train[positions].to(self.device)}, frames)


@torch.no_grad()
def predictions(recogniser: Recogniser, clips: Clips, indices: list[int], device: torch.device) -> Tensor:
    """Logits (len(indices), labels) on the CPU."""
    recogniser.eval()
    logits = torch.empty(len(indices), clips.classes)
    lengths = clips.lengths.tolist()
    ranked = sorted(range(len(indices)), key=lambda position: lengths[indices[position]])
    for first in range(0, len(ranked), EVALUATION_BATCH):
        positions = ranked[first : first + EVALUATION_BATCH]
        batch = clips.batch([indices[position] for position in positions]).to(device)
        logits[positions] = recogniser(batch.features, batch.lengths).cpu()
    return logits


def validation_loss(recogniser: Recogniser, clips: Clips, device: torch.device) -> float:
    """Cross-entropy on the validation split."""
    indices = clips.splits["validation"]
    return float(cross_entropy(predictions(recogniser, clips, indices, device), clips.labels[indices].cpu()))


def mean_and_std(frames: Tensor) -> tuple[Tensor, Tensor]:
    """(F, C) -> mean (C,) and standard deviation (C,), kept away from zero."""
    return frames.mean(0), frames.std(0).clamp(min=_SMALLEST_STD)
