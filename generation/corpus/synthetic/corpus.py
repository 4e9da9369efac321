"""All clips of all performers, written as a corpus in the structure of DIEM-A."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from generation.corpus.splits import split_by_clip
from generation.corpus.store import write_corpus
from generation.corpus.synthetic.clip import Role, perform
from generation.corpus.synthetic.performer import draw_performer
from generation.errors import MiburiError
from generation.labels import EMOTIONS
from generation.motion import FPS, Motion
from generation.progress import progress_bar
from generation.workers import ordered_map

SCENARIOS = 3
INTENSITIES = ("low", "medium", "high")
TERMS = "synthetic; free to use"
SOURCE = "synthetic"


def roles() -> list[Role]:
    """The 111 clips of one performer: 12 emotions x 3 scenarios x 3 intensities, and neutral x 3 scenarios."""
    return [
        Role(label, scenario, intensity)
        for label in EMOTIONS.names
        for scenario in range(SCENARIOS)
        for intensity in (INTENSITIES if label != "neutral" else ("",))
    ]


def clip_id(performer: int, role: Role) -> str:
    """As DIEM-A names its files: P06_anger_2_M."""
    return "_".join([f"P{performer:02d}", role.label, str(role.scenario + 1), role.intensity[:1].upper()]).rstrip("_")


def perform_all(task: tuple[int, int]) -> list[Motion]:
    """The clips of one performer, in the order of ``roles``; task: seed and performer number."""
    seed, number = task
    performer = draw_performer(_generator(seed, number, 0))
    return [perform(role, performer, _generator(seed, number, clip)) for clip, role in enumerate(roles(), start=1)]


def _generator(seed: int, performer: int, clip: int) -> np.random.Generator:
    return np.random.default_rng(np.random.SeedSequence([seed, performer, clip]))


def write_synthetic_corpus(path: Path, *, performers: int, seed: int, workers: int) -> None:
    """Write a synthetic corpus of ``performers`` x 111 clips; the same bytes for any number of workers.

    MiburiError for fewer than one performer or worker, a negative seed, or a folder that is already in use.
    """
    for name, value, least in (("performers", performers, 1), ("workers", workers, 1), ("seed", seed, 0)):
        if value < least:
            raise MiburiError(f"--{name} must be at least {least}, got {value}")
    numbers = range(1, performers + 1)
    cast = [(number, role) for number in numbers for role in roles()]
    splits = iter(split_by_clip([role.label for _, role in cast], seed))
    provenance = {"command": "synthesize", "performers": performers, "seed": seed}
    with (
        write_corpus(path, labels=EMOTIONS, terms=TERMS, synthetic=True, provenance=provenance) as writer,
        ordered_map(min(workers, performers)) as mapper,
        progress_bar("performers") as progress,
    ):
        task = progress.add_task("synthetic corpus", total=performers, note="")
        for number, motions in zip(numbers, mapper(perform_all, [(seed, number) for number in numbers]), strict=True):
            for role, motion in zip(roles(), motions, strict=True):
                writer.add(
                    motion,
                    clip_id=clip_id(number, role),
                    label=role.label,
                    split=next(splits),
                    source=SOURCE,
                    performer=f"P{number:02d}",
                    scenario=str(role.scenario + 1),
                    intensity=role.intensity,
                )
            progress.update(task, advance=1, note=f"{writer.total / FPS / 3600:.1f} h of motion")
