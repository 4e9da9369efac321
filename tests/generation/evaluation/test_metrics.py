from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generation.errors import MiburiError
from generation.evaluation import metrics
from generation.evaluation.metrics import (
    diversity,
    diversity_all_pairs,
    frechet_distance,
    multimodality,
    multimodality_all_pairs,
)

seeds = st.integers(0, 2**32 - 1)
quickly = settings(max_examples=25)


@pytest.fixture(scope="module")
def golden() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    first = np.tanh(rng.normal(size=(2600, 30))).astype(np.float32)
    second = np.tanh(1.1 * rng.normal(size=(2600, 30)) + 0.1).astype(np.float32)
    return first, second, np.arange(2600) % 13


def features(seed: int, samples: int = 40, dimensions: int = 6) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(samples, dimensions))


def test_frechet_distance_matches_the_golden_value(golden):
    assert frechet_distance(golden[0], golden[1]) == pytest.approx(0.204325, abs=1e-6)


def test_all_pairs_forms_match_the_golden_values(golden):
    _, second, labels = golden
    assert diversity_all_pairs(second) == pytest.approx(5.03904, abs=1e-5)
    assert multimodality_all_pairs(second, labels) == pytest.approx(5.01758, abs=1e-5)


@pytest.mark.parametrize(("n", "bias"), [(500, 0.401), (1000, 0.197), (2600, 0.078)])
def test_frechet_distance_of_two_samples_of_one_distribution_falls_with_their_size(n, bias):
    rng = np.random.default_rng(1)
    distances = [frechet_distance(*np.tanh(rng.normal(size=(2, n, 30)))) for _ in range(10)]
    assert np.mean(distances) == pytest.approx(bias, rel=0.06)


def test_frechet_distance_is_exact_between_gaussians_with_known_moments():
    # Two dimensions apart from each other: (0 - 3)² + (1 - 2)² + (2 - 5)², from the standard deviations' differences.
    grid = np.array([[-1.0, -1.0], [-1.0, 1.0], [1.0, -1.0], [1.0, 1.0]]) * np.sqrt(3 / 4)
    assert frechet_distance(grid * [1, 2], grid * [2, 5] + [3, 0]) == pytest.approx(9 + 1 + 9)


@quickly
@given(seeds)
def test_a_set_is_at_no_distance_from_itself(seed):
    assert frechet_distance(features(seed), features(seed)) == pytest.approx(0, abs=1e-9)


@quickly
@given(seeds)
def test_frechet_distance_is_symmetric_and_blind_to_order(seed):
    first, second = features(seed), 2 * features(seed + 1) + 1
    shuffled = np.random.default_rng(seed).permutation(first)
    distance = frechet_distance(first, second)
    assert frechet_distance(second, first) == pytest.approx(distance)
    assert frechet_distance(shuffled, second) == pytest.approx(distance)


@quickly
@given(seeds, st.floats(-10, 10))
def test_a_shift_adds_its_squared_length(seed, shift):
    first = features(seed)
    away = np.full(6, shift)
    assert frechet_distance(first, first + away) == pytest.approx(6 * shift**2, abs=1e-7)


@quickly
@given(seeds)
def test_frechet_distance_does_not_depend_on_the_axes(seed):
    first, second = features(seed), features(seed + 1) ** 3
    turn, _ = np.linalg.qr(features(seed + 2, 6, 6))
    assert frechet_distance(first @ turn, second @ turn) == pytest.approx(frechet_distance(first, second))


def test_frechet_distance_takes_sets_of_different_size_and_fewer_samples_than_dimensions():
    assert frechet_distance(features(0, 3, 8), features(1, 5, 8)) > 0


def test_all_pairs_diversity_counts_every_edge_of_a_triangle_twice_and_its_corners_as_0():
    assert diversity_all_pairs([[0, 0], [3, 0], [0, 4]]) == pytest.approx(2 * (3 + 4 + 5) / 9)


def test_all_pairs_forms_do_not_depend_on_the_block(monkeypatch):
    values = features(3, 50)
    whole = diversity_all_pairs(values)
    monkeypatch.setattr(metrics, "_BLOCK", 7)
    assert diversity_all_pairs(values) == pytest.approx(whole, rel=1e-12)


def test_sampled_forms_estimate_the_all_pairs_forms(golden):
    _, second, labels = golden
    rng = np.random.default_rng(0)
    assert diversity(second, rng, pairs=50_000) == pytest.approx(diversity_all_pairs(second), rel=2e-3)
    many = multimodality(second, labels, rng, pairs=4_000)
    assert many == pytest.approx(multimodality_all_pairs(second, labels), rel=2e-3)


def test_the_same_generator_state_draws_the_same_pairs():
    values = features(4)
    assert diversity(values, np.random.default_rng(7)) == diversity(values, np.random.default_rng(7))
    assert diversity(values, np.random.default_rng(7)) != diversity(values, np.random.default_rng(8))


def test_multimodality_weighs_classes_alike_and_ignores_the_distance_between_them():
    values = [[0.0], [1.0], [100.0], [103.0], [103.0], [100.0]]
    labels = [0, 0, 5, 5, 5, 5]
    assert multimodality_all_pairs(values, labels) == pytest.approx((2 * 1 / 4 + 8 * 3 / 16) / 2)


@pytest.mark.parametrize(
    ("first", "second", "message"),
    [
        (np.zeros((1, 3)), np.zeros((4, 3)), "the first set needs at least 2 samples, got 1"),
        (np.zeros((4, 3)), np.zeros((4, 2)), "got 3 and 2 dimensions"),
        (np.zeros((4, 3)), np.full((4, 3), np.nan), "the second set holds NaN"),
        (np.zeros(4), np.zeros((4, 3)), r"must have the shape \(samples, dimensions\), got \(4,\)"),
    ],
)
def test_frechet_distance_refuses_nonsense(first, second, message):
    with pytest.raises(MiburiError, match=message):
        frechet_distance(first, second)


def test_multimodality_refuses_a_class_of_one_and_labels_of_another_set():
    with pytest.raises(MiburiError, match="class 1 needs at least 2 samples, got 1"):
        multimodality_all_pairs(np.zeros((3, 2)), [0, 0, 1])
    with pytest.raises(MiburiError, match="3 samples need as many labels"):
        multimodality_all_pairs(np.zeros((3, 2)), [0, 0])


def test_no_pairs_are_refused():
    with pytest.raises(MiburiError, match="at least 1 pair"):
        diversity(np.zeros((3, 2)), np.random.default_rng(0), pairs=0)
