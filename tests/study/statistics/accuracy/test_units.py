"""Accuracy of each rater and of each stimulus."""

import pytest

from study.statistics.accuracy import accuracy_of_raters, accuracy_of_stimuli
from study.statistics.estimate import Interval, NotEstimable
from study.statistics.multiplicity import benjamini_hochberg, holm
from study.statistics.proportions import chance_test
from tests.study.planted import PLANTED, planted_responses
from tests.study.statistics.r.figures import small_study


def test_raters_and_stimuli_are_counted_by_name():
    study = small_study()
    for rows, column in (
        (accuracy_of_raters(study, 1 / 4), "participant"),
        (accuracy_of_stimuli(study, 1 / 4), "stimulus"),
    ):
        by_hand = study.groupby(column)["correct"].agg(["sum", "count"])
        assert [row.name for row in rows] == list(by_hand.index)
        assert [(row.hits, row.n) for row in rows] == list(by_hand.itertuples(index=False, name=None))
        assert all(row.wilson.low <= row.accuracy <= row.wilson.high for row in rows)


def test_each_is_tested_against_chance_and_corrected_for_how_many_there_are():
    rows = accuracy_of_raters(small_study(), 1 / 4)
    p_values = [chance_test(row.hits, row.n, 1 / 4) for row in rows]
    assert [row.p for row in rows] == p_values
    assert [row.p_holm for row in rows] == list(holm(p_values))
    assert [row.p_bh for row in rows] == list(benjamini_hochberg(p_values))


def test_hard_clips_are_told_from_easy_ones():
    rows = accuracy_of_stimuli(planted_responses(raters=200), 1 / 13)
    for row in rows:
        planted = PLANTED[row.name.split("-")[0]]
        assert row.accuracy == pytest.approx(planted, abs=0.15)
    covered = [row.wilson.low <= PLANTED[row.name.split("-")[0]] <= row.wilson.high for row in rows]
    assert sum(covered) / len(covered) > 0.85


def test_all_correct_still_has_an_interval():
    rows = accuracy_of_raters(planted_responses(raters=3, accuracy=dict.fromkeys(PLANTED, 1.0)), 1 / 13)
    assert [row.accuracy for row in rows] == [1.0] * 3
    assert all(isinstance(row.wilson, Interval) for row in rows)


def test_a_stimulus_that_nobody_answered_has_a_row_and_does_not_count_in_the_correction():
    study = small_study()
    rows = {row.name: row for row in accuracy_of_stimuli(study, 1 / 4, [*study["stimulus"].unique(), "unseen"])}
    assert {name: row for name, row in rows.items() if name != "unseen"} == {
        row.name: row for row in accuracy_of_stimuli(study, 1 / 4)
    }
    assert rows["unseen"].n == 0
    assert rows["unseen"].accuracy == rows["unseen"].p_holm == NotEstimable("there are no responses")


def test_nobody_has_no_rows():
    assert accuracy_of_raters(small_study().head(0), 0.25) == accuracy_of_stimuli(small_study().head(0), 0.25) == ()
