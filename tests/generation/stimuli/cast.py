"""What the tests of stimulus sets share."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from generation.motion import Motion
from generation.stimuli.design import Correct, Design, Misclassified, Quota


def content(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def paper(correct: int = 2, misclassified: int = 2, mean_latent: int = 1, **settings: Any) -> Design:
    """A design of the paper's three conditions."""
    return Design(
        correct=Correct(correct) if correct else None,
        misclassified=Misclassified(misclassified) if misclassified else None,
        mean_latent=Quota(mean_latent) if mean_latent else None,
        **settings,
    )


def guesses(motions: list[Motion], labels: int = 3) -> np.ndarray:
    """A recogniser that takes a motion's hash for its label, and is 50 to 90 % sure of it."""
    rows = np.empty((len(motions), labels))
    for row, motion in zip(rows, motions, strict=True):
        number = int(motion.sha256, 16)
        sure = 0.5 + 0.4 * (number // labels % 1000) / 1000
        row[:] = (1 - sure) / (labels - 1)
        row[number % labels] = sure
    return rows
