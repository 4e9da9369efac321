"""How high feet are lifted on their way from one stand to the next: as in the clips that a generator learnt from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from generation.feet.contacts import contacts
from generation.feet.soles import sole_points
from generation.motion import Motion
from generation.skeleton import joint_transforms

Flags = NDArray[np.bool_]

SWING = 0.03  # metres, where nothing is known of the people: about what walkers lift heel and toe at once
LOWEST, HIGHEST = 0.01, 0.1  # metres
TRAVELS = 0.1  # metres between two stands that make a swing of lifting a foot
FEWEST = 20  # swings that tell a habit


def swing_height(motions: Iterable[Motion]) -> float:
    """Median over all swings of the greatest height (metres) of the lower of heel and toe tip; SWING without swings."""
    heights = [height for motion in motions for height in _heights(motion)]
    return float(np.clip(np.median(heights), LOWEST, HIGHEST)) if len(heights) >= FEWEST else SWING


def _heights(motion: Motion) -> Iterator[float]:
    soles = sole_points(*joint_transforms(motion.poses, motion.trans))
    if len(soles) < 2:
        return
    stands: Flags = np.asarray(contacts(soles, motion.fps).any(axis=2))
    for foot in (0, 1):
        lowest, middle = soles[:, foot, :, 1].min(axis=1), soles[:, foot][..., [0, 2]].mean(axis=1)
        for begin, end in spans(~stands[:, foot]):
            inside = begin > 0 and end < len(soles)
            if inside and np.linalg.norm(middle[end] - middle[begin - 1]) > TRAVELS:
                yield float(lowest[begin:end].max())


def spans(flags: Flags) -> Iterator[tuple[int, int]]:
    """First frame of each run of set ``flags`` (T,), and the frame after its last."""
    edges = np.diff(np.concatenate([[False], flags, [False]]).astype(np.int8))
    for begin, end in zip(np.flatnonzero(edges == 1), np.flatnonzero(edges == -1), strict=True):
        yield int(begin), int(end)
