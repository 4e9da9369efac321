from __future__ import annotations

import numpy as np
import pytest

from generation.corpus.store import Corpus
from generation.motion import Motion
from generation.training.run import Run
from tests.generation.stimuli.cast import guesses


@pytest.fixture
def run(tiny_run: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The tiny run with a recogniser that guesses: every label of three as often."""

    def classify(self: Run, motions: list[Motion]) -> np.ndarray:
        return guesses(motions)

    monkeypatch.setattr(Run, "classify", classify)
    return tiny_run


@pytest.fixture
def intense(intense_run: Run, monkeypatch: pytest.MonkeyPatch) -> tuple[Run, Corpus]:
    """A run that guesses, and its corpus of two intensities."""
    monkeypatch.setattr(Run, "classify", lambda self, motions: guesses(motions))
    return intense_run, Corpus.open(intense_run.path.parent / "corpus")
