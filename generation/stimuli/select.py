"""From a run to a stimulus set on disk: motions under opaque ids and their manifest."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from generation import __version__
from generation.errors import MiburiError
from generation.files import atomic_folder
from generation.model.config import MIN_FRAMES
from generation.motion import FPS
from generation.progress import console, progress_bar
from generation.stimuli.candidates import Candidate, LabelCandidates, fill_quotas, mean_latents
from generation.stimuli.manifest import Manifest, Shortfall, Stimulus, motion_path, read_manifest, write_manifest
from generation.stimuli.quotas import Quotas
from generation.training.run import Run

_ORDER = 7  # the stream of random numbers for ids and order


@dataclass(frozen=True)
class Selection:
    """How a set is chosen. ``budget``: motions drawn per label at most; ``max_seconds``: the longest clip;
    ``spread``: the distribution of latents that samples come from, see ``generation.model.latents``; None is the run's
    own."""

    quotas: Quotas
    seed: int = 0
    budget: int = 400
    max_seconds: float = 15.0
    spread: str | None = None

    def __post_init__(self) -> None:
        if self.budget < 1:
            raise MiburiError(f"the budget must be at least 1 candidate per label, got {self.budget}")
        if not MIN_FRAMES / FPS <= self.max_seconds < math.inf:
            raise MiburiError(f"max-seconds must be at least {MIN_FRAMES / FPS} and finite, got {self.max_seconds}")


def select_stimuli(run: Run, out: Path, selection: Selection) -> Manifest:
    """Choose and write the set, unless this very set is in ``out`` already, rendered or not.

    What the budget did not fill is in the manifest's ``shortfall``. Same run, selection and device, same bytes.
    MiburiError when ``out`` holds anything else or nothing was found.
    """
    there = _already_there(out, _request(run, selection))
    if there is not None:
        console.print(f"{out}: this set is there already; nothing to do")
        return there
    durations = run.durations.up_to(int(selection.max_seconds * FPS))
    quotas, candidates, per_label = selection.quotas, list[Candidate](), list[LabelCandidates]()
    with progress_bar("stimuli") as bar:
        task = bar.add_task("selecting", total=len(run.labels) * sum(asdict(quotas).values()), note="")
        for label, name in enumerate(run.labels.names):
            bar.update(task, note=name)
            found = fill_quotas(
                run,
                label,
                quotas,
                durations,
                seed=selection.seed,
                budget=selection.budget,
                spread=selection.spread or run.spread,
                chosen=lambda: bar.advance(task),
            )
            means = mean_latents(run, label, quotas, durations, selection.seed)
            bar.advance(task, len(means))
            per_label.append(found)
            candidates += found.chosen + means
    if not candidates:
        raise MiburiError(f"none of {selection.budget} candidates per label fits a quota; raise --budget")
    manifest, chosen = _manifest(run, selection, per_label, candidates)
    with atomic_folder(out) as folder:
        (folder / "motions").mkdir()
        for stimulus, candidate in zip(manifest.stimuli, chosen, strict=True):
            candidate.motion.save(motion_path(folder, stimulus))
        write_manifest(folder, manifest)
    return manifest


def _already_there(out: Path, request: dict[str, Any]) -> Manifest | None:
    """The set in ``out`` if it was made by this very request, None if there is nothing."""
    if not out.exists() or (out.is_dir() and not any(out.iterdir())):
        return None
    if not (out / "manifest.json").is_file():
        raise MiburiError(f"{out}: already there and not empty; choose another folder or remove it")
    manifest = read_manifest(out)
    for name, value in request.items():
        made = manifest.provenance.get(name)
        if made != value:
            raise MiburiError(
                f"{out}: holds another stimulus set ({name}: there {made}, here {value}); "
                "choose another folder or remove it"
            )
    return manifest


def opaque_ids(count: int, seed: int) -> list[str]:
    """Distinct random ids of 12 hexadecimal digits, which tell nothing but the seed."""
    rng = np.random.default_rng([seed, _ORDER])
    ids = dict.fromkeys(rng.bytes(6).hex() for _ in range(count))
    while len(ids) < count:
        ids[rng.bytes(6).hex()] = None
    return list(ids)


def _manifest(
    run: Run, selection: Selection, per_label: Sequence[LabelCandidates], candidates: Sequence[Candidate]
) -> tuple[Manifest, list[Candidate]]:
    """The manifest, and the candidates in its shuffled order."""
    order = np.random.default_rng([selection.seed, _ORDER, 1]).permutation(len(candidates))
    chosen = [candidates[position] for position in order]
    ids = opaque_ids(len(chosen), selection.seed)
    stimuli = tuple(_stimulus(run, name, candidate) for name, candidate in zip(ids, chosen, strict=True))
    provenance = {**_request(run, selection), "candidates": _acceptance(run, per_label)}
    return Manifest(run.labels, stimuli, provenance, _shortfall(run, selection, per_label)), chosen


def _stimulus(run: Run, stimulus_id: str, candidate: Candidate) -> Stimulus:
    names = run.labels.names
    return Stimulus(
        id=stimulus_id,
        condition=candidate.condition,
        label=names[candidate.label],
        predicted=names[candidate.predicted],
        probabilities={name: round(float(p), 6) for name, p in zip(names, candidate.probabilities, strict=True)},
        source=candidate.source,
        seed=candidate.seed,
        frames=len(candidate.motion),
        fps=candidate.motion.fps,
        motion_sha256=candidate.motion.sha256,
    )


def _request(run: Run, selection: Selection) -> dict[str, Any]:
    """All that decides what the set becomes, as its provenance keeps it."""
    return {
        "miburi": __version__,
        "command": "stimuli",
        "seed": selection.seed,
        "quotas": asdict(selection.quotas),
        "budget": selection.budget,
        "max_seconds": selection.max_seconds,
        "spread": selection.spread or run.spread,
        "run_sha256": run.sha256,
        "corpus_sha256": run.description["corpus"]["sha256"],
        "terms": run.description["terms"],
        "synthetic": run.description["synthetic"],
        "device": run.device.type,
    }


def _acceptance(run: Run, per_label: Sequence[LabelCandidates]) -> dict[str, dict[str, float]]:
    """What sampling came to, by label name."""
    return {
        run.labels.names[found.label]: {
            "drawn": found.drawn,
            "correct": found.correct,
            "acceptance_rate": round(found.acceptance, 4),
        }
        for found in per_label
    }


def _shortfall(run: Run, selection: Selection, per_label: Sequence[LabelCandidates]) -> tuple[Shortfall, ...]:
    return tuple(
        Shortfall(run.labels.names[found.label], condition, wanted, found.count(condition), found.drawn)
        for found in per_label
        for condition, wanted in selection.quotas.sampled.items()
        if found.count(condition) < wanted
    )
