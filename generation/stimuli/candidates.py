"""Candidates: what is known of a motion that may become a stimulus, and the pools in which they wait to be chosen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from generation.motion import Motion
from generation.skeleton import joint_positions
from generation.stimuli.manifest import TRIAL
from generation.stimuli.shapes import Crowd, Shape, smallest_distance

ANY_LENGTH = 0


@dataclass(frozen=True)
class Candidate:
    """A motion, by the number under which a spool keeps it. label and predicted are classes, probabilities (labels,),
    speed is the mean over joints and time in m/s."""

    motion: int
    frames: int
    fps: int
    sha256: str
    label: int
    predicted: int
    probabilities: NDArray[np.float64]
    speed: float
    source: str
    seed: int
    weight: float | None = None

    @property
    def confidence(self) -> float:
        """The recogniser's probability for the label that it gives."""
        return float(self.probabilities[self.predicted])

    @property
    def covariates(self) -> dict[str, float]:
        return {"duration": self.frames / self.fps, "speed": self.speed, "confidence": self.confidence}


class Spool:
    """Motions on disk, so that memory stays flat however many are waiting."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._count = 0
        folder.mkdir(parents=True)

    def keep(self, motion: Motion) -> int:
        """The number under which ``motion`` gives it back."""
        self._count += 1
        with self._path(self._count).open("wb") as stream:  # scratch: not synced as results are
            np.savez(stream, poses=motion.poses, trans=motion.trans, fps=np.int64(motion.fps))
        return self._count

    def motion(self, number: int) -> Motion:
        return Motion.load(self._path(number))

    def drop(self, candidates: Sequence[Candidate]) -> None:
        for candidate in candidates:
            self._path(candidate.motion).unlink(missing_ok=True)

    def _path(self, number: int) -> Path:
        return self._folder / f"{number}.npz"


def mean_speed(motion: Motion) -> float:
    """Of all 24 joints, mean over joints and time, m/s: ``speed`` of ``generation.evaluation.movement``."""
    steps = np.linalg.norm(np.diff(joint_positions(motion.poses, motion.trans), axis=0), axis=-1)
    return float(steps.mean() * motion.fps)


@dataclass(frozen=True)
class Cell:
    """One label in one condition and role. accepts: the classes that the recogniser may give; confidence: how surely.
    most: of one wrong label, None for any number."""

    label: int
    condition: str
    wanted: int
    accepts: frozenset[int]
    confidence: tuple[float, float] = (0.0, 1.0)
    most: int | None = None
    role: str = TRIAL

    def fits(self, probabilities: NDArray[np.float64]) -> bool:
        predicted = int(probabilities.argmax())
        return predicted in self.accepts and self.confidence[0] <= probabilities[predicted] <= self.confidence[1]


@dataclass
class Pool:
    """Candidates of one cell.

    ``per_place`` of them are held for each clip wanted. lengths: of each place in frames, where they are given. seen:
    candidates looked at, fitting: those that the cell accepts, near: those of them turned away as near-duplicates.
    ``on_held`` is called for every candidate that enters.
    """

    cell: Cell
    crowd: Crowd
    per_place: int = 1
    lengths: tuple[int, ...] = ()
    held: list[Candidate] = field(default_factory=list)
    shapes: dict[int, Shape] = field(default_factory=dict)
    seen: int = 0
    fitting: int = 0
    near: int = 0
    on_held: Callable[[], None] = field(default=lambda: None)
    _counts: Counter[tuple[int | None, int | None]] = field(default_factory=Counter)  # by (frames, predicted)

    @property
    def capacity(self) -> int:
        return self.cell.wanted * self.per_place

    @property
    def open_lengths(self) -> list[int]:
        """Lengths of which candidates are wanted still; [ANY_LENGTH], or [] where the pool is full."""
        if not self.cell.accepts:
            return []
        if not self.lengths:
            return [ANY_LENGTH] if len(self.held) < self.capacity else []
        wanted = Counter(self.lengths)
        return sorted(frames for frames, places in wanted.items() if self._held(frames) < places * self.per_place)

    @property
    def full(self) -> bool:
        return not self.open_lengths

    def look_at(self, probabilities: NDArray[np.float64], frames: int) -> bool:
        """Counts a candidate; whether the pool has room for it."""
        self.seen += 1
        if not self.cell.fits(probabilities):
            return False
        self.fitting += 1
        return self._has_room(int(probabilities.argmax()), frames)

    def take(self, shape: Shape, make: Callable[[], Candidate]) -> bool:
        """Holds the candidate unless a near-duplicate is held or chosen already."""
        if self.crowd.is_near(shape):
            self.near += 1
            return False
        candidate = make()
        self.crowd.add(shape)
        self.shapes[candidate.motion] = shape
        self.held.append(candidate)
        self._counts[candidate.frames, None] += 1
        self._counts[None, candidate.predicted] += 1
        self.on_held()
        return True

    def smallest_distance(self, chosen: Sequence[Candidate]) -> float | None:
        """Between two chosen clips, metres."""
        return smallest_distance([self.shapes[candidate.motion] for candidate in chosen])

    def _has_room(self, predicted: int, frames: int) -> bool:
        open_ = self.open_lengths
        if open_ != [ANY_LENGTH] and frames not in open_:
            return False
        return self.cell.most is None or self._counts[None, predicted] < self.cell.most * self.per_place

    def _held(self, frames: int) -> int:
        return self._counts[frames, None]
