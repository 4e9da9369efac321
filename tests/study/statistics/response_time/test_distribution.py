"""Response time: correlation with accuracy, distributions, correct against wrong."""

import numpy as np
import pandas as pd
import pytest

from study.statistics.estimate import NotEstimable
from study.statistics.response_time import (
    RaterSpeed,
    correct_against_wrong,
    histograms,
    pearson,
    response_times,
    speed_accuracy_correlation,
    speed_of_raters,
)
from tests.study.planted import PLANTED, planted_responses

ANSCOMBE_X = [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5]
ANSCOMBE_Y = [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68]


def test_pearson_matches_anscombe_1973_as_in_r_cor_test():
    found = pearson(ANSCOMBE_X, ANSCOMBE_Y, "points", "x", "y")
    assert found.n == 11
    assert found.r == pytest.approx(0.8164205, abs=1e-7)
    assert found.p == pytest.approx(0.00217, abs=5e-6)
    assert (found.interval.low, found.interval.high) == pytest.approx((0.4243912, 0.9506933), abs=1e-6)


def test_the_papers_r_and_n_give_the_papers_p():
    """r = −0.23 with 20 raters is p = 0.33: any data with that r."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=20)
    noise = rng.normal(size=20)
    x, noise = x - x.mean(), noise - noise.mean()
    noise -= x * (noise @ x) / (x @ x)
    y = -0.23 * x / np.linalg.norm(x) + (1 - 0.23**2) ** 0.5 * noise / np.linalg.norm(noise)
    found = pearson(x, y, "raters", "response time", "accuracy")
    assert found.r == pytest.approx(-0.23)
    assert round(found.p, 2) == 0.33


@pytest.mark.parametrize(
    ("raters", "reason"),
    [
        ([], "there are fewer than 4 raters (0)"),
        ([RaterSpeed(1000, 0.2, 5)], "there are fewer than 4 raters (1)"),
        ([RaterSpeed(1000, hits, 5) for hits in (0.1, 0.2, 0.3, 0.4)], "the response time is the same in all raters"),
        ([RaterSpeed(rt, 1.0, 5) for rt in (1000, 2000, 3000, 4000)], "the accuracy is the same in all raters"),
    ],
)
def test_a_correlation_that_cannot_be_computed_says_why(raters, reason):
    found = speed_accuracy_correlation(raters)
    assert (found.r, found.p, found.interval) == (NotEstimable(reason),) * 3


def test_answers_without_a_time_are_left_out_of_speed():
    responses = planted_responses(raters=2)
    responses.loc[responses["participant"] == "p001", "rt_ms"] = np.nan
    assert len(speed_of_raters(responses)) == 1


def test_distribution_is_of_the_group_alone():
    table = pd.DataFrame(
        {
            "participant": list("abab"),
            "condition": ["correct"] * 3 + ["real"],
            "correct": [1, 0, 0, 1],
            "rt_ms": [1000.0, 2000.0, 6000.0, 9000.0],
        }
    )
    rows = {row.group: row for row in response_times(table, ["correct", "real", "mean_latent"])}
    assert (rows["correct"].median, rows["correct"].mean) == (2000, 3000)
    assert (rows["correct answers"].median, rows["wrong answers"].median) == (5000, 4000)
    assert rows["all answers"].n == 4
    assert rows["mean_latent"].median == NotEstimable("there are no response times")


def test_planted_slowness_of_wrong_answers_is_recovered():
    responses = planted_responses(raters=30)
    slower = responses.assign(rt_ms=responses["rt_ms"] * np.where(responses["correct"], 1.0, 1.5))
    found = correct_against_wrong(slower)
    assert found.ratio == pytest.approx(1 / 1.5, abs=0.05)
    assert found.interval.low < 1 / 1.5 < found.interval.high
    assert found.p < 0.001


def test_correct_against_wrong_says_why_it_cannot_be_compared():
    perfect = planted_responses(accuracy=dict.fromkeys(PLANTED, 1.0))
    assert correct_against_wrong(perfect).ratio == NotEstimable(
        "no rater has both correct and wrong answers with a response time"
    )
    assert correct_against_wrong(planted_responses(raters=1)).p == NotEstimable(
        "one rater only has both correct and wrong answers with a response time"
    )


def test_histograms_count_every_answer_once_in_shared_bins():
    responses = planted_responses()
    ridges = {ridge.group: ridge for ridge in histograms(responses, list(PLANTED))}
    assert sum(ridges["all answers"].counts) == len(responses)
    assert sum(sum(ridges[name].counts) for name in PLANTED) == len(responses)
    assert len({ridge.edges_ms for ridge in ridges.values()}) == 1


def test_histograms_of_one_time_only_are_not_drawn():
    assert histograms(planted_responses().assign(rt_ms=1000.0), list(PLANTED)) == ()
    assert histograms(planted_responses().assign(rt_ms=np.nan), list(PLANTED)) == ()
