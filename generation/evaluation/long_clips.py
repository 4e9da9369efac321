"""Whether a generator holds past its training lengths.

Clips of a minute beside clips of 9 s (the paper's mean) from the same seeds. A transformer that loses hold of positions
that it has seldom seen shakes, as ACTOR does past 60 frames: jerk and acceleration go up.
"""

from __future__ import annotations

from typing import Any

from generation.evaluation.quality import compare_quality
from generation.model.latents import LabelDurations
from generation.motion import FPS, Motion
from generation.training.run import Run, child_seeds

LONG, USUAL = 60, 9  # seconds
PER_LABEL = 4


def steadiness(run: Run, seed: int, spread: str | None = None) -> dict[str, Any]:
    """Every measure of ``quality`` for ``PER_LABEL`` clips of each label at both lengths, and long over usual."""
    compared = compare_quality(_clips(run, USUAL, seed, spread), _clips(run, LONG, seed, spread), seed)
    return {
        "seconds": LONG,
        "reference_seconds": USUAL,
        "reference": compared["real"],
        "long": compared["generated"],
        "ratio": compared["ratio"],
    }


def _clips(run: Run, seconds: int, seed: int, spread: str | None) -> list[Motion]:
    labels = range(len(run.labels))
    durations = LabelDurations(tuple((seconds * FPS,) for _ in labels))
    seeds = [child_seeds(seed, label, PER_LABEL) for label in labels]
    return [motion for label in labels for motion in run.decode(run.draws(label, seeds[label], durations, spread))]
