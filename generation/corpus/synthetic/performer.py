"""One person's way of moving: it stays the same over all clips of a performer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from generation.corpus.synthetic.channels import Pose
from generation.corpus.synthetic.gestures import GESTURES
from generation.corpus.synthetic.repertoire import REPERTOIRE

POSTURE_SPREAD = {
    "pitch": 2.0, "bend": 4.5, "nod": 5.5, "tilt": 2.0, "look": 3.0, "side": 1.2, "twist": 2.0, "shrug": 2.5,
    "spread": 4.0, "elbows": 7.0,
}  # fmt: skip


@dataclass(frozen=True)
class Performer:
    """tempo, size, expressivity, mobility: factors. taste: factor per gesture. posture: degrees."""

    tempo: float
    size: float
    expressivity: float
    mobility: float
    sway: float
    stance: float
    right_handed: bool
    posture: Pose
    emotion_posture: Mapping[str, float]
    taste: Mapping[str, float]


def draw_performer(rng: np.random.Generator) -> Performer:
    """A performer's style."""
    return Performer(
        tempo=float(np.exp(rng.normal(0.0, 0.15))),
        size=float(np.clip(np.exp(rng.normal(0.0, 0.13)), 0.7, 1.2)),
        expressivity=float(np.exp(rng.normal(0.0, 0.25))),
        mobility=float(np.exp(rng.normal(0.0, 0.4))),
        sway=float(np.exp(rng.normal(0.0, 0.25))),
        stance=float(np.clip(rng.normal(0.115, 0.02), 0.075, 0.17)),
        right_handed=bool(rng.random() < 0.9),
        posture={name: float(rng.normal(0.0, spread)) for name, spread in POSTURE_SPREAD.items()},
        emotion_posture={name: float(np.exp(rng.normal(0.0, 0.4))) for name in REPERTOIRE},
        taste={name: float(np.exp(rng.normal(0.0, 0.9))) for name in GESTURES},
    )
