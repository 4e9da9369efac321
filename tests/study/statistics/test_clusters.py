"""Intervals that draw whole raters."""

import numpy as np
import pytest
from scipy.stats import t

from study.statistics.clusters import rater_clustered_intervals
from study.statistics.estimate import Interval, NotEstimable
from study.statistics.proportions import wilson_interval


def beta_binomial(rng, raters=20, answers=65, mean=0.3, concentration=8.0):
    """Hits of raters who differ: between-rater SD of about 0.15."""
    return rng.binomial(answers, rng.beta(mean * concentration, (1 - mean) * concentration, raters))[:, None]


def test_interval_is_close_to_t_across_rater_means_when_all_answer_equally_often():
    hits = beta_binomial(np.random.default_rng(3), raters=30)
    answers = np.full_like(hits, 65)
    (interval,) = rater_clustered_intervals(hits, answers, seed=0)
    rates = hits[:, 0] / 65
    half = t.ppf(0.975, 29) * rates.std(ddof=1) / np.sqrt(30)
    assert interval.low == pytest.approx(rates.mean() - half, abs=0.012)
    assert interval.high == pytest.approx(rates.mean() + half, abs=0.012)


def test_interval_covers_the_truth_where_wilson_does_not_because_raters_differ():
    rng = np.random.default_rng(11)
    covered = wilson_covered = 0
    for study in range(200):
        hits = beta_binomial(rng)
        (interval,) = rater_clustered_intervals(hits, np.full_like(hits, 65), seed=study)
        wilson = wilson_interval(int(hits.sum()), 65 * 20)
        covered += interval.low <= 0.3 <= interval.high
        wilson_covered += wilson.low <= 0.3 <= wilson.high
    assert 0.90 <= covered / 200 <= 0.985
    assert wilson_covered / 200 < 0.70


@pytest.mark.parametrize("raters", [2, 3, 5, 8])
def test_interval_covers_the_truth_with_few_raters_too(raters):
    rng = np.random.default_rng(raters)
    covered = 0
    for study in range(400):
        hits = beta_binomial(rng, raters)
        (interval,) = rater_clustered_intervals(hits, np.full_like(hits, 65), seed=study)
        covered += isinstance(interval, NotEstimable) or interval.low <= 0.3 <= interval.high
    assert covered / 400 >= 0.92


def test_same_seed_same_interval():
    hits = beta_binomial(np.random.default_rng(1))
    answers = np.full_like(hits, 65)
    assert rater_clustered_intervals(hits, answers, 5) == rater_clustered_intervals(hits, answers, 5)
    assert rater_clustered_intervals(hits, answers, 5) != rater_clustered_intervals(hits, answers, 6)


def test_a_cell_does_not_depend_on_the_other_cells_of_the_table():
    hits = beta_binomial(np.random.default_rng(1))
    answers = np.full_like(hits, 65)
    both = rater_clustered_intervals(np.hstack([hits, hits // 2]), np.hstack([answers, answers]), 5)
    assert both[0] == rater_clustered_intervals(hits, answers, 5)[0]


@pytest.mark.parametrize(
    ("hits", "answers", "reason"),
    [
        ([], [], "there are no responses"),
        ([0, 0], [0, 0], "there are no responses"),
        ([3, 0], [5, 0], "there is one rater only"),
        ([5, 10], [5, 10], "all raters have the same accuracy"),
    ],
)
def test_what_cannot_be_drawn_from_says_why(hits, answers, reason):
    column = [np.array(counts, dtype=np.int64).reshape(-1, 1) for counts in (hits, answers)]
    assert rater_clustered_intervals(*column, seed=0) == (NotEstimable(reason),)


def test_raters_who_miss_a_cell_do_not_break_it():
    hits, answers = np.array([[2], [1], [0]]), np.array([[2], [2], [0]])
    (interval,) = rater_clustered_intervals(hits, answers, 0)
    assert isinstance(interval, Interval)
    assert (interval.low, interval.high) == (0, 1)  # two raters, .5 and 1, tell next to nothing
