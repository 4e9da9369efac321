"""Differences within raters, against Student, Fisher, Hollander & Wolfe, and R."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from study.statistics.estimate import Interval, NotEstimable
from study.statistics.paired import EXACT_UP_TO, paired_test, sign_tests
from tests.study.statistics.r.figures import figure, figures

SLEEP = np.array([0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]) - np.array(
    [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
)
DARWIN = np.array([49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48.0])  # eighths of an inch
HOLLANDER = np.array([1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30]) - np.array(
    [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29]
)
# mpg − qsec of R's mtcars, rounded: ties and zeros
CARS = [5, 4, 4, 2, 2, -2, -2, 4, 0, 1, -1, -1, 0, -3, -8, -7, -3, 13, 12, 14, 1, -1, -2, -2, 2, 8, 9, 14, 1, 4, 0, 3]


def test_t_test_and_effect_size_of_the_sleep_data_are_those_of_r():
    found, expected = paired_test(SLEEP, "slept"), figures("sleep.t")
    assert [found.interval.low, found.interval.high, found.p, found.effect_size] == pytest.approx(expected[:4])
    assert [found.effect_interval.low, found.effect_interval.high] == pytest.approx(expected[4:])


def test_flipping_signs_gives_darwins_maize_fishers_p():
    """Fisher (1935), section 21: 863 of 32,768 patterns have a sum of 314 or more, 1,726 one as far from zero."""
    found = sign_tests(DARWIN, "grew", seed=0)
    assert found.exact
    assert found.flip_p == pytest.approx(1726 / 32768)


def test_wilcoxon_is_exact_without_ties_as_in_hollander_and_wolfe_1973():
    assert sign_tests(HOLLANDER, "was treated", seed=0).wilcoxon_p == pytest.approx(figure("hollander.wilcoxon"))


def test_wilcoxon_with_ties_and_zeros_is_rs_normal_one():
    assert sign_tests(np.array(CARS, float), "drove", seed=0).wilcoxon_p == pytest.approx(figure("cars.wilcoxon"))


def test_drawn_flips_are_close_to_all_flips():
    rng = np.random.default_rng(2)
    few = rng.normal(0.3, 1, EXACT_UP_TO)
    drawn = sign_tests(np.concatenate([few, [0.0]]), "answered", seed=5)  # a zero changes no sum
    assert not drawn.exact
    assert drawn.flip_p == pytest.approx(sign_tests(few, "answered", seed=5).flip_p, abs=0.015)


def test_equal_fractions_that_floats_make_unequal_are_ties():
    """0.3 − 0.1 and 0.2 − 0 are the same difference of accuracies."""
    differences = np.array([0.3 - 0.1, 0.2, 0.2, -0.2, 0.7 - 0.5])
    assert sign_tests(differences, "answered", 0).flip_p == pytest.approx(12 / 32)
    assert paired_test(np.array([0.3 - 0.1, 0.2]), "x").p == NotEstimable("the difference is the same in all raters")


def test_effect_intervals_hold_their_effect_from_few_raters_to_ten_thousand():
    for raters in (2, 3, 20, 1000, 10_000):
        for shift in (0.0, 0.5, 3.0):
            found = paired_test(np.random.default_rng(raters).normal(shift, 1, raters), "answered")
            assert isinstance(found.effect_interval, Interval)
            assert found.effect_interval.low < found.effect_size < found.effect_interval.high


def test_effect_interval_covers_the_truth():
    rng = np.random.default_rng(0)
    intervals = [paired_test(rng.normal(0.6, 1, 12), "answered").effect_interval for _ in range(400)]
    assert 0.92 <= np.mean([each.low <= 0.6 <= each.high for each in intervals]) <= 0.98


@given(st.lists(st.integers(-10, 10), min_size=2, max_size=14))
def test_the_other_way_round_says_the_opposite(values):
    differences = np.array(values) / 10
    one, other = sign_tests(differences, "answered", 0), sign_tests(-differences, "answered", 0)
    if isinstance(one.flip_p, NotEstimable):
        assert one.flip_p == other.flip_p
    else:
        assert (one.flip_p, one.wilcoxon_p) == pytest.approx((other.flip_p, other.wilcoxon_p))
        assert one.rank_biserial == pytest.approx(-other.rank_biserial)
