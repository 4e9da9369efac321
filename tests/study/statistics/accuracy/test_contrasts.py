"""Comparisons between conditions, with and without a normal distribution."""

import numpy as np
import pandas as pd
import pytest

from study.statistics.accuracy import condition_contrasts, condition_rank_contrasts
from study.statistics.estimate import NotEstimable
from tests.study.planted import PLANTED, planted_responses
from tests.study.statistics.r.figures import figures


def test_contrast_matches_students_sleep_data_as_in_r_t_test():
    """Student (1908), R's ``sleep``, scaled to hits of 100: difference −1.58, interval −2.460 to −0.700, p 0.002833."""
    drug = {
        "correct": [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0],
        "real": [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4],
    }
    rows = [
        {"participant": rater, "condition": condition, "correct": answer < round(10 * extra) + 20}
        for condition, extras in drug.items()
        for rater, extra in enumerate(extras)
        for answer in range(100)
    ]
    (contrast,) = condition_contrasts(pd.DataFrame(rows), ["correct", "real"])
    assert contrast.difference == pytest.approx(-0.158)
    assert contrast.interval.low == pytest.approx(-0.24598858, abs=1e-7)
    assert contrast.interval.high == pytest.approx(-0.07001142, abs=1e-7)
    assert contrast.p == pytest.approx(0.002833, abs=5e-7)
    assert contrast.effect_size == pytest.approx(-4.0621 / 10**0.5, abs=1e-4)
    assert [contrast.effect_interval.low, contrast.effect_interval.high] == pytest.approx(figures("sleep.t")[4:])


def test_contrasts_say_why_they_cannot_be_made():
    one = planted_responses(raters=1)
    assert {row.p.reason for row in condition_contrasts(one, list(PLANTED))} == {
        "one rater only answered in both conditions"
    }
    perfect = planted_responses(accuracy=dict.fromkeys(PLANTED, 1.0))
    assert {row.p.reason for row in condition_contrasts(perfect, list(PLANTED))} == {
        "the difference is the same in all raters"
    }
    assert {row.difference.reason for row in condition_contrasts(one.head(0), list(PLANTED))} == {
        "no rater answered in both conditions"
    }
    assert condition_contrasts(one, ["correct"]) == ()


def test_corrections_count_the_pairs_of_conditions():
    contrasts = condition_contrasts(planted_responses(raters=6, seed=4), list(PLANTED))
    for row in contrasts:
        assert row.p <= row.p_bh <= row.p_holm <= 1
    largest = max(contrasts, key=lambda row: row.p)
    assert largest.p == pytest.approx(largest.p_bh)


def test_rank_contrasts_find_what_was_planted_and_pair_as_the_t_tests_do():
    responses = planted_responses(raters=30)
    ranks = condition_rank_contrasts(responses, list(PLANTED), seed=1)
    for by_rank, by_t in zip(ranks, condition_contrasts(responses, list(PLANTED)), strict=True):
        assert (by_rank.first, by_rank.second, by_rank.raters) == (by_t.first, by_t.second, by_t.raters)
        assert np.sign(by_rank.rank_biserial) == np.sign(by_t.effect_size)
        assert max(by_rank.flip_p_holm, by_rank.flip_p_bh, by_rank.wilcoxon_p) < 0.01
        assert not by_rank.exact


def test_rank_contrasts_say_why_they_cannot_be_made():
    one = condition_rank_contrasts(planted_responses(raters=1), list(PLANTED), 0)
    assert {row.flip_p for row in one} == {NotEstimable("one rater only answered in both conditions")}
