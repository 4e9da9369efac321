"""Motions sampled and classified: a pure function of a run's folder and a request.

Whatever maps requests to samples, in order, is a ``Sampler``: this process, or workers elsewhere. Requests are pulled
one by one and results may not be read to their end; whoever works ahead changes nothing but the time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from generation.model.latents import LabelDurations
from generation.motion import Motion
from generation.training.run import Run


@dataclass(frozen=True)
class Request:
    """One motion of the class ``label`` for each of ``seeds``, each with a length in frames that its seed draws from
    ``lengths``. The same request gives the same bytes on the same kind of device; seeds asked for in other company may
    differ in their last digits."""

    label: int
    seeds: tuple[int, ...]
    lengths: tuple[int, ...]
    spread: str


@dataclass(frozen=True)
class Sample:
    """A motion and the recogniser's probabilities for it (labels,)."""

    seed: int
    motion: Motion
    probabilities: NDArray[np.float64]


Sampler = Callable[[Iterable[Request]], Iterator[list[Sample]]]


def sample(run: Run, request: Request) -> list[Sample]:
    """The request's samples, in the order of its seeds."""
    durations = LabelDurations((request.lengths,) * len(run.labels))
    motions = run.decode(run.draws(request.label, request.seeds, durations, request.spread))
    rows = run.classify(motions)
    return [Sample(*each) for each in zip(request.seeds, motions, rows, strict=True)]


def sample_from(folder: Path, device: str, request: Request) -> list[Sample]:
    """``sample`` for a process that has no run at hand; it keeps the run open for the next request."""
    return sample(_open(folder, device), request)


def sampler_of(run: Run) -> Sampler:
    """Samples in this process, each request when its samples are asked for."""
    return partial(map, partial(sample, run))


@lru_cache(maxsize=1)
def _open(folder: Path, device: str) -> Run:
    return Run.open(folder, device)
