from __future__ import annotations

import numpy as np
import pytest

from generation.evaluation.intervals import half_samples, mean_over_frames, proportion, ratio_of_proportions
from generation.evaluation.metrics import diversity_all_pairs


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_intervals_match_newcombe_1998_table_1(hits, n, low, high):
    found = proportion(hits, n)
    assert (found["low"], found["high"]) == pytest.approx((low, high), abs=5e-5)
    assert (found["value"], found["n"]) == (pytest.approx(hits / n, abs=1e-6), n)


def test_the_ratio_of_proportions_has_katz_s_interval():
    found = ratio_of_proportions(30, 100, 40, 100)
    margin = 1.959964 * np.sqrt(1 / 30 - 1 / 100 + 1 / 40 - 1 / 100)
    assert found["value"] == pytest.approx(0.75)
    assert (found["low"], found["high"]) == pytest.approx((0.75 * np.exp(-margin), 0.75 * np.exp(margin)), abs=1e-6)


@pytest.mark.parametrize("counts", [(0, 10, 5, 10), (5, 10, 0, 10), (0, 0, 5, 10)])
def test_a_ratio_that_cannot_be_known_is_null_with_a_reason(counts):
    found = ratio_of_proportions(*counts)
    assert found["value"] is None and found["reason"]


def test_no_clips_have_no_accuracy():
    assert proportion(0, 0)["value"] is None


def test_one_repeat_has_a_mean_but_no_interval():
    found = half_samples(np.array([2.0]), 10)
    assert (found["value"], found["low"], found["n"]) == (2.0, None, 10)


def test_half_sample_intervals_cover_the_truth_about_as_often_as_they_say():
    rng = np.random.default_rng(3)
    n, studies = 40, 150
    truth = np.mean([diversity_all_pairs(rng.normal(size=(n, 4))) for _ in range(400)])
    hits = 0
    for _ in range(studies):
        pool = rng.normal(size=(2 * n, 4))
        repeats = [diversity_all_pairs(pool[rng.permutation(2 * n)[:n]]) for _ in range(20)]
        found = half_samples(np.array(repeats), n)
        hits += found["low"] <= truth <= found["high"]
    assert 0.89 <= hits / studies <= 0.99


def test_half_sample_intervals_do_not_shrink_with_more_repeats():
    rng = np.random.default_rng(0)
    few, many = (half_samples(rng.normal(5, 1, size), 10) for size in (20, 2000))
    assert many["high"] - many["low"] == pytest.approx(4, rel=0.1)
    assert few["high"] - few["low"] == pytest.approx(4, rel=0.5)


def test_frames_weigh_alike_and_whole_clips_are_resampled():
    found = mean_over_frames(np.array([10.0, 90.0]), np.array([10, 30]), seed=0)
    assert found == {"value": 2.5, "low": 1.0, "high": 3.0, "clips": 2, "frames": 40}


def test_clips_without_frames_do_not_count():
    found = mean_over_frames(np.array([10.0, 0.0, 20.0]), np.array([10, 0, 10]), seed=0)
    assert (found["value"], found["clips"]) == (1.5, 2)


def test_one_clip_has_a_mean_but_no_interval():
    found = mean_over_frames(np.array([10.0]), np.array([5]), seed=0)
    assert (found["value"], found["low"]) == (2.0, None)
