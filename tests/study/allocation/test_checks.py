"""Blocks, and the places of attention checks among the main trials."""

from __future__ import annotations

from itertools import accumulate, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generation.errors import MiburiError
from study.allocation.checks import block_sizes, check_places, refuse_crowded_checks

SEEDS = st.integers(0, 2**63 - 1)


@pytest.mark.parametrize(
    ("trials", "longest", "sizes"),
    [
        (65, 25, [22, 22, 21]),
        (65, 0, [65]),
        (20, 25, [20]),
        (50, 25, [25, 25]),
        (51, 25, [17, 17, 17]),
        (3, 1, [1] * 3),
    ],
)
def test_blocks_are_as_few_and_as_even_as_can_be(trials: int, longest: int, sizes: list[int]) -> None:
    assert block_sizes(trials, longest) == sizes


@given(st.integers(1, 400), st.integers(1, 100))
def test_no_block_is_longer_than_allowed_and_sizes_differ_by_one_at_most(trials: int, longest: int) -> None:
    sizes = block_sizes(trials, longest)
    assert sum(sizes) == trials and max(sizes) <= longest and max(sizes) - min(sizes) <= 1


@given(st.integers(2, 200), st.integers(2, 60), st.floats(0, 1), SEEDS)
def test_checks_are_never_at_an_end_of_a_block_and_never_neighbours(
    trials: int, longest: int, share: float, seed: int
) -> None:
    sizes = block_sizes(trials, longest)
    checks = int(share * (trials - len(sizes)))
    places = check_places(sizes, checks, seed)
    assert len(places) == checks == len(set(places))
    assert places == sorted(places) == check_places(sizes, checks, seed)
    assert not {0, trials, *accumulate(sizes)} & set(places)


@given(SEEDS)
def test_four_checks_among_65_trials_are_at_least_7_trials_apart_and_never_more_than_32(seed: int) -> None:
    """A fourth of 62 gaps each, drawn from the middle half."""
    distances = [later - earlier for earlier, later in pairwise(check_places([22, 22, 21], 4, seed))]
    assert all(7 <= distance <= 32 for distance in distances)


def test_every_gap_in_the_middle_of_a_stretch_is_drawn() -> None:
    assert {check_places([20], 1, seed)[0] for seed in range(300)} == set(range(5, 16))


def test_more_checks_than_gaps_are_refused_with_the_way_out() -> None:
    with pytest.raises(
        MiburiError, match="3 checks among 4 main trials in blocks of at most 2, where there is room for 2"
    ):
        refuse_crowded_checks(3, 4, 2)
    refuse_crowded_checks(2, 4, 2)
