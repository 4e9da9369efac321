"""A whole reproduction of a tiny corpus, interrupted once on its way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

import numpy as np
import pytest
import torch

from generation.__main__ import main
from generation.corpus.splits import split_by_clip
from generation.corpus.store import Corpus, write_corpus
from generation.labels import EMOTIONS, LabelSet
from generation.reproduction import reproduce
from generation.reproduction.plan import QUICK, Plan
from tests.generation.conftest import smooth_motion

LABELS = LabelSet.of_names(["joy", "sadness", "neutral"])
Files = dict[str, tuple[bytes, int]]


def acted_corpus(
    path: Path, labels: LabelSet = LABELS, clips: int = 40, synthetic: bool = True, by_content: bool = False
) -> Corpus:
    """Clips of 8 to 23 frames of low and high intensity, in which high ones raise the arms more."""
    rng = np.random.default_rng(0)
    names = [name for name in labels.names for _ in range(clips)]
    splits, intensities = split_by_clip(names, 0), cycle(("low", "high"))
    with write_corpus(path, labels=labels, terms="CC0 1.0", synthetic=synthetic, provenance={"seed": 0}) as writer:
        for number, (name, split, intensity) in enumerate(zip(names, splits, intensities, strict=False)):
            raised = 0.5 * labels.index(name) + 0.4 * (intensity == "high")
            writer.add(
                smooth_motion(rng, int(rng.integers(8, 24)), raised),
                clip_id=f"clip-{number:03d}",
                label=name,
                split=split,
                source="fixture",
                intensity=intensity,
                scenario=split if by_content else "1",
            )
    return Corpus.open(path)


@contextmanager
def one_thread() -> Iterator[None]:
    """Torch's threads wait for each other where tests run side by side; the same number gives the same bytes."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


def files_under(folder: Path) -> Files:
    """Bytes and time of every file, by path."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_mtime_ns) for path in paths}


@dataclass(frozen=True)
class Finished:
    """A finished reproduction. ``interrupted``: status and files when Ctrl-C had come in the augmentation."""

    corpus: Corpus
    plan: Plan
    interrupted: tuple[int, Files]
    again: Callable[..., int]

    @property
    def out(self) -> Path:
        return self.plan.out


@pytest.fixture(scope="session")
def acted(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    return acted_corpus(tmp_path_factory.mktemp("acted") / "corpus")


@pytest.fixture(scope="session")
def finished(acted: Corpus, tmp_path_factory: pytest.TempPathFactory) -> Finished:
    out = tmp_path_factory.mktemp("reproduction") / "out"

    def call(*options: str) -> int:
        return main(["reproduce", str(acted.path), str(out), "--quick", "--device", "cpu", *options])

    def ctrl_c(*_: object, **__: object) -> bool:
        raise KeyboardInterrupt

    with one_thread():
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(reproduce, "augment", ctrl_c)
            interrupted = call(), files_under(out)
        assert call() == 0
    return Finished(acted, Plan(out, "small", 0, "cpu", True, QUICK), interrupted, call)


@pytest.fixture(scope="session")
def emotions_corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    """The paper's labels, said to be recorded, split by clip."""
    return acted_corpus(tmp_path_factory.mktemp("emotions") / "corpus", EMOTIONS, clips=2, synthetic=False)
