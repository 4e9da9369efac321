"""A run: the folder that training leaves, and the models in it.

config.json              settings, labels, seed, device, corpus hash, terms of use
generator.safetensors    recogniser.safetensors    weights
latents.safetensors      each label's latent distribution: mu and sigma (labels, width), factor (labels, width, width)
durations.json           lengths in frames of each label's training clips
metrics.json             written last: a folder with it is a finished run
log.csv                  losses over the steps of both models
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from generation.errors import MiburiError
from generation.files import sha256_of
from generation.labels import LabelSet
from generation.model.config import RunConfig
from generation.model.cvae import MotionCVAE, frame_mask
from generation.model.device import choose_device
from generation.model.features import FEATURES, features_to_motion, motion_features, smoothed
from generation.model.latents import LabelDurations, LabelLatents
from generation.model.recogniser import Recogniser
from generation.motion import Motion
from generation.training.checkpoint import load_module, load_weights
from generation.training.seeding import seeded

SCHEMA = "miburi.run/1"
CONFIG, METRICS, LOG, DURATIONS = "config.json", "metrics.json", "log.csv", "durations.json"
GENERATOR, RECOGNISER, LATENTS = "generator.safetensors", "recogniser.safetensors", "latents.safetensors"
CONTENT = (CONFIG, GENERATOR, RECOGNISER, LATENTS, DURATIONS)
DECODING_BATCH = 32


@dataclass(frozen=True)
class Draw:
    """One clip to decode: its label's class, length, and what the decoder attends to (width,)."""

    label: int
    frames: int
    memory: Tensor


@dataclass(frozen=True)
class Run:
    """An opened run; the models are on ``device``, in evaluation mode."""

    path: Path
    description: dict[str, Any]
    labels: LabelSet
    generator: MotionCVAE
    recogniser: Recogniser
    latents: LabelLatents
    durations: LabelDurations
    device: torch.device

    @classmethod
    def open(cls, path: Path, device: str = "auto") -> Run:
        """Open a finished run. MiburiError when it is missing, unfinished, damaged, or of another label set."""
        if not (path / CONFIG).exists():
            raise MiburiError(f"{path}: not a run, {CONFIG} is missing; make one with `python -m generation train`")
        if not (path / METRICS).exists():
            raise MiburiError(f"{path}: this run is not finished; go on with `python -m generation train --resume`")
        return cls.load(path, device)

    @classmethod
    def load(cls, path: Path, device: str = "auto") -> Run:
        """Open a run whose models are trained, evaluated or not."""
        description = read_json(path / CONFIG)
        if description.get("schema") != SCHEMA:
            raise MiburiError(f"{path}: schema {description.get('schema')!r} is not {SCHEMA!r}; train the run again")
        try:
            labels, config = LabelSet.from_json(description["labels"]), RunConfig.from_json(description["config"])
        except (KeyError, TypeError) as error:
            raise MiburiError(f"{path / CONFIG}: not the settings of a run ({error!r}); train the run again") from None
        where = choose_device(device)
        blank = torch.zeros(FEATURES), torch.ones(FEATURES)
        with seeded(0):
            generator = MotionCVAE(config.generator, len(labels), *blank)
            recogniser = Recogniser(config.recogniser, len(labels), *blank)
        load_module(path / GENERATOR, generator)
        load_module(path / RECOGNISER, recogniser)
        latents = load_weights(path / LATENTS)
        durations = read_json(path / DURATIONS)
        shapes = {name: tuple(tensor.shape) for name, tensor in latents.items()}
        if list(durations) != list(labels.names) or shapes != LabelLatents.shapes(len(labels), config.generator.width):
            raise MiburiError(f"{path}: latents or durations are of another label set; train the run again")
        return cls(
            path,
            description,
            labels,
            generator.to(where).eval(),
            recogniser.to(where).eval(),
            LabelLatents(latents["mu"], latents["sigma"], latents["factor"]),
            LabelDurations(tuple(tuple(frames) for frames in durations.values())),
            where,
        )

    @cached_property
    def sha256(self) -> str:
        """Hash over everything that decides what the run generates."""
        hashes = "\n".join(f"{name} {sha256_of(self.path / name)}" for name in CONTENT)
        return hashlib.sha256(hashes.encode()).hexdigest()

    def sample(self, label: str, n: int, seed: int, spread: str = "total") -> list[Motion]:
        """``n`` motions of a label, with lengths from its duration distribution."""
        index = self.labels.index(label)
        return self.decode([self.draw(index, child, spread=spread) for child in child_seeds(seed, index, n)])

    def decode_mean_latent(self, label: str, frames: int | None = None) -> Motion:
        """The motion of a label's mean mu; its length is the label's median."""
        index = self.labels.index(label)
        return self.decode([self.mean_draw(index, frames)])[0]

    def decode_bias(self, label: str, frames: int | None = None) -> Motion:
        """The motion of the learned bias vector b_label alone."""
        index = self.labels.index(label)
        bias = self.generator.biases[index].detach().cpu()
        return self.decode([Draw(index, frames or self.durations.quantile(index, 0.5), bias)])[0]

    def draw(self, label: int, seed: int, durations: LabelDurations | None = None, spread: str = "total") -> Draw:
        """T from the label's durations and z from its latents, plus b_label; the same seed, the same draw."""
        rng = np.random.default_rng(seed)
        frames = (durations or self.durations).sample(label, rng)
        noise = torch.from_numpy(rng.standard_normal(self.latents.mu.shape[1]).astype(np.float32))
        return Draw(label, frames, self._memory(label, self.latents.sample(label, noise, spread)))

    def mean_draw(self, label: int, frames: int | None = None) -> Draw:
        return Draw(label, frames or self.durations.quantile(label, 0.5), self._memory(label, self.latents.mu[label]))

    def _memory(self, label: int, latent: Tensor) -> Tensor:
        return latent + self.generator.biases[label].detach().cpu()

    @torch.no_grad()
    def decode(self, draws: Sequence[Draw]) -> list[Motion]:
        """Motions on the ground, in the order of ``draws``."""
        motions: list[Motion] = []
        for first in range(0, len(draws), DECODING_BATCH):
            batch = draws[first : first + DECODING_BATCH]
            mask = frame_mask(torch.tensor([draw.frames for draw in batch])).to(self.device)
            memory = torch.stack([draw.memory for draw in batch]).to(self.device)
            decoded = self.generator.decode_memory(memory, mask).cpu()
            motions += [
                features_to_motion(smoothed(clip[: draw.frames], self.generator.config.smoothing))
                for clip, draw in zip(decoded, batch, strict=True)
            ]
        return motions

    @torch.no_grad()
    def classify(self, motions: Sequence[Motion]) -> NDArray[np.float64]:
        """The recogniser's probabilities (motions, labels)."""
        rows = []
        for first in range(0, len(motions), DECODING_BATCH):
            batch = motions[first : first + DECODING_BATCH]
            features = [motion_features(torch.from_numpy(m.poses), torch.from_numpy(m.trans)) for m in batch]
            lengths = torch.tensor([len(motion) for motion in batch])
            padded = torch.nn.utils.rnn.pad_sequence(features, batch_first=True).to(self.device)
            rows.append(self.recogniser(padded, lengths.to(self.device)).cpu().double().softmax(-1))
        return torch.cat(rows).numpy() if rows else np.empty((0, len(self.labels)))


def child_seeds(seed: int, label: int, n: int) -> list[int]:
    """Seeds of a label's candidates 0 to n - 1; a longer list begins with a shorter one."""
    return [int(value) for value in np.random.SeedSequence([seed, label]).generate_state(n, np.uint32)]


def read_json(path: Path) -> dict[str, Any]:
    """MiburiError when the file is missing or is not a JSON object."""
    try:
        data = json.loads(path.read_bytes())
    except FileNotFoundError:
        raise MiburiError(f"{path}: no such file; train the run again") from None
    except ValueError as error:
        raise MiburiError(f"{path}: not JSON ({error}); train the run again") from None
    if not isinstance(data, dict):
        raise MiburiError(f"{path}: not a JSON object; train the run again")
    return data
