"""Tiny corpora and a tiny run that the tests of ``generation`` share."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from generation.corpus.splits import split_by_clip
from generation.corpus.store import Corpus, write_corpus
from generation.labels import LabelSet
from generation.model.config import (
    EarlyStopping,
    FlowConfig,
    GeneratorConfig,
    LossConfig,
    RecogniserConfig,
    RunConfig,
    Schedule,
)
from generation.motion import Motion
from generation.skeleton import INDEX, SOLE_Y
from generation.training.run import Run
from generation.training.train import train_run

TINY = RunConfig(
    generator=GeneratorConfig(width=16, layers=1, heads=2, feedforward=32, dropout=0.1, patch=2),
    losses=LossConfig(surface=1.0, velocity=1.0, kl=2e-4, stride=3),
    generator_schedule=Schedule(steps=12, batch=8, learning_rate=1e-3, warmup=2, cosine=True),
    recogniser=RecogniserConfig(width=16, layers=2, dropout=0.1, patch=2),
    recogniser_schedule=Schedule(steps=12, batch=8, learning_rate=5e-3),
    early_stopping=EarlyStopping(every=4, patience=2),
    flow=FlowConfig(width=16, layers=1, schedule=Schedule(steps=12, batch=8, learning_rate=1e-3), euler_steps=4),
    evaluation_clips=4,
)
LABELS = LabelSet.of_names(["joy", "sadness", "neutral"])


def smooth_motion(rng: np.random.Generator, frames: int, raise_arms: float = 0.0) -> Motion:
    """A person who stands, sways and lifts the arms by ``raise_arms`` radians, each time a little differently."""
    time = np.arange(frames)[:, None, None] / 20
    rate, phase = rng.uniform(0.2, 0.8, (2, 24, 3))
    poses = 0.1 * np.sin(2 * np.pi * (rate * time + phase))
    poses[:, INDEX["left_shoulder"], 2] += raise_arms - 1.2
    poses[:, INDEX["right_shoulder"], 2] += 1.2 - raise_arms
    poses[:, 0, 1] += rng.uniform(-3, 3)
    trans = np.array([0.0, -SOLE_Y, 0.0]) + 0.05 * np.sin(time[:, 0] * rng.uniform(0.5, 2, 3)) + rng.normal(size=3)
    return Motion(poses.astype(np.float32), trans.astype(np.float32))


@pytest.fixture
def hears_ctrl_c() -> Iterator[None]:
    """This process and those that it starts, also where the tests run in the background of a shell, which lets its jobs
    ignore Ctrl-C."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture(scope="session")
def make_corpus() -> Callable[..., Corpus]:
    """make_corpus(path, names=..., clips=..., frames=..., splits=..., seed=..., intensities=...) -> Corpus."""

    def make(
        path: Path,
        names: Sequence[str] = LABELS.names,
        clips: int = 12,
        frames: tuple[int, int] = (8, 40),
        splits: Sequence[str] | None = None,
        labels: LabelSet = LABELS,
        seed: int = 0,
        intensities: Sequence[str] = ("",),
    ) -> Corpus:
        rng = np.random.default_rng(seed)
        given = [name for name in names for _ in range(clips)]
        splits = splits or split_by_clip(given, seed)
        with write_corpus(path, labels=labels, terms="CC0 1.0", synthetic=True, provenance={"seed": seed}) as writer:
            for position, (name, split) in enumerate(zip(given, splits, strict=True)):
                motion = smooth_motion(rng, int(rng.integers(*frames)), 0.8 * labels.index(name))
                writer.add(
                    motion,
                    clip_id=f"clip-{position:03d}",
                    label=name,
                    split=split,
                    source="fixture",
                    intensity=intensities[position % len(intensities)],
                )
        return Corpus.open(path)

    return make


@pytest.fixture(scope="session")
def tiny_corpus(make_corpus: Callable[..., Corpus], tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    """36 clips of 8 to 39 frames with 3 labels in all three splits."""
    return make_corpus(tmp_path_factory.mktemp("corpus") / "tiny")


@pytest.fixture(scope="session")
def tiny_config() -> RunConfig:
    return TINY


@pytest.fixture(scope="session")
def tiny_run(tiny_corpus: Corpus, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A finished run whose recogniser knows the three labels and whose generator has learnt next to nothing."""
    path = tmp_path_factory.mktemp("run") / "tiny"
    config = replace(
        TINY,
        recogniser_schedule=replace(TINY.recogniser_schedule, steps=60),
        early_stopping=EarlyStopping(every=10, patience=6),
    )
    train_run(tiny_corpus, path, config, seed=0, device="cpu", resume=False)
    return Run.open(path, "cpu")


@pytest.fixture(scope="session")
def intense_run(make_corpus: Callable[..., Corpus], tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A finished run of a corpus with two intensities."""
    folder = tmp_path_factory.mktemp("intense")
    corpus = make_corpus(folder / "corpus", intensities=("low", "high"))
    train_run(corpus, folder / "run", TINY, seed=0, device="cpu", resume=False)
    return Run.open(folder / "run", "cpu")
