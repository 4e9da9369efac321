from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generation.stimuli.matching import NOTHING, Group, cost, in_order, match, standardised_difference

seeds = st.integers(0, 2**32 - 1)


def group(values: np.ndarray, places: int, **more: object) -> Group:
    return Group(values, np.arange(places), np.ones((len(values), places), np.bool_), **more)  # type: ignore[arg-type]


@given(seeds, st.integers(1, 4), st.integers(0, 8), st.integers(1, 3), st.integers(1, 3))
@settings(max_examples=60)
def test_matching_never_makes_conditions_less_alike_than_the_first_that_came(
    seed: int, places: int, more: int, conditions: int, covariates: int
) -> None:
    rng = np.random.default_rng(seed)
    groups = [group(rng.normal(shift, 1, (places + more, covariates)), places) for shift in rng.normal(size=conditions)]
    chosen = match(groups)
    assert cost(groups, chosen) <= cost(groups, in_order(groups)) + 1e-9
    for choice in chosen:
        assert len(set(choice)) == places
        assert NOTHING not in choice


@given(seeds)
@settings(max_examples=40)
def test_against_one_fixed_condition_the_choice_is_the_best_of_all(seed: int) -> None:
    rng = np.random.default_rng(seed)
    fixed, free = group(rng.normal(size=(2, 1)), 2), group(rng.normal(size=(5, 1)), 2)
    best = min(cost([fixed, free], [np.array([0, 1]), np.array(pair)]) for pair in permutations(range(5), 2))
    swapped = min(cost([fixed, free], [np.array([1, 0]), np.array(pair)]) for pair in permutations(range(5), 2))
    assert cost([fixed, free], match([fixed, free])) == pytest.approx(min(best, swapped), abs=1e-9)


@given(seeds)
@settings(max_examples=40)
def test_candidates_go_only_where_they_are_allowed_and_to_one_place(seed: int) -> None:
    rng = np.random.default_rng(seed)
    one = Group(rng.normal(size=(6, 2)), np.arange(3), rng.random((6, 3)) < 0.4)
    other = group(rng.normal(size=(4, 2)), 3)
    for place, candidate in enumerate(match([one, other])[0]):
        assert candidate == NOTHING or one.allowed[candidate, place]


def test_conditions_that_differ_by_chance_are_made_alike() -> None:
    rng = np.random.default_rng(0)
    slow, fast = group(rng.normal(0, 1, (80, 2)), 10), group(rng.normal(0.8, 1, (80, 2)), 10)
    before = in_order([slow, fast])
    after = match([slow, fast])
    for column in range(2):
        first, then = (
            standardised_difference(slow.values[choice[0], column], fast.values[choice[1], column])
            for choice in (before, after)
        )
        assert first is not None and abs(first) > 0.3
        assert then is not None and abs(then) < 0.1


def test_a_condition_of_fewer_clips_is_matched_to_its_own_places() -> None:
    many = group(np.arange(4.0)[:, None], 4)
    few = Group(np.array([[0.0], [1.1], [2.9], [9.0]]), np.array([1, 3]), np.ones((4, 2), np.bool_))
    chosen = match([many, few])
    pairs = {round(float(many.values[chosen[0][place], 0])) for place in (1, 3)}
    assert pairs == {round(float(few.values[candidate, 0])) for candidate in chosen[1]}


def test_few_of_a_kind_are_chosen_where_few_are_wanted() -> None:
    target = group(np.zeros((2, 1)), 2)
    wrong = group(np.array([[0.0], [0.01], [0.02], [1.0]]), 2, kinds=(5, 5, 5, 7), most=1)
    chosen = match([target, wrong])[1]
    assert sorted(wrong.kinds[candidate] for candidate in chosen) == [5, 7]


def test_a_place_without_a_candidate_stays_empty() -> None:
    allowed = np.array([[True, False], [True, False]])
    chosen = match([Group(np.zeros((2, 1)), np.arange(2), allowed), group(np.zeros((0, 1)), 2)])
    assert list(chosen[0]) == [0, NOTHING]
    assert list(chosen[1]) == [NOTHING, NOTHING]


def test_the_standardised_difference_is_that_of_austin_2009() -> None:
    first, second = np.array([1.0, 2.0, 3.0]), np.array([2.0, 4.0, 6.0])
    assert standardised_difference(first, second) == pytest.approx(2 / np.sqrt((1 + 4) / 2))
    assert standardised_difference(first, first) == 0
    assert standardised_difference(np.ones(3), np.ones(3)) == 0
    assert standardised_difference(np.ones(3), np.full(3, 2.0)) is None
    assert standardised_difference(first, np.empty(0)) is None
