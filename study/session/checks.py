"""Attention checks: which there are, what their right answer is, and how many a rater has failed.

Two kinds: the set's own clips of the role attention, whose right answer is their intended label; and `instructed`
trials, which say in words which answer to give.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from generation.stimuli.manifest import ATTENTION, PRACTICE
from study.allocation.checks import check_places
from study.allocation.orders import CHECKS, Clip
from study.models import Response, Session, Trial

T = TypeVar("T")


@dataclass(frozen=True)
class Check:
    """The stimulus that is shown, and the answer that is asked for in words; empty for a clip that asks by itself."""

    clip: int
    instructed: str = ""


def planned_checks(session: Session, order: Sequence[Clip], sizes: list[int]) -> dict[int, Check]:
    """The session's checks by the number of main trials before them. ``order``: the main trials; ``sizes``: of blocks.

    Instructed trials show clips of the set that are no trials; where these run out, trial clips that this rater has
    seen before, so that no main trial shows a clip that a check showed first.
    """
    asked = session.study.protocol.attention
    own = _of_role(session, ATTENTION)
    shown = own if asked.clips else []
    places = check_places(sizes, len(shown) + asked.instructed, session.seed)
    generator = np.random.default_rng([session.seed, CHECKS])
    mixed = _shuffled([Check(clip) for clip in shown] + [None] * asked.instructed, generator)
    spare = [] if asked.clips else _shuffled(own, generator)
    spare += _shuffled(_of_role(session, PRACTICE), generator)
    labels = _shuffled(session.study.stimulus_set.label_set.names, generator)
    instructed: list[Check] = []
    checks: dict[int, Check] = {}
    for place, check in zip(places, mixed, strict=True):
        if check is None:
            number = len(instructed)
            clip = spare[number] if number < len(spare) else _seen(order[:place], instructed, generator)
            instructed.append(check := Check(clip, labels[number % len(labels)]))
        checks[place] = check
    return checks


def failed_checks(session: Session) -> int:
    """Checks that the rater has answered otherwise than they ask for."""
    answers = Response.objects.filter(trial__session=session, trial__kind=Trial.Kind.ATTENTION)
    rows = answers.values_list("chosen", "trial__instructed", "trial__stimulus__label")
    return sum(chosen != (instructed or label) for chosen, instructed, label in rows)


def _seen(before: Sequence[Clip], instructed: list[Check], generator: np.random.Generator) -> int:
    """A trial clip of those ``before`` that no instructed trial has shown yet, and not the one just seen if there is
    another."""
    shown = {check.clip for check in instructed}
    left = [clip.id for clip in before if clip.id not in shown]
    return left[int(generator.integers(max(1, len(left) - 1)))]


def _of_role(session: Session, role: str) -> list[int]:
    return list(
        session.study.stimulus_set.stimuli.filter(role=role).order_by("manifest_id").values_list("id", flat=True)
    )


def _shuffled(values: Sequence[T], generator: np.random.Generator) -> list[T]:
    return [values[index] for index in generator.permutation(len(values))]
