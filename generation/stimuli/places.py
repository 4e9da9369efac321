"""The places that matched conditions share: clips of one label and place are each other's counterparts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from generation.model.latents import LabelDurations
from generation.stimuli.candidates import Pool
from generation.stimuli.design import Design

_LENGTHS = 19  # the stream of random numbers that draws the lengths of places


@dataclass(frozen=True)
class Places:
    """``count`` places of one label; ``lengths``: of their clips in frames, empty where durations are not matched.

    lower: where two places are equally near the middle, the one of the shorter clip; labels take turns in this.
    """

    count: int
    lengths: tuple[int, ...] = ()
    lower: bool = False

    def of(self, wanted: int) -> NDArray[np.int64]:
        """Which places a condition of ``wanted`` clips fills: all, or as many evenly spread ones."""
        middles = (np.arange(wanted) + 0.5) * self.count / wanted
        spread: NDArray[np.float64] = np.ceil(middles) - 1 if self.lower else np.floor(middles)
        return spread.astype(np.int64)

    def lengths_of(self, wanted: int) -> tuple[int, ...]:
        """Frames of those places, where they are given."""
        return tuple(self.lengths[place] for place in self.of(wanted)) if self.lengths else ()


def places_of(
    design: Design, label: int, wanted: dict[str, int], durations: LabelDurations, real: Sequence[Pool], seed: int
) -> Places:
    """The places of a label. ``wanted``: clips of each condition that has any.

    With matched durations, recorded clips give their places their own lengths; the others are drawn from the label's
    durations, one from each of as many equal parts of the distribution as there are places.
    """
    count, lower = max(wanted.values(), default=0), label % 2 == 0
    if not count or design.matching is None or "duration" not in design.matching.on:
        return Places(count, lower=lower)
    rng = np.random.default_rng([seed, _LENGTHS, label])
    parts = (np.arange(count) + rng.random(count)) / count
    lengths = [durations.quantile(label, float(part)) for part in parts]
    for pool in real:
        if design.matching.applies("duration", "real"):
            recorded = sorted(candidate.frames for candidate in pool.held)
            for place, frames in zip(Places(count, lower=lower).of(pool.cell.wanted), recorded, strict=False):
                lengths[place] = frames
    return Places(count, tuple(lengths), lower)
