"""What a manifest says of how its set came about, and the ids and order that say nothing."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from generation import __version__
from generation.corpus.store import Corpus
from generation.stimuli.balance import Difference
from generation.stimuli.cells import CellReport
from generation.stimuli.choosing import Chosen, LabelChoice
from generation.stimuli.design import Design
from generation.stimuli.manifest import Manifest, Shortfall, Stimulus
from generation.stimuli.reserves import RESERVES, kept_reserves, reserve_reports
from generation.training.run import Run


def request_of(run: Run, design: Design, seed: int, corpus: Corpus | None) -> dict[str, Any]:
    """All that decides what the set becomes, as its provenance keeps it."""
    trained_on = run.description["corpus"]["sha256"]
    request = {
        "miburi": __version__,
        "command": "stimuli",
        "seed": seed,
        "design_sha256": design.sha256,
        "run_sha256": run.sha256,
        "corpus_sha256": trained_on,
        "terms": run.description["terms"],
        "synthetic": run.description["synthetic"],
        "device": run.device.type,
        "clips": None,
    }
    if corpus is None or design.needs_corpus is None:
        return request
    same = corpus.sha256 == trained_on
    request["clips"] = {"corpus_sha256": corpus.sha256, "trained_on": same, "terms": corpus.terms}
    if not same:  # whoever is asked must hear of both
        request["synthetic"] = bool(request["synthetic"] or corpus.synthetic)
        if corpus.terms != request["terms"]:
            request["terms"] = f"{request['terms']}; recorded clips: {corpus.terms}"
    return request


@dataclass(frozen=True)
class Names:
    """Ids and order of a set. They follow from a key that hashes run, design and seed: who has all three could make
    the set anew; who lacks one of them learns nothing from an id, nor from two of them."""

    key: bytes

    @classmethod
    def of_request(cls, request: dict[str, Any]) -> Names:
        parts = [str(request[name]) for name in ("run_sha256", "design_sha256", "seed")]
        return cls(hashlib.sha256("\n".join(parts).encode()).digest())

    def ids(self, count: int) -> list[str]:
        """Distinct ids of 12 hexadecimal digits."""
        found: dict[str, None] = {}
        number = 0
        while len(found) < count:
            found[self._code(f"stimulus {number}")] = None
            number += 1
        return list(found)

    def series(self, label: int, number: int) -> str:
        """One id for all steps of a series."""
        return self._code(f"series {label} {number}")

    def order(self, count: int) -> list[int]:
        """A random order."""
        words = np.frombuffer(hmac.digest(self.key, b"order", "sha256"), np.uint32)
        return [int(place) for place in np.random.default_rng(words).permutation(count)]

    def _code(self, text: str) -> str:
        return hmac.digest(self.key, text.encode(), "sha256").hex()[:12]


def set_manifest(
    run: Run, design: Design, request: dict[str, Any], labels: Sequence[LabelChoice], differences: Sequence[Difference]
) -> tuple[Manifest, list[Chosen]]:
    """The manifest, and the chosen clips in its shuffled order."""
    kept = kept_reserves(design, [each for label in labels for each in label.chosen])
    names = Names.of_request(request)
    chosen = [kept[place] for place in names.order(len(kept))]
    stimuli = (_stimulus(run, names, *each) for each in zip(names.ids(len(chosen)), chosen, strict=True))
    cells = [cell for label in labels for cell in label.cells]
    trials = [cell for cell in cells if cell.role not in RESERVES]
    reports = [*trials, *reserve_reports(design, cells, kept)]
    manifest = Manifest(
        run.labels,
        tuple(stimuli),
        {**request, "design": _design(design), "candidates": _drawn(run, labels)},
        tuple(_shortfall(run, cell) for cell in reports if cell.found < cell.wanted),
        selection=_selection(run, design, labels, reports, differences),
    )
    return manifest, chosen


def _stimulus(run: Run, names: Names, stimulus_id: str, chosen: Chosen) -> Stimulus:
    labels, candidate = run.labels.names, chosen.candidate
    return Stimulus(
        id=stimulus_id,
        condition=chosen.condition,
        label=labels[candidate.label],
        predicted=labels[candidate.predicted],
        probabilities={name: round(float(p), 6) for name, p in zip(labels, candidate.probabilities, strict=True)},
        source=candidate.source,
        seed=candidate.seed,
        frames=candidate.frames,
        fps=candidate.fps,
        motion_sha256=candidate.sha256,
        role=chosen.role,
        place=chosen.place,
        speed=round(candidate.speed, 6),
        series=None if chosen.series is None else names.series(candidate.label, chosen.series),
        weight=None if candidate.weight is None else round(candidate.weight, 6),
    )


def _design(design: Design) -> dict[str, Any]:
    """The settings with all defaults, and the file's own text where there is one."""
    return {"title": design.title, "sha256": design.sha256, "settings": design.settings, "text": design.text}


def _drawn(run: Run, labels: Sequence[LabelChoice]) -> dict[str, dict[str, float | None]]:
    """What sampling came to, by label name."""
    return {
        name: {
            "drawn": label.drawn,
            "correct": label.correct,
            "acceptance_rate": round(label.correct / label.drawn, 4) if label.drawn else None,
        }
        for name, label in zip(run.labels.names, labels, strict=True)
    }


def _selection(
    run: Run,
    design: Design,
    labels: Sequence[LabelChoice],
    reports: Sequence[CellReport],
    differences: Sequence[Difference],
) -> dict[str, Any]:
    names = run.labels.names
    return {
        "cells": [report.to_json(names) for report in reports],
        "balance": {
            "largest_difference": design.matching.largest_difference if design.matching else None,
            "differences": [each.to_json() for each in differences],
        },
        "nearest_allowed": {
            name: None if label.nearest is None else round(label.nearest, 6)
            for name, label in zip(names, labels, strict=True)
        },
    }


def _shortfall(run: Run, cell: CellReport) -> Shortfall:
    label = "any" if cell.label is None else run.labels.names[cell.label]
    return Shortfall(label, cell.condition, cell.wanted, cell.found, cell.candidates, cell.role)
