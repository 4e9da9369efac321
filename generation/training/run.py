"""A run: the folder that training leaves, and the models in it.

config.json              settings, labels, seed, device, corpus hash, terms of use
generator.safetensors    recogniser.safetensors    weights
latents.safetensors      of each training clip: mu and sigma (clips, latent), class (clips,)
flow.safetensors         weights of the latents' flow, where the run has one
durations.json           lengths in frames of each label's training clips
feet.json                how high people lift their feet in them
metrics.json             written last: a folder with it is a finished run
log.csv                  losses over the steps of the models
tensorboard/             the same for TensorBoard, where asked for
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
from generation.feet.planting import plant_feet
from generation.files import sha256_of
from generation.labels import LabelSet
from generation.model.config import RunConfig
from generation.model.cvae import MotionCVAE, frame_mask
from generation.model.device import choose_device
from generation.model.features import FEATURES, features_to_motion, motion_features, smoothed
from generation.model.flow import LatentFlow, Wish
from generation.model.latents import SPREADS, LabelDurations, LabelLatents
from generation.model.recogniser import Recogniser
from generation.motion import Motion
from generation.training.checkpoint import load_module, load_weights
from generation.training.seeding import seeded

SCHEMA = "miburi.run/3"
CONFIG, METRICS, LOG, DURATIONS = "config.json", "metrics.json", "log.csv", "durations.json"
BOARD = "tensorboard"
GENERATOR, RECOGNISER, LATENTS = "generator.safetensors", "recogniser.safetensors", "latents.safetensors"
FLOW, FEET = "flow.safetensors", "feet.json"
CONTENT = (CONFIG, GENERATOR, RECOGNISER, LATENTS, FLOW, DURATIONS, FEET)
DECODING_BATCH = 32


@dataclass(frozen=True)
class Draw:
    """One clip to decode: its label's class, length, and what the decoder attends to (K, width)."""

    label: int
    frames: int
    memory: Tensor


@dataclass(frozen=True)
class Run:
    """An opened run; the models are on ``device``, in evaluation mode. ``swing``: metres by which feet are lifted."""

    path: Path
    description: dict[str, Any]
    labels: LabelSet
    generator: MotionCVAE
    recogniser: Recogniser
    latents: LabelLatents
    flow: LatentFlow | None
    intensities: tuple[str, ...]
    durations: LabelDurations
    swing: float
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
        latents = load_weights(path / LATENTS)
        durations = read_json(path / DURATIONS)
        intensities = tuple(description["intensities"])
        if list(durations) != list(labels.names) or not _fits(latents, config, len(labels)):
            raise MiburiError(f"{path}: latents or durations are of another label set; train the run again")
        with seeded(0):
            generator, recogniser, flow = blank_models(config, len(labels), len(intensities))
        load_module(path / GENERATOR, generator)
        load_module(path / RECOGNISER, recogniser)
        if flow is not None:
            load_module(path / FLOW, flow)
        return cls(
            path,
            description,
            labels,
            generator.to(where).eval(),
            recogniser.to(where).eval(),
            LabelLatents(latents["mu"], latents["sigma"], latents["classes"]),
            None if flow is None else flow.to(where).eval(),
            intensities,
            LabelDurations(tuple(tuple(frames) for frames in durations.values())),
            float(read_json(path / FEET)["swing_metres"]),
            where,
        )

    @cached_property
    def sha256(self) -> str:
        """Hash over everything that decides what the run generates."""
        files = [name for name in CONTENT if (self.path / name).exists()]
        hashes = "\n".join(f"{name} {sha256_of(self.path / name)}" for name in files)
        return hashlib.sha256(hashes.encode()).hexdigest()

    @property
    def spread(self) -> str:
        """Where samples come from unless one asks otherwise: the flow, or without one the latents' total spread."""
        return "total" if self.flow is None else "flow"

    def sample(self, label: str, n: int, seed: int, spread: str | None = None, intensity: str = "") -> list[Motion]:
        """``n`` motions of a label, with lengths from its duration distribution; ``intensity`` "" is any."""
        index = self.labels.index(label)
        return self.decode(self.draws(index, child_seeds(seed, index, n), spread=spread, intensity=intensity))

    def decode_mean_latent(self, label: str, frames: int | None = None) -> Motion:
        """The motion of a label's mean mu; its length is the label's median."""
        return self.decode([self.mean_draw(self.labels.index(label), frames)])[0]

    def decode_bias(self, label: str, frames: int | None = None) -> Motion:
        """The motion of the learned bias vector b_label alone."""
        index = self.labels.index(label)
        bias = self.generator.biases[index].detach().cpu().expand(self.generator.config.latent_tokens, -1)
        return self.decode([Draw(index, frames or self.durations.quantile(index, 0.5), bias)])[0]

    def draws(
        self,
        label: int,
        seeds: Sequence[int],
        durations: LabelDurations | None = None,
        spread: str | None = None,
        intensity: str = "",
    ) -> list[Draw]:
        """For each seed T from the label's durations and z from its latents, plus b_label.

        spread: one of ``SPREADS``, by default the run's own. MiburiError when the run has no such spread or intensity.
        """
        chosen = self._checked(spread or self.spread, intensity)
        generators = [np.random.default_rng(seed) for seed in seeds]
        frames = [(durations or self.durations).sample(label, rng) for rng in generators]
        if chosen == "flow":
            latents = self._flow_latents(label, frames, generators, intensity)
        else:
            latents = torch.stack([self.latents.sample(label, rng, chosen) for rng in generators])
        return [Draw(label, *each) for each in zip(frames, self.memory(label, latents), strict=True)]

    def draws_between(
        self, label: int, seed: int, intensities: tuple[str, str], shares: Sequence[float], frames: int
    ) -> list[Draw]:
        """One clip at intensities between two, ``shares`` of the way: the flow from the same noise each time.

        MiburiError when the run has no flow or does not know the intensities.
        """
        for intensity in intensities:
            self._checked("flow", intensity)
        assert self.flow is not None
        noise = np.random.default_rng(seed).standard_normal(self.flow.wide).astype(np.float32)
        low, high = (self.intensities.index(intensity) + 1 for intensity in intensities)
        labels, lows, lengths, highs = (
            torch.full((len(shares),), value, device=self.device) for value in (label, low, frames, high)
        )
        wish = Wish(labels, lows, lengths, highs, torch.tensor(shares, dtype=torch.float32, device=self.device))
        latents = self.flow.sample(torch.from_numpy(noise).to(self.device).expand(len(shares), -1), wish)
        return [Draw(label, frames, memory) for memory in self.memory(label, latents)]

    def mean_draw(self, label: int, frames: int | None = None) -> Draw:
        memory = self.memory(label, self.latents.mu[label].unsqueeze(0))[0]
        return Draw(label, frames or self.durations.quantile(label, 0.5), memory)

    @torch.no_grad()
    def memory(self, label: int, latents: Tensor) -> Tensor:
        """What the decoder attends to (B, K, width) for latents (B, latent) of one label."""
        labels = torch.full((len(latents),), label, device=self.device)
        return self.generator.memory(latents.to(self.device), labels).cpu()

    def _checked(self, spread: str, intensity: str) -> str:
        if spread not in SPREADS:
            raise MiburiError(f"unknown spread {spread!r}; expected one of {', '.join(SPREADS)}")
        if spread == "flow" and self.flow is None:
            raise MiburiError(f"{self.path}: this run has no flow; sample with --spread total or mean-sigma")
        if intensity and (spread != "flow" or intensity not in self.intensities):
            known = ", ".join(self.intensities) if spread == "flow" and self.intensities else "none"
            raise MiburiError(f"{self.path}: intensity {intensity!r} cannot be asked for; it can give: {known}")
        return spread

    def _flow_latents(
        self, label: int, frames: list[int], generators: list[np.random.Generator], intensity: str
    ) -> Tensor:
        assert self.flow is not None
        noise = np.stack([rng.standard_normal(self.flow.wide) for rng in generators])
        level = self.intensities.index(intensity) + 1 if intensity else 0
        count = len(frames)
        wish = Wish(torch.full((count,), label), torch.full((count,), level), torch.tensor(frames))
        wish = Wish(*(each.to(self.device) for each in (wish.labels, wish.intensities, wish.frames)))
        return self.flow.sample(torch.from_numpy(noise.astype(np.float32)).to(self.device), wish).cpu()

    def decode(self, draws: Sequence[Draw]) -> list[Motion]:
        """Motions on the ground, in the order of ``draws``."""
        decoded = decoded_features(self.generator, draws, self.device)
        smoothing = self.generator.config.smoothing
        return [plant_feet(features_to_motion(smoothed(clip, smoothing)), self.swing) for clip in decoded]

    @torch.no_grad()
    def classify(self, motions: Sequence[Motion]) -> NDArray[np.float64]:
        """The recogniser's calibrated probabilities (motions, labels)."""
        rows = []
        for first in range(0, len(motions), DECODING_BATCH):
            batch = motions[first : first + DECODING_BATCH]
            features = [motion_features(torch.from_numpy(m.poses), torch.from_numpy(m.trans)) for m in batch]
            lengths = torch.tensor([len(motion) for motion in batch])
            padded = torch.nn.utils.rnn.pad_sequence(features, batch_first=True).to(self.device)
            rows.append(self.recogniser.probabilities(self.recogniser(padded, lengths.to(self.device))))
        return torch.cat(rows).numpy() if rows else np.empty((0, len(self.labels)))


@torch.no_grad()
def decoded_features(generator: MotionCVAE, draws: Sequence[Draw], device: torch.device) -> list[Tensor]:
    """Features (frames, 147) on the CPU, in the order of ``draws``. Clips of like length are decoded together."""
    clips: dict[int, Tensor] = {}
    ranked = sorted(range(len(draws)), key=lambda position: draws[position].frames)
    for first in range(0, len(ranked), DECODING_BATCH):
        chosen = ranked[first : first + DECODING_BATCH]
        mask = frame_mask(torch.tensor([draws[position].frames for position in chosen])).to(device)
        memory = torch.stack([draws[position].memory for position in chosen]).to(device)
        decoded = generator.decode_memory(memory, mask).cpu()
        clips |= {position: clip[: draws[position].frames] for position, clip in zip(chosen, decoded, strict=True)}
    return [clips[position] for position in range(len(draws))]


def blank_models(config: RunConfig, labels: int, intensities: int) -> tuple[MotionCVAE, Recogniser, LatentFlow | None]:
    """Models of a run's shapes, to load its weights into."""
    mean, std = torch.zeros(FEATURES), torch.ones(FEATURES)
    tokens, latent = config.generator.latent_tokens, config.generator.latent
    flow = None
    if config.flow is not None:
        axes = torch.zeros(labels, latent), torch.eye(latent)
        flow = LatentFlow(config.flow, tokens, labels, intensities, *axes)
    return MotionCVAE(config.generator, labels, mean, std), Recogniser(config.recogniser, labels, mean, std), flow


def _fits(latents: dict[str, Tensor], config: RunConfig, labels: int) -> bool:
    """Whether these are the latents of training clips of all labels."""
    shapes = {name: tuple(tensor.shape) for name, tensor in latents.items()}
    clips = len(latents.get("classes", ()))
    expected = {"mu": (clips, config.generator.latent), "sigma": (clips, config.generator.latent), "classes": (clips,)}
    return shapes == expected and set(latents["classes"].tolist()) == set(range(labels))


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
