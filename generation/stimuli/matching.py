"""Conditions made alike: clips are chosen so that those in one place of all conditions resemble each other.

Each place k has a target, the mean of the clips that the conditions put there. The cost of a choice is the sum over
conditions and places of the squared distance to the target, in standard deviations of all candidates. Two steps take
turns, and neither can raise it: with targets fixed, each condition's best choice is an assignment problem, solved
exactly (Crouse 2016, in scipy.optimize.linear_sum_assignment); with clips fixed, the best targets are their means. As
it may end in a local minimum, the turns begin from several targets and the best end is kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

TURNS = 100  # at most; a few are usual
NOTHING = -1  # a place for which there is no candidate
_FORBIDDEN = 1e9

Array = NDArray[np.float64]
Indices = NDArray[np.int64]


@dataclass(frozen=True)
class Group:
    """The candidates of one condition.

    values: (n, covariates). places: (m,) which of the common places the condition fills, each once. allowed: (n, m)
    where a candidate may go. kinds: (n,) and ``most``: at most so many candidates of one kind are chosen.
    """

    values: Array
    places: Indices
    allowed: NDArray[np.bool_]
    kinds: tuple[int, ...] = ()
    most: int | None = None


def match(groups: Sequence[Group]) -> list[Indices]:
    """Of each group the candidate for each of its places (m,), ``NOTHING`` where none is left.

    As many places are filled as can be; the order of candidates decides among equals. Where a group may hold few of a
    kind, the worst of a kind too many are put aside and all is matched again.
    """
    open_ = list(groups)
    while True:
        chosen = _matched(open_)
        surplus = [_surplus(group, choice) for group, choice in zip(open_, chosen, strict=True)]
        if not any(surplus):
            return chosen
        open_ = [_without(group, aside) for group, aside in zip(open_, surplus, strict=True)]


def cost(groups: Sequence[Group], chosen: Sequence[Indices]) -> float:
    """Mean over filled places of the squared distance to the place's target, in standard deviations."""
    values = _standardised(groups)
    targets = _targets(groups, values, chosen)
    away = [
        np.square(value[choice[choice >= 0]] - targets[group.places[choice >= 0]]).sum(axis=1)
        for group, value, choice in zip(groups, values, chosen, strict=True)
    ]
    flat = np.concatenate(away)
    return float(flat.mean()) if len(flat) else 0.0


def in_order(groups: Sequence[Group]) -> list[Indices]:
    """The choice without matching: the first candidates that can fill the places."""
    ranks = [np.arange(len(group.values), dtype=np.float64) for group in groups]
    return [
        _assigned(group, np.repeat(rank[:, None], len(group.places), 1))
        for group, rank in zip(groups, ranks, strict=True)
    ]


def standardised_difference(first: Array, second: Array) -> float | None:
    """(mean of second - mean of first) / sqrt of the mean of both variances (Austin 2009, Stat. Med. 28, 3083-3107).

    0 where the means agree; None where they differ and nothing varies, or a side is empty.
    """
    if not len(first) or not len(second):
        return None
    away = float(second.mean() - first.mean())
    spread = float(np.sqrt((_variance(first) + _variance(second)) / 2))
    if abs(away) < 1e-9:
        return 0.0
    return away / spread if spread > 1e-9 else None


def _variance(values: Array) -> float:
    return float(values.var(ddof=1)) if len(values) > 1 else 0.0


def _matched(groups: Sequence[Group]) -> list[Indices]:
    first = in_order(groups)
    values = _standardised(groups)
    if not any(value.size for value in values):
        return first
    starts = [first, *(_only(first, position) for position in range(len(groups)))]
    ends = [_take_turns(groups, values, _targets(groups, values, start)) for start in starts]
    return min(ends, key=lambda chosen: cost(groups, chosen))


def _take_turns(groups: Sequence[Group], values: Sequence[Array], targets: Array) -> list[Indices]:
    chosen: list[Indices] = []
    for _ in range(TURNS):
        before = chosen
        chosen = [
            _assigned(group, _away(value, targets[group.places])) for group, value in zip(groups, values, strict=True)
        ]
        if before and all(np.array_equal(old, new) for old, new in zip(before, chosen, strict=True)):
            break
        targets = _targets(groups, values, chosen)
    return chosen


def _away(values: Array, targets: Array) -> Array:
    """(n, m) squared distances; a place without a target draws nobody."""
    away = np.square(values[:, None] - targets[None]).sum(axis=-1)
    return np.asarray(np.where(np.isnan(away), 0.0, away))


def _assigned(group: Group, costs: Array) -> Indices:
    chosen = np.full(len(group.places), NOTHING, np.int64)
    rows, columns = linear_sum_assignment(np.where(group.allowed, costs, _FORBIDDEN))
    possible = group.allowed[rows, columns]
    chosen[columns[possible]] = rows[possible]
    return chosen


def _targets(groups: Sequence[Group], values: Sequence[Array], chosen: Sequence[Indices]) -> Array:
    """(places, covariates): means of the clips in each place; NaN where there is none."""
    count = 1 + max((int(group.places.max()) for group in groups if len(group.places)), default=-1)
    sums = np.zeros((count, values[0].shape[1] if values else 0))
    clips = np.zeros(count)
    for group, value, choice in zip(groups, values, chosen, strict=True):
        filled = choice >= 0
        np.add.at(sums, group.places[filled], value[choice[filled]])
        np.add.at(clips, group.places[filled], 1)
    return np.divide(sums, clips[:, None], out=np.full_like(sums, np.nan), where=clips[:, None] > 0)


def _standardised(groups: Sequence[Group]) -> list[Array]:
    """Values in standard deviations of all candidates; one that does not vary counts nothing."""
    together = np.concatenate([group.values for group in groups]) if groups else np.empty((0, 0))
    if not len(together):
        return [group.values for group in groups]
    centre, scale = together.mean(axis=0), together.std(axis=0)
    return [(group.values - centre) / np.where(scale > 1e-9, scale, np.inf) for group in groups]


def _only(chosen: Sequence[Indices], position: int) -> list[Indices]:
    """The choice of one group, the others' places empty."""
    return [choice if place == position else np.full_like(choice, NOTHING) for place, choice in enumerate(chosen)]


def _surplus(group: Group, chosen: Indices) -> list[int]:
    """Of each kind chosen too often, the candidate that came last."""
    if group.most is None:
        return []
    taken = [int(candidate) for candidate in chosen if candidate >= 0]
    counts = Counter(group.kinds[candidate] for candidate in taken)
    return [
        max(candidate for candidate in taken if group.kinds[candidate] == kind)
        for kind, count in counts.items()
        if count > group.most
    ]


def _without(group: Group, aside: Sequence[int]) -> Group:
    allowed = group.allowed.copy()
    allowed[list(aside)] = False
    return replace(group, allowed=allowed)
