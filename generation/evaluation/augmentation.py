"""Augmentation of the recogniser by generated clips, as in Fig. 4 of arXiv 2606.28769.

The paper names its arms and leaves out how they work. Our reading:

- *one-time*: the recogniser trained on real clips alone judges the pool; all N clips are chosen at once.
- *iterative*: from one size to the next (200 clips by default), each batch chosen by the recogniser that was trained on
  the real clips and all batches so far; what was added stays.
- *supervised*: only clips that the judging recogniser takes for what they are meant to be, in the order of their seeds.
- *unsupervised*: clips at random, whatever a recogniser thinks of them. No recogniser takes part, so that the two
  schedules differ by the random order alone: the gap between them shows what chance does.

Every training starts from scratch with the same settings, the run's own, so that all sizes take equally many steps at
most; it is stopped early on the real validation clips, and the recogniser is then tested on the real test clips, once.
What is added is even over the labels: a label with too few clips in the pool gets fewer, and the table says how many
were added. All arms of one seed share the pool and the training's seed: lifts are within a seed. What is the same in
two arms is trained once: without added clips, and the first size of both supervised schedules, where the same
recogniser chooses.

*oracle*: real clips of another corpus in place of generated ones, one-time and at random. It shows what as many real
clips would bring, and so what generated ones can be asked for.

The generator has seen training clips only; the test clips decide nothing.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from generation.errors import MiburiError
from generation.evaluation.augmentation_clips import (
    REAL,
    Pool,
    PoolPart,
    choose,
    clips_of_label,
    generate_part,
    part_path,
    pool_name,
    real_clips,
    save_clips,
)
from generation.evaluation.augmentation_training import Outcome, Training, train_recogniser
from generation.evaluation.intervals import proportion
from generation.files import atomic_path, write_json
from generation.model.config import RunConfig
from generation.progress import progress_bar
from generation.training.clips import Clips
from generation.training.run import read_json
from generation.workers import Mapper, ordered_map

SCHEDULES = ("one-time", "iterative")
FILTERS = ("supervised", "unsupervised")
ORACLE = "oracle"
NONE = "none"  # schedule and filter of the baseline
TABLE, TRAININGS, MATERIAL = "augmentation.csv", "trainings", "material"
HOUR = 3600.0
_ORDER = 303  # the stream of random numbers of unsupervised choices


@dataclass(frozen=True, order=True)
class Cell:
    """One training of the experiment."""

    size: int
    seed: int
    schedule: str
    filter: str

    @property
    def name(self) -> str:
        return f"{self.schedule}-{self.filter}-{self.size:05d}-{self.seed}"


@dataclass(frozen=True)
class Plan:
    """sizes: numbers of added clips, rising from 0. filters: none for the oracle alone.

    pool: generated clips per label and seed to choose from. spread, intensity: what they are drawn from, see ``Run``.
    """

    sizes: tuple[int, ...]
    seeds: tuple[int, ...]
    schedules: tuple[str, ...]
    filters: tuple[str, ...]
    pool: int
    config: RunConfig
    spread: str | None = None
    intensity: str = ""
    oracle: bool = False

    def __post_init__(self) -> None:
        if self.sizes[:1] != (0,) or list(self.sizes) != sorted(set(self.sizes)) or len(self.sizes) < 2:
            raise MiburiError(f"sizes must rise from 0 to at least one other, got {', '.join(map(str, self.sizes))}")
        if not self.seeds:
            raise MiburiError("at least 1 seed is needed, got none")
        if not self.arms:
            raise MiburiError("nothing to add: name at least 1 filter, or an oracle")
        if self.pool < 1:
            raise MiburiError(f"the pool must hold at least 1 clip per label, got {self.pool}")

    @property
    def arms(self) -> list[tuple[str, str]]:
        """(schedule, filter), the oracle last."""
        arms = [(schedule, kind) for schedule in self.schedules for kind in self.filters]
        return arms + [("one-time", ORACLE)] * self.oracle

    def judges(self, cell: Cell) -> bool:
        """Whether the cell's recogniser chooses clips for others."""
        first, last = cell.size == 0, cell.size == self.sizes[-1]
        later = (cell.schedule, cell.filter) == ("iterative", "supervised") and not last
        return (first or later) and "supervised" in self.filters

    def cells(self, size: int) -> list[Cell]:
        """The trainings of one size; those of smaller sizes decide what they add."""
        arms = self.arms if size else [(NONE, NONE)]
        return [Cell(size, seed, *arm) for seed in self.seeds for arm in arms]

    @property
    def trainings(self) -> int:
        return sum(len(self.cells(size)) for size in self.sizes)


@dataclass
class Experiment:
    """An experiment in the folder ``out``, as far as it has come. device: of torch, by type."""

    out: Path
    plan: Plan
    run: Path
    device: str
    outcomes: dict[Cell, Outcome] = field(default_factory=dict)
    added: dict[Cell, tuple[int, ...]] = field(default_factory=dict)

    @property
    def material(self) -> Path:
        return self.out / MATERIAL

    def carry_out(self, clips: Clips, oracle: Clips | None, workers: int) -> None:
        """Go on from the trainings that are there to the last; the table is written anew after each."""
        for cell in self._cells():
            if self._path(cell).exists():
                self._recall(cell)
        if len(self.outcomes) < self.plan.trainings:
            with ordered_map(workers) as mapper:
                self._prepare(clips, oracle, mapper)
                self._train(mapper)
        real_clips.cache_clear()
        Pool.open.cache_clear()
        shutil.rmtree(self.material, ignore_errors=True)

    def table(self) -> pd.DataFrame:
        """One row per finished training, in the order of the plan."""
        return pd.DataFrame([_row(cell, self.outcomes[cell]) for cell in self._cells() if cell in self.outcomes])

    def _cells(self) -> Iterator[Cell]:
        for size in self.plan.sizes:
            yield from self.plan.cells(size)

    def _prepare(self, clips: Clips, oracle: Clips | None, mapper: Mapper) -> None:
        """Write the clips that trainings read, as far as they are not there."""
        if not (self.material / REAL).exists():
            save_clips(self.material / REAL, clips)
        if oracle is not None:
            self._save_oracle(oracle)
        parts = [
            PoolPart(
                self.material, self.run, self.device, seed, label, self.plan.pool, self.plan.spread, self.plan.intensity
            )
            for seed in self.plan.seeds
            for label in range(clips.classes)
            if self.plan.filters
        ]
        missing = [part for part in parts if not part.path.exists()]
        with progress_bar("pools of one label") as bar:
            task = bar.add_task("generating", total=len(parts), completed=len(parts) - len(missing), note="")
            for _ in mapper(generate_part, missing):
                bar.advance(task)

    def _save_oracle(self, oracle: Clips) -> None:
        for label in range(oracle.classes):
            of_label = [index for index, each in enumerate(oracle.labels.tolist()) if each == label]
            part = clips_of_label([oracle.clip(index) for index in of_label], label, oracle.classes)
            save_clips(part_path(self.material, ORACLE, label), part)

    def _train(self, mapper: Mapper) -> None:
        with progress_bar("trainings", estimated_over=HOUR) as bar:
            task = bar.add_task("augmenting", total=self.plan.trainings, completed=len(self.outcomes), note="")
            for size in self.plan.sizes:
                shared = self._shared(cell for cell in self.plan.cells(size) if cell not in self.outcomes)
                for cells, outcome in zip(shared.values(), mapper(train_recogniser, shared), strict=True):
                    for cell in cells:
                        self._keep(cell, outcome)
                    left = self.plan.trainings - len(self.outcomes)
                    bar.update(task, advance=len(cells), note=f"{left} to go")

    def _shared(self, cells: Iterable[Cell]) -> dict[Training, list[Cell]]:
        """The trainings of these cells, each with all cells that it is the training of."""
        alike: dict[Training, list[Cell]] = {}
        for cell in cells:
            training = self._training(cell)
            self.added[cell] = training.added
            alike.setdefault(replace(training, judge=False), []).append(cell)
        return {replace(each, judge=any(map(self.plan.judges, same))): same for each, same in alike.items()}

    def _training(self, cell: Cell) -> Training:
        pool = ORACLE if cell.filter == ORACLE else pool_name(cell.seed)
        added = self._choose(cell, pool) if cell.size else ()
        return Training(self.material, self.plan.config, cell.seed, self.device, pool, added, self.plan.judges(cell))

    def _choose(self, cell: Cell, pool: str) -> tuple[int, ...]:
        """Clips of the pool that this training adds, in the order in which they were chosen."""
        classes = real_clips(self.material).classes
        labels = Pool.open(self.material, pool, classes).labels
        before = self.plan.sizes[self.plan.sizes.index(cell.size) - 1] if cell.schedule == "iterative" else 0
        earlier = Cell(before, cell.seed, *((cell.schedule, cell.filter) if before else (NONE, NONE)))
        if cell.filter == "supervised":
            candidates: Sequence[int] = self.outcomes[earlier].recognised or []
        else:
            stream = [_ORDER, cell.seed, SCHEDULES.index(cell.schedule)]
            candidates = np.random.default_rng(stream).permutation(len(labels)).tolist()
        taken = self.added[earlier]
        return (*taken, *choose(labels, classes, candidates, taken, cell.size))

    def _keep(self, cell: Cell, outcome: Outcome) -> None:
        if not self.plan.judges(cell):
            outcome = replace(outcome, recognised=None)
        self.outcomes[cell] = outcome
        write_json(self._path(cell), {"cell": asdict(cell), "added": list(self.added[cell]), **asdict(outcome)})
        with atomic_path(self.out / TABLE) as partial:
            self.table().to_csv(partial, index=False)

    def _recall(self, cell: Cell) -> None:
        kept = read_json(self._path(cell))
        self.outcomes[cell] = Outcome(kept["figures"], kept["right"], kept["recognised"])
        self.added[cell] = tuple(kept["added"])

    def _path(self, cell: Cell) -> Path:
        return self.out / TRAININGS / f"{cell.name}.json"


def _row(cell: Cell, outcome: Outcome) -> dict[str, Any]:
    hits, n = outcome.right.count("1"), len(outcome.right)
    test = proportion(hits, n)
    return {
        "schedule": cell.schedule,
        "filter": cell.filter,
        "size": cell.size,
        "seed": cell.seed,
        **outcome.figures,
        "test_clips": n,
        "test_correct": hits,
        "test_accuracy": test["value"],
        "test_low": test["low"],
        "test_high": test["high"],
    }
