"""Accuracy tables: planted truth comes back, empty cells say so."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import ttest_1samp

from generation.labels import EMOTIONS
from study.statistics.accuracy import accuracy_table
from study.statistics.estimate import Interval, NotEstimable
from tests.study.planted import PLANTED, planted_responses

CONDITIONS = [(name,) for name in PLANTED]


def test_planted_accuracies_are_recovered():
    rows = accuracy_table(planted_responses(raters=60), ["condition"], CONDITIONS, 1 / 13, seed=0)
    for row in rows:
        planted = PLANTED[row.cell[0]]
        assert row.accuracy == pytest.approx(planted, abs=0.04)
        assert row.wilson.low <= planted <= row.wilson.high
        assert row.clustered.low <= planted <= row.clustered.high
        assert row.p_holm < 0.001
        assert row.raters == 60


def test_guessing_is_not_told_from_chance():
    responses = planted_responses(labels=["happy", "sad"], accuracy=dict.fromkeys(PLANTED, 0.5))
    (row,) = accuracy_table(responses, [], [()], 1 / 2, seed=0)
    assert row.p > 0.05
    assert row.wilson.low < 0.5 < row.wilson.high


def test_raters_who_differ_around_chance_are_not_above_it_though_their_answers_counted_singly_often_are():
    rng = np.random.default_rng(4)
    said, exactly = 0, 0
    for _ in range(200):
        rates = np.clip(rng.normal(0.25, 0.12, 20), 0, 1)
        table = pd.DataFrame(
            [(f"r{rater}", clip < hits) for rater, hits in enumerate(rng.binomial(60, rates)) for clip in range(60)],
            columns=["participant", "correct"],
        )
        (row,) = accuracy_table(table, [], [()], 0.25, seed=0)
        said += row.t_p_holm < 0.05
        exactly += row.p < 0.05
    assert said / 200 < 0.09 < 0.3 < exactly / 200


def test_raters_accuracies_are_tested_against_chance_as_scipy_tests_them():
    responses = planted_responses(raters=15)
    (row,) = accuracy_table(responses, [], [()], 1 / 13, seed=0)
    expected = ttest_1samp(responses.groupby("participant")["correct"].mean(), 1 / 13)
    assert (row.t, row.t_p_holm) == (pytest.approx(expected.statistic), pytest.approx(expected.pvalue))


def test_counts_add_up_over_conditions_emotions_and_cells():
    responses = planted_responses()
    cells = [(condition, emotion) for condition in PLANTED for emotion in EMOTIONS.names]
    (overall,) = accuracy_table(responses, [], [()], 1 / 13, 0)
    for by, levels in (
        (["condition"], CONDITIONS),
        (["intended"], [(name,) for name in EMOTIONS.names]),
        (["condition", "intended"], cells),
    ):
        rows = accuracy_table(responses, by, levels, 1 / 13, 0)
        assert [row.cell for row in rows] == levels
        assert (sum(row.hits for row in rows), sum(row.n for row in rows)) == (overall.hits, overall.n)


def test_an_empty_cell_says_so_and_does_not_count_in_the_correction():
    responses = planted_responses()
    with_empty = accuracy_table(responses, ["condition"], [*CONDITIONS, ("real",)], 1 / 13, 0)
    without = accuracy_table(responses, ["condition"], CONDITIONS, 1 / 13, 0)
    none = NotEstimable("there are no responses")
    assert with_empty[:3] == without
    assert (with_empty[3].accuracy, with_empty[3].wilson, with_empty[3].clustered) == (none, none, none)
    assert (with_empty[3].p, with_empty[3].p_holm, with_empty[3].p_bh) == (none, none, none)


def test_all_correct_has_no_clustered_interval_but_a_wilson_one():
    responses = planted_responses(accuracy=dict.fromkeys(PLANTED, 1.0))
    (row,) = accuracy_table(responses, [], [()], 1 / 13, 0)
    assert row.accuracy == 1.0
    assert isinstance(row.wilson, Interval)
    assert row.clustered == NotEstimable("all raters have the same accuracy")


def test_no_responses_at_all():
    (row,) = accuracy_table(planted_responses().head(0), [], [()], 1 / 13, 0)
    assert row.accuracy == NotEstimable("there are no responses")
