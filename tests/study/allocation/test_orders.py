"""Presentation orders."""

from __future__ import annotations

from collections import Counter
from itertools import product

import pytest

from study.allocation.orders import (
    REAL,
    SIMULATED,
    Clip,
    longest_run,
    practice_clips,
    presentation_order,
    session_seed,
    shuffled_answers,
)

CELLS = {"correct": 2, "misclassified": 2, "mean_latent": 1}
PAPER = [
    Clip(number, label, condition)
    for number, (label, condition) in enumerate(
        (f"emotion-{emotion}", condition)
        for emotion, (condition, count) in product(range(13), CELLS.items())
        for _ in range(count)
    )
]


@pytest.mark.parametrize("seed", range(50))
def test_no_emotion_and_no_condition_comes_three_times_in_a_row(seed: int) -> None:
    order = presentation_order(PAPER, seed)
    assert sorted(clip.id for clip in order) == list(range(65))
    assert longest_run([clip.label for clip in order]) <= 2
    assert longest_run([clip.condition for clip in order]) <= 2


def test_same_seed_same_order_and_another_seed_another() -> None:
    assert presentation_order(PAPER, 7) == presentation_order(PAPER, 7)
    assert presentation_order(PAPER, 7) != presentation_order(PAPER, 8)


def test_every_clip_comes_early_and_late_equally_often() -> None:
    """Mean position of each clip over 400 orders: 32 with a standard error of 0.94."""
    sums: Counter[int] = Counter()
    for seed in range(400):
        for position, clip in enumerate(presentation_order(PAPER, seed)):
            sums[clip.id] += position
    assert all(abs(total / 400 - 32) < 4.5 * 0.94 for total in sums.values())


def test_a_set_of_one_condition_can_be_ordered() -> None:
    one = [Clip(number, f"emotion-{number % 3}", "real") for number in range(12)]
    assert longest_run([clip.label for clip in presentation_order(one, 0)]) <= 2


def test_an_emotion_too_frequent_for_the_limit_is_spread_as_thin_as_it_can_be() -> None:
    clips = [Clip(number, "joy" if number < 9 else "fear", "real") for number in range(11)]
    assert longest_run([clip.label for clip in presentation_order(clips, 0)]) == 3


def test_practice_shows_different_emotions() -> None:
    for seed in range(20):
        assert len({clip.label for clip in practice_clips(PAPER, 4, seed)}) == 4


def test_answer_options_are_shuffled_per_seed() -> None:
    labels = [f"emotion-{number}" for number in range(13)]
    assert shuffled_answers(labels, 1) == shuffled_answers(labels, 1) != shuffled_answers(labels, 2)
    assert sorted(shuffled_answers(labels, 1)) == sorted(labels)


def test_seeds_of_real_and_simulated_sessions_never_meet_and_fit_any_database() -> None:
    seeds = {session_seed(0, stream, number) for stream in (REAL, SIMULATED) for number in range(500)}
    assert len(seeds) == 1000
    assert max(seeds) < 2**63


def test_longest_run_counts_equal_neighbours() -> None:
    assert longest_run([]) == 0
    assert longest_run("abbba") == 3
