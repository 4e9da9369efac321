from __future__ import annotations

import numpy as np
import pytest

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
