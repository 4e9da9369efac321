"""People's confusions beside a recogniser's."""

import numpy as np
import pandas as pd
import pytest

from study.statistics.confusion import compare_confusions
from study.statistics.confusion.mantel import mantel_test
from study.statistics.confusion.similarity import divergences
from study.statistics.estimate import Interval, NotEstimable
from tests.study.planted import planted_responses
from tests.study.statistics.r.figures import LABELS, figures, small_study


def test_correlations_divergences_and_exact_p_are_those_of_r():
    found = compare_confusions(small_study(), LABELS, seed=0)
    assert [found.all_cells, found.mistakes, found.p_mistakes, found.divergence] == pytest.approx(figures("similarity"))
    assert [row.divergence for row in found.rows] == pytest.approx(figures("divergence"))
    for value, interval in (
        (found.all_cells, found.all_cells_interval),
        (found.mistakes, found.mistakes_interval),
        (found.rows[0].divergence, found.rows[0].interval),
    ):
        assert interval.low <= value <= interval.high


def test_divergence_of_the_same_is_zero_of_nothing_in_common_one():
    rows = np.array([[[1.0, 0.0], [0.5, 0.5]]])
    assert divergences(rows, rows)[0] == pytest.approx([0, 0])
    assert divergences(rows, rows[:, ::-1])[0] == pytest.approx([0.311278, 0.311278], abs=1e-6)  # 1.5 − 0.75 log₂ 3
    assert divergences(np.array([[[1.0, 0.0]]]), np.array([[[0.0, 1.0]]]))[0] == pytest.approx([1])


def test_a_recogniser_that_answers_as_people_do_is_alike_in_all():
    study = small_study()
    shares = pd.crosstab(study["stimulus"], study["chosen"], normalize="index")
    found = compare_confusions(study, LABELS, seed=0, probabilities=shares)
    assert (found.all_cells, found.mistakes) == (pytest.approx(1), pytest.approx(1))
    assert found.divergence == pytest.approx(0, abs=1e-12)
    assert found.p_mistakes == pytest.approx(1 / 24)


def test_probabilities_say_more_than_first_choices():
    study = small_study()
    even = pd.DataFrame(1 / 4, index=study["stimulus"].unique(), columns=list(LABELS))
    found = compare_confusions(study, LABELS, seed=0, probabilities=even)
    assert found.recogniser == ((0.25,) * 4,) * 4
    assert found.all_cells == NotEstimable("the recogniser's cells are all the same")
    assert isinstance(found.divergence_interval, Interval)


def test_a_clip_counts_once_however_often_it_was_shown():
    study = small_study()
    often = pd.concat([study, study[study["stimulus"] == study["stimulus"][0]]])
    assert compare_confusions(often, LABELS, seed=0).human == compare_confusions(study, LABELS, seed=0).human


def test_drawn_orders_are_close_to_all_orders():
    rng = np.random.default_rng(0)
    first = rng.random((7, 7))
    second = first + rng.random((7, 7))
    exact = mantel_test(first, second, np.ones(7, bool), rng)
    padded = [np.pad(matrix, (0, 1), constant_values=0.5) for matrix in (first, second)]
    assert mantel_test(*padded, np.arange(8) < 7, rng) == exact  # a label that was not shown does not count
    assert 1 / 10_000 <= mantel_test(*padded, np.ones(8, bool), rng) < 0.2


def test_mistakes_that_have_nothing_in_common_are_not_taken_for_alike():
    p_values = []
    for seed in range(40):
        rng = np.random.default_rng(seed)
        p_values.append(mantel_test(rng.random((6, 6)), rng.random((6, 6)), np.ones(6, bool), rng))
    assert 0.3 < np.mean(p_values) < 0.7


def test_what_cannot_be_compared_says_why():
    study = small_study()
    assert compare_confusions(study.head(0), LABELS, 0).all_cells == NotEstimable("there are no responses")
    two = study[study["intended"].isin(["sad", "happy"])]
    assert compare_confusions(two, LABELS, 0).mistakes == NotEstimable("clips of 2 emotions only were answered")
    right = compare_confusions(study.assign(predicted=study["intended"]), LABELS, 0)
    assert (
        right.mistakes == right.p_mistakes == NotEstimable("the recogniser's cells off the diagonal are all the same")
    )
    assert isinstance(right.all_cells_interval, Interval)
    once = compare_confusions(study[study["stimulus"].str.endswith("-1")], LABELS, 0, condition="correct")
    assert once.rows[0].interval == NotEstimable("there is one clip of it only")
    assert once.divergence_interval == NotEstimable("no emotion has two clips")


def test_same_seed_same_similarity():
    responses = planted_responses(raters=5)
    labels = sorted(responses["intended"].unique())
    assert compare_confusions(responses, labels, 3) == compare_confusions(responses, labels, 3)
