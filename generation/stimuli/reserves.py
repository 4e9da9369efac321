"""Practice clips and attention checks: dealt out over the labels, kept over all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from generation.stimuli.cells import CellReport
from generation.stimuli.choosing import Chosen
from generation.stimuli.design import Design, Reserve
from generation.stimuli.manifest import ATTENTION, PRACTICE

RESERVES = (PRACTICE, ATTENTION)
_DEALING = 23  # the stream of random numbers that decides which labels come first


def reserve_quotas(design: Design, names: Sequence[str], seed: int) -> list[dict[str, int]]:
    """Of every label, how many clips each role beside the trials collects.

    Where any clip will do, the clips are dealt out over the labels in an order that the seed decides; where the surest
    are wanted, every label offers as many as it might have to give.
    """
    quotas: list[dict[str, int]] = [{} for _ in names]
    for stream, role in enumerate(RESERVES):
        reserve: Reserve | None = getattr(design, role)
        if reserve is None:
            continue
        labels = design.labels_of(reserve, names)
        for rank, label in enumerate(np.random.default_rng([seed, _DEALING, stream]).permutation(labels)):
            dealt = len(range(rank, reserve.clips, len(labels)))
            if wanted := -(-reserve.clips // len(labels)) if reserve.choose == "surest" else dealt:
                quotas[label][role] = wanted
    return quotas


def kept_reserves(design: Design, chosen: Sequence[Chosen]) -> list[Chosen]:
    """Trials as they are; of each role beside them as many clips as the design asks for.

    The surest of every label come first, then every label's second, and so on, so that labels differ.
    """
    kept = [each for each in chosen if each.role not in RESERVES]
    for role in RESERVES:
        offered: dict[int, list[Chosen]] = defaultdict(list)
        for each in sorted((each for each in chosen if each.role == role), key=lambda each: -each.candidate.confidence):
            offered[each.candidate.label].append(each)
        ranked = [
            (rank, -each.candidate.confidence, label, each)
            for label, group in offered.items()
            for rank, each in enumerate(group)
        ]
        reserve: Reserve | None = getattr(design, role)
        kept += [each for *_, each in sorted(ranked, key=lambda row: row[:3])[: reserve.clips if reserve else 0]]
    return kept


def reserve_reports(design: Design, cells: Sequence[CellReport], kept: Sequence[Chosen]) -> list[CellReport]:
    """One report per role, over the labels that it looked at."""
    reports = []
    for role in RESERVES:
        reserve: Reserve | None = getattr(design, role)
        if reserve is None:
            continue
        of_role = [cell for cell in cells if cell.role == role]
        reports.append(
            CellReport(
                None,
                reserve.condition,
                role,
                reserve.clips,
                sum(each.role == role for each in kept),
                sum(cell.candidates for cell in of_role),
                sum(cell.fitting for cell in of_role),
                sum(cell.near_duplicates for cell in of_role),
                sum(cell.held for cell in of_role),
            )
        )
    return reports
