"""Presentation orders: random, seeded, and without long runs of one emotion or one condition."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np

from generation.errors import MiburiError

LONGEST_RUN = 2
ATTEMPTS = 1000
# Independent random streams of one session; also of simulated raters, so that their number changes no real rater's.
PRACTICE, MAIN, ANSWERS, CHECK_PLACES, CHECKS = 0, 1, 2, 3, 4
REAL, SIMULATED = 0, 1


@dataclass(frozen=True)
class Clip:
    """What an order must know of a stimulus."""

    id: int
    label: str
    condition: str


def session_seed(study_seed: int, stream: int, number: int) -> int:
    """The seed of a study's ``number``-th session; 63 bits, so that any database can hold it."""
    return int(np.random.SeedSequence([study_seed, stream, number]).generate_state(1, np.uint64)[0] >> 1)


def presentation_order(clips: Sequence[Clip], seed: int) -> list[Clip]:
    """All clips once, no label and no condition more than twice in a row; same clips and seed, same order.

    Drawn clip by clip, evenly among those that lengthen no run beyond the limit, anew from a dead end. Where a
    label or condition is so frequent that no order keeps the limit, the limit for it is the shortest one possible.
    """
    generator = np.random.default_rng([seed, MAIN])
    limits = (_shortest_limit([clip.label for clip in clips]), _shortest_limit([clip.condition for clip in clips]))
    for _ in range(ATTEMPTS):
        if (order := _draw(clips, limits, generator)) is not None:
            return order
    raise MiburiError(
        f"found no order of {len(clips)} clips without runs of one label or condition longer than {limits}; "
        "make a set in which labels and conditions are crossed"
    )


def practice_clips(clips: Sequence[Clip], count: int, seed: int) -> list[Clip]:
    """``count`` clips drawn for practice, of different labels as far as there are."""
    generator = np.random.default_rng([seed, PRACTICE])
    shuffled = [clips[index] for index in generator.permutation(len(clips))]
    seen: Counter[str] = Counter()
    ranks = []
    for clip in shuffled:
        ranks.append(seen[clip.label])
        seen[clip.label] += 1
    return [shuffled[index] for index in np.argsort(ranks, kind="stable")[:count]]


def shuffled_answers(labels: Sequence[str], seed: int) -> list[str]:
    """The answer options in one rater's order."""
    generator = np.random.default_rng([seed, ANSWERS])
    return [labels[index] for index in generator.permutation(len(labels))]


def longest_run(values: Sequence[Hashable]) -> int:
    """The length of the longest stretch of equal neighbours."""
    longest = run = 0
    for index, value in enumerate(values):
        run = run + 1 if index and values[index - 1] == value else 1
        longest = max(longest, run)
    return longest


def _shortest_limit(values: Sequence[str]) -> int:
    """LONGEST_RUN, or more where the most frequent value cannot be spread that thin."""
    most = max(Counter(values).values(), default=0)
    gaps = len(values) - most + 1
    return max(LONGEST_RUN, -(-most // gaps))


def _draw(clips: Sequence[Clip], limits: tuple[int, int], generator: np.random.Generator) -> list[Clip] | None:
    """One try; None at a dead end."""
    left = list(clips)
    order: list[Clip] = []
    while left:
        open_ = [index for index, clip in enumerate(left) if _fits(order, clip, limits)]
        if not open_:
            return None
        order.append(left.pop(open_[int(generator.integers(len(open_)))]))
    return order


def _fits(order: Sequence[Clip], clip: Clip, limits: tuple[int, int]) -> bool:
    label_limit, condition_limit = limits
    same_label = len(order) >= label_limit and all(c.label == clip.label for c in order[-label_limit:])
    same_condition = len(order) >= condition_limit and all(
        c.condition == clip.condition for c in order[-condition_limit:]
    )
    return not (same_label or same_condition)
