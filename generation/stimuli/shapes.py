"""How far apart two clips are: what near-duplicates are told by.

The distance between two clips is the mean distance of their joints in metres, after each clip is brought to ``TIMES``
moments from its first frame to its last, its pelvis to one place and its hips to one heading in every frame. Length,
path and direction of walking thus do not count, posture and gesture do.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from generation.corpus.store import Corpus
from generation.motion import Motion
from generation.skeleton import INDEX, JOINTS, joint_positions

TIMES = 16
REAL_CLIPS = 100  # of a label, whose distances are the yardstick
_LEFT, _RIGHT = INDEX["left_hip"], INDEX["right_hip"]
_YARDSTICK = 13  # the stream of random numbers that draws those clips

Shape = NDArray[np.float32]  # (TIMES, 24, 3) metres


def clip_shape(motion: Motion) -> Shape:
    """(TIMES, 24, 3) metres, seen from the pelvis, the hips facing one way."""
    joints = joint_positions(motion.poses, motion.trans)
    moments = np.linspace(0, len(joints) - 1, TIMES)
    before = np.minimum(moments.astype(int), len(joints) - 1)
    after = np.minimum(before + 1, len(joints) - 1)
    share = (moments - before)[:, None, None]
    places = (1 - share) * joints[before] + share * joints[after]
    left = places[:, _LEFT] - places[:, _RIGHT]
    angle = np.arctan2(left[:, 2], left[:, 0])
    cos, sin, none, one = np.cos(angle), np.sin(angle), np.zeros(TIMES), np.ones(TIMES)
    turn = np.array([[cos, none, sin], [none, one, none], [-sin, none, cos]]).transpose(2, 0, 1)
    shape: Shape = np.einsum("tij,tkj->tki", turn, places - places[:, :1]).astype(np.float32)
    return shape


def distances(shape: Shape, others: Shape) -> NDArray[np.float64]:
    """From others (n, TIMES, 24, 3): (n,) metres."""
    away: NDArray[np.float64] = np.linalg.norm(others - shape, axis=-1).mean(axis=(1, 2), dtype=np.float64)
    return away


def pair_distances(shapes: Sequence[Shape]) -> NDArray[np.float64]:
    """(n (n - 1) / 2,) metres, of all pairs."""
    if len(shapes) < 2:
        return np.empty(0)
    together = np.stack(shapes)
    return np.concatenate([distances(shape, together[place + 1 :]) for place, shape in enumerate(together[:-1])])


def smallest_distance(shapes: Sequence[Shape]) -> float | None:
    """Of the nearest pair; None of fewer than two clips."""
    found = pair_distances(shapes)
    return round(float(found.min()), 6) if len(found) else None


def real_distance(corpus: Corpus, label: str, share: float, seed: int) -> float | None:
    """The distance that ``share`` of the pairs of a label's training clips do not exceed; None below two clips.

    Of at most ``REAL_CLIPS`` clips, drawn by the seed.
    """
    named = corpus.clips["label"].to_numpy() == label
    rows = np.flatnonzero(named & (corpus.clips["split"].to_numpy() == "train"))
    drawn = np.random.default_rng([seed, _YARDSTICK]).permutation(rows)[:REAL_CLIPS]
    found = pair_distances([clip_shape(corpus.motion(int(row))) for row in drawn])
    return float(np.quantile(found, share)) if len(found) else None


class Crowd:
    """Shapes of the clips that a cell's candidates must keep ``nearest`` metres away from; None: they need not."""

    def __init__(self, nearest: float | None = None) -> None:
        self.nearest = nearest
        self._shapes = np.empty((0, TIMES, len(JOINTS), 3), np.float32)
        self._count = 0

    def is_near(self, shape: Shape) -> bool:
        if self.nearest is None:
            return False
        return bool((distances(shape, self._shapes[: self._count]) < self.nearest).any())

    def add(self, shape: Shape) -> None:
        if self.nearest is None:
            return
        if self._count == len(self._shapes):
            self._shapes = np.concatenate([self._shapes, np.empty((max(64, self._count), *shape.shape), np.float32)])
        self._shapes[self._count] = shape
        self._count += 1
