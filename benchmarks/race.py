"""Two ways of doing the same work, measured by turns in one run."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

import torch

from benchmarks.measure import Metrics, PeakMemory, seconds, spread_over


@dataclass
class Way:
    """One way. Its work comes in batches of ``clips`` clips: batch b is padded to ``frames[b]``, in all ``valid[b]``
    frames are the clips' own. ``run`` does the batches at these positions."""

    name: str
    run: Callable[[Sequence[int]], object]
    clips: int
    frames: Sequence[int]
    valid: Sequence[int]
    memory: PeakMemory
    rounds: list[float] = field(default_factory=list)  # valid frames per second

    @property
    def valid_share(self) -> float:
        """Of all batches, measured or not."""
        return sum(self.valid) / (self.clips * sum(self.frames))

    def metrics(self) -> Metrics:
        speed = statistics.median(self.rounds)
        return {
            "frames_per_s": speed,
            "clips_per_s": speed * self.clips * len(self.valid) / sum(self.valid),
            "valid_share": self.valid_share,
            "peak_mb": self.memory.megabytes,
        }


@dataclass(frozen=True)
class Pace:
    """A round is ``batches`` batches of each way, evenly spread over all of them from the short to the long ones.

    They are done in blocks of ``together``: a block of the first way, a block of the second, and so on. No round starts
    after ``seconds``.
    """

    batches: int
    together: int
    seconds: float


def race(ways: Sequence[Way], device: torch.device, pace: Pace) -> None:
    """Measure the ways by turns until the pace's seconds are over, at least one round."""
    ends = time.monotonic() + pace.seconds
    chosen = [spread_over(way.frames, pace.batches) for way in ways]
    while not ways[0].rounds or time.monotonic() < ends:
        taken = [0.0] * len(ways)
        for first in range(0, pace.batches, pace.together):
            for number, way in enumerate(ways):
                with way.memory:
                    taken[number] += seconds(partial(way.run, chosen[number][first : first + pace.together]), device)
        for way, positions, spent in zip(ways, chosen, taken, strict=True):
            way.rounds.append(sum(way.valid[position] for position in positions) / spent)


def results(name: str, plain: Way, ours: Way) -> Metrics:
    """``name``_speedup, the median over the rounds of the ratio of valid frames per second; and what lies behind it."""
    ratios = [mine / theirs for mine, theirs in zip(ours.rounds, plain.rounds, strict=True)]
    found: Metrics = {f"{name}_speedup": statistics.median(ratios), f"{name}_rounds": len(ratios)}
    for way in (plain, ours):
        found |= {f"{name}_{way.name}_{key}": value for key, value in way.metrics().items()}
    return found
