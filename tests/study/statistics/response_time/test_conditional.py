"""Accuracy by speed within raters."""

import numpy as np
import pytest

from study.statistics.estimate import Interval, NotEstimable
from study.statistics.response_time import conditional_accuracy
from tests.study.planted import planted_responses
from tests.study.statistics.r.figures import figures, small_study


def test_the_fastest_fifth_is_rs():
    fastest = conditional_accuracy(small_study(), seed=0)[0]
    assert [fastest.mean_rt_ms, fastest.accuracy, fastest.n] == pytest.approx(figures("rt.fastest"))


def test_every_answer_is_in_one_bin_and_bins_go_from_fast_to_slow():
    study = small_study()
    bins = conditional_accuracy(study, seed=0)
    assert sum(each.n for each in bins) == len(study)
    assert [each.mean_rt_ms for each in bins] == sorted(each.mean_rt_ms for each in bins)
    assert [each.from_quantile for each in bins] == pytest.approx([0, 0.2, 0.4, 0.6, 0.8])
    assert all(isinstance(each.interval, Interval) for each in bins)


def test_answers_that_get_better_with_time_are_seen_to():
    responses = planted_responses(raters=30)
    rng = np.random.default_rng(0)
    within = responses.groupby("participant")["rt_ms"].rank(pct=True)
    bins = conditional_accuracy(responses.assign(correct=rng.random(len(responses)) < within), seed=0)
    assert [each.accuracy for each in bins] == pytest.approx([0.1, 0.3, 0.5, 0.7, 0.9], abs=0.06)


def test_a_slow_rater_is_not_all_in_the_slowest_bin():
    study = small_study()
    slow = study.assign(rt_ms=study["rt_ms"] * np.where(study["participant"] == "r01", 100, 1))
    assert [each.raters for each in conditional_accuracy(slow, seed=0)] == [12] * 5
    assert [each.n for each in conditional_accuracy(slow, 0)] == [each.n for each in conditional_accuracy(study, 0)]


def test_too_few_times_say_so():
    study = small_study()
    few = conditional_accuracy(study.groupby("participant").head(4), seed=0)
    assert few[0].accuracy == NotEstimable("no rater has as many response times as there are bins")
    assert conditional_accuracy(study.head(0), 0)[0].mean_rt_ms == NotEstimable("there are no response times")
    assert conditional_accuracy(study, 0, condition="correct")[0].raters == 12
