"""Wilson's interval and the exact test against published numbers."""

import pytest

from study.statistics.estimate import Interval
from study.statistics.proportions import chance_test, wilson_interval


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0000, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_interval_matches_newcombe_1998_table_1_method_3(hits, n, low, high):
    interval = wilson_interval(hits, n)
    assert isinstance(interval, Interval)
    assert (interval.low, interval.high) == pytest.approx((low, high), abs=5e-5)


def test_exact_test_matches_conovers_plant_crossing_as_in_r_binom_test():
    assert chance_test(682, 925, 0.75) == pytest.approx(0.3825, abs=5e-5)


def test_exact_test_is_two_sided():
    assert chance_test(0, 100, 1 / 13) < 0.001
    assert chance_test(30, 100, 1 / 13) < 0.001


def test_no_responses_say_so():
    assert str(wilson_interval(0, 0)) == "not estimable, because there are no responses"
    assert str(chance_test(0, 0, 0.5)) == "not estimable, because there are no responses"
