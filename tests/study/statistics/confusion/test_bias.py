"""Which answers are favoured."""

import pytest

from study.statistics.confusion import response_bias
from study.statistics.estimate import NotEstimable
from tests.study.planted import PLANTED, planted_responses
from tests.study.statistics.r.figures import LABELS, figures, small_study


def test_shares_and_tests_are_those_of_r():
    rows = response_bias(small_study(), LABELS, seed=0)
    for row in rows:
        assert [row.share, row.p] == pytest.approx(figures(f"bias.{row.label}"))
        assert row.interval.low < row.share < row.interval.high
        assert row.even == 1 / 4
    assert sum(row.share for row in rows) == pytest.approx(1)
    assert sum(row.shown for row in rows) == pytest.approx(1)


def test_a_favourite_answer_is_found_and_even_use_is_not_taken_for_one():
    labels = ("a", "b", "c")
    even = planted_responses(labels=labels, raters=40, accuracy=dict.fromkeys(PLANTED, 1 / 3))
    assert all(row.interval.low < 1 / 3 < row.interval.high for row in response_bias(even, labels, seed=0))
    favoured = even.assign(chosen=even["chosen"].where(even["trial_index"] % 3 > 0, "b"))
    b = response_bias(favoured, labels, seed=0)[1]
    assert b.interval.low > 1 / 3
    assert b.p_holm < 0.001


def test_raters_who_all_answer_alike_say_so():
    always = response_bias(small_study().assign(chosen="sad"), LABELS, seed=0)
    assert (always[3].share, always[0].share) == (1.0, 0.0)
    assert always[3].interval == always[3].p == NotEstimable("all raters used it equally often")


def test_no_answers_say_so():
    none = NotEstimable("there are no responses")
    for row in response_bias(small_study().head(0), LABELS, seed=0):
        assert row.share == row.interval == row.shown == row.p == none
