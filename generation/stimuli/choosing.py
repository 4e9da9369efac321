"""One label's part of a set: its pools are made, filled and chosen from, matched where the design says so."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from generation.stimuli.candidates import Candidate, Pool
from generation.stimuli.cells import CellReport, label_pools
from generation.stimuli.decoded import decoded_clips, interpolated_clips
from generation.stimuli.design import FIXED, Design
from generation.stimuli.manifest import TRIAL
from generation.stimuli.matching import NOTHING, Group, in_order, match
from generation.stimuli.places import Places, places_of
from generation.stimuli.shapes import clip_shape, smallest_distance
from generation.stimuli.sources import Sources, fill_with_clips, fill_with_samples


@dataclass(frozen=True)
class Chosen:
    """A candidate that is in the set. series: the number of its series among the label's."""

    candidate: Candidate
    condition: str
    role: str = TRIAL
    place: int | None = None
    series: int | None = None


@dataclass(frozen=True)
class LabelChoice:
    """What became of a label: ``drawn`` samples, ``correct`` of them recognised as the label; nearest: metres that
    clips of a cell had to keep from each other."""

    chosen: list[Chosen]
    cells: list[CellReport]
    drawn: int
    correct: int
    nearest: float | None


def choose_label(
    sources: Sources, label: int, roles: dict[str, int], on_held: Callable[[], None] = lambda: None
) -> LabelChoice:
    """roles: how many clips of this label practice and attention checks collect. ``on_held`` is called for every
    candidate that is held."""
    design, names = sources.design, sources.run.labels.names
    nearest = sources.nearest(label)
    pools = label_pools(design, label, names, roles, nearest)
    for pool in pools:
        pool.on_held = on_held
    _fill_real(sources, label, pools)
    places = _places(sources, label, pools)
    for pool in pools:
        if pool.cell.role == TRIAL and pool.cell.condition != "real" and _follows(design, pool.cell.condition):
            pool.lengths = places.lengths_of(pool.cell.wanted)
    generated = [pool for pool in pools if pool.cell.condition != "real"]
    drawn, correct = fill_with_samples(sources, label, generated)
    chosen = _from_pools(design, pools, places)
    kept = {each.candidate.motion for found in chosen for each in found}
    sources.spool.drop([each for pool in pools for each in pool.held if each.motion not in kept])
    cells = [_report(pool, found) for pool, found in zip(pools, chosen, strict=True)]
    made = [*_fixed(sources, label, places), *_series(sources, label)]
    return LabelChoice(
        [each for found in (*chosen, *(found for found, _ in made)) for each in found],
        [*cells, *(report for _, report in made)],
        drawn,
        correct,
        nearest,
    )


def _follows(design: Design, condition: str) -> bool:
    """Whether the condition's clips have the lengths of their places."""
    return design.matching is not None and design.matching.applies("duration", condition)


def _fill_real(sources: Sources, label: int, pools: Sequence[Pool]) -> None:
    """Trials first, from their own split and intensities, then the others."""
    taken: set[int] = set()
    for pool in pools:
        if pool.cell.condition == "real":
            part = getattr(sources.design, "real" if pool.cell.role == TRIAL else pool.cell.role)
            fill_with_clips(sources, label, part.split, getattr(part, "intensities", ()), pool, taken)


def _places(sources: Sources, label: int, pools: Sequence[Pool]) -> Places:
    design, names = sources.design, sources.run.labels.names
    trials = [pool for pool in pools if pool.cell.role == TRIAL]
    wanted = {pool.cell.condition: pool.cell.wanted for pool in trials}
    for condition in FIXED:
        quota = design.quotas.get(condition)
        if quota is not None and label in design.labels_of(quota, names):
            wanted[condition] = quota.per_label
    durations = sources.run.durations.up_to(design.longest)
    real = [pool for pool in trials if pool.cell.condition == "real"]
    return places_of(design, label, wanted, durations, real, sources.seed)


def _from_pools(design: Design, pools: Sequence[Pool], places: Places) -> list[list[Chosen]]:
    """Of each pool those chosen: trials matched, of the others the first or the surest."""
    matched = [pool for pool in pools if _is_matched(design, pool)]
    choices = dict(zip(map(id, matched), match([_group(design, pool, places) for pool in matched]), strict=True))
    found = []
    for pool in pools:
        cell = pool.cell
        if cell.role != TRIAL:
            ranked = sorted(pool.held, key=lambda each: -each.confidence) if pool.per_place > 1 else pool.held
            found.append([Chosen(each, cell.condition, cell.role) for each in ranked[: cell.wanted]])
            continue
        group = _group(design, pool, places)
        choice = choices.get(id(pool))
        chosen = in_order([group])[0] if choice is None else choice
        found.append(
            [
                Chosen(pool.held[position], cell.condition, place=int(place))
                for place, position in zip(group.places, chosen, strict=True)
                if position != NOTHING
            ]
        )
    return found


def _is_matched(design: Design, pool: Pool) -> bool:
    matching = design.matching
    return pool.cell.role == TRIAL and matching is not None and matching.chooses(pool.cell.condition)


def _group(design: Design, pool: Pool, places: Places) -> Group:
    """The pool's candidates as matching sees them."""
    held, cell = pool.held, pool.cell
    shared = places if design.matching and design.matching.includes(cell.condition) else Places(cell.wanted)
    names = [name for name in ("speed", "confidence") if design.matching and name in design.matching.on]
    lengths = np.array(shared.lengths_of(cell.wanted) if _follows(design, cell.condition) else (), np.int64)
    frames = np.array([each.frames for each in held], np.int64)
    return Group(
        np.array([[each.covariates[name] for name in names] for each in held]).reshape(len(held), len(names)),
        shared.of(cell.wanted),
        frames[:, None] == lengths if len(lengths) else np.ones((len(held), cell.wanted), np.bool_),
        tuple(each.predicted for each in held),
        cell.most,
    )


def _report(pool: Pool, chosen: Sequence[Chosen]) -> CellReport:
    cell = pool.cell
    return CellReport(
        cell.label,
        cell.condition,
        cell.role,
        cell.wanted,
        len(chosen),
        pool.seen,
        pool.fitting,
        pool.near,
        len(pool.held),
        pool.smallest_distance([each.candidate for each in chosen]),
    )


def _fixed(sources: Sources, label: int, places: Places) -> list[tuple[list[Chosen], CellReport]]:
    """Mean latents and bias vectors, decoded at their places' lengths, else at evenly spaced quantiles."""
    design, found = sources.design, []
    for condition in FIXED:
        quota = design.quotas.get(condition)
        if quota is None or label not in design.labels_of(quota, sources.run.labels.names):
            continue
        follows, wanted = _follows(design, condition), quota.per_label
        shared = places if follows else Places(wanted)
        candidates = decoded_clips(sources, label, condition, wanted, shared.lengths_of(wanted))
        numbers = shared.of(wanted)
        chosen = [Chosen(each, condition, place=int(place)) for each, place in zip(candidates, numbers, strict=True)]
        found.append((chosen, _made(sources, label, condition, wanted, chosen)))
    return found


def _series(sources: Sources, label: int) -> list[tuple[list[Chosen], CellReport]]:
    quota = sources.design.interpolated
    if quota is None or label not in sources.design.labels_of(quota, sources.run.labels.names):
        return []
    chosen = [
        Chosen(each, "interpolated", place=number * quota.steps + step, series=number)
        for number, series in enumerate(interpolated_clips(sources, label, quota))
        for step, each in enumerate(series)
    ]
    return [(chosen, _made(sources, label, "interpolated", quota.per_label * quota.steps, chosen))]


def _made(sources: Sources, label: int, condition: str, wanted: int, chosen: Sequence[Chosen]) -> CellReport:
    """Of clips that are made as asked for: each is a candidate, and fits."""
    count = len(chosen)
    nearest = smallest_distance([clip_shape(sources.spool.motion(each.candidate.motion)) for each in chosen])
    return CellReport(label, condition, TRIAL, wanted, count, count, count, held=count, smallest_distance=nearest)
