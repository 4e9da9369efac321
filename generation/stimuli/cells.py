"""The cells of a label, as a design asks for them, and what is recorded of how each was filled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from generation.stimuli.candidates import Cell, Pool
from generation.stimuli.design import Correct, Design, Misclassified, Reserve
from generation.stimuli.shapes import Crowd

CHOOSABLE = ("correct", "misclassified", "real")  # conditions that are chosen from candidates


@dataclass(frozen=True)
class CellReport:
    """``fitting`` of the ``candidates`` looked at are what the cell accepts, ``held`` waited in its pool. Label None:
    any. smallest_distance: metres between the nearest two of its clips."""

    label: int | None
    condition: str
    role: str
    wanted: int
    found: int
    candidates: int
    fitting: int
    near_duplicates: int = 0
    held: int = 0
    smallest_distance: float | None = None

    def to_json(self, names: Sequence[str]) -> dict[str, Any]:
        rate = round(self.fitting / self.candidates, 6) if self.candidates else None
        label = "any" if self.label is None else names[self.label]
        return {**vars(self), "label": label, "acceptance_rate": rate}


def label_pools(
    design: Design, label: int, names: Sequence[str], roles: dict[str, int], crowd: float | None
) -> list[Pool]:
    """Empty pools of a label, trials first. roles: clips of this label that practice and attention checks need; crowd:
    metres that clips of one condition keep from each other, whatever their role."""
    crowds = {condition: Crowd(crowd) for condition in CHOOSABLE}
    pools = []
    for condition in CHOOSABLE:
        quota = getattr(design, condition)
        if quota is not None and label in design.labels_of(quota, names):
            cell = _trial_cell(condition, quota, label, names)
            matching = design.matching
            pools.append(
                Pool(cell, crowds[condition], matching.pool if matching and matching.chooses(condition) else 1)
            )
    for role, wanted in roles.items():
        reserve: Reserve = getattr(design, role)
        cell = Cell(label, reserve.condition, wanted, frozenset({label}), reserve.confidence, role=role)
        pools.append(Pool(cell, crowds[reserve.condition], reserve.pool if reserve.choose == "surest" else 1))
    return pools


def _trial_cell(condition: str, quota: Correct, label: int, names: Sequence[str]) -> Cell:
    if condition == "correct":
        return Cell(label, condition, quota.per_label, frozenset({label}), quota.confidence)
    allowed = frozenset(range(len(names)))
    if not isinstance(quota, Misclassified):
        return Cell(label, condition, quota.per_label, allowed, quota.confidence)
    if quota.predicted:
        allowed = frozenset(names.index(name) for name in quota.predicted)
    return Cell(label, condition, quota.per_label, allowed - {label}, quota.confidence, quota.most_per_prediction)
