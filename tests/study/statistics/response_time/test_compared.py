"""Ratios of response times between conditions, against R."""

import pytest

from study.statistics.estimate import NotEstimable
from study.statistics.response_time import response_times, time_contrasts
from tests.study.statistics.r.figures import figures, small_study

CONDITIONS = ("correct", "mean_latent")


def test_the_ratio_between_conditions_is_rs_paired_t_test_of_logarithms():
    (row,) = time_contrasts(small_study(), CONDITIONS)
    assert [row.ratio, row.interval.low, row.interval.high, row.p] == pytest.approx(figures("rt.contrast"))
    assert row.p == row.p_holm == row.p_bh


def test_medians_trimmed_and_geometric_means_are_those_of_r():
    row = response_times(small_study(), CONDITIONS)[0]
    assert [row.median, row.lower_quartile, row.upper_quartile, row.trimmed_mean] == pytest.approx(figures("rt"))
    geometric = [row.geometric_mean, row.geometric_interval.low, row.geometric_interval.high]
    assert geometric == pytest.approx(figures("rt.geometric"))


def test_conditions_without_times_say_why():
    study = small_study()
    (row,) = time_contrasts(study.assign(rt_ms=float("nan")), CONDITIONS)
    assert row.ratio == NotEstimable("no rater answered in both conditions with a response time")
    (alike,) = time_contrasts(study.assign(rt_ms=1000.0), CONDITIONS)
    assert alike.p == NotEstimable("the difference is the same in all raters")


def test_times_of_zero_have_no_logarithm_but_count_in_the_median():
    study = small_study().assign(rt_ms=0.0)
    row = response_times(study, CONDITIONS)[0]
    assert (row.n, row.median, row.raters) == (len(study), 0.0, 0)
    assert row.geometric_mean == NotEstimable("there are no response times above zero")
