"""People's confusions beside a recogniser's."""

import numpy as np
import pandas as pd
import pytest

from benchmarks.planted import LABELS as PLANTED_LABELS
from benchmarks.planted import draw_study, draw_world
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
        (found.all_cells_corrected, found.all_cells_interval),
        (found.mistakes_corrected, found.mistakes_interval),
        (found.rows[0].corrected, found.rows[0].interval),
    ):
        assert interval.low <= value <= interval.high


def test_divergence_less_its_bias_is_that_of_leaving_out_each_rater():
    study = small_study()
    raters = study["participant"].unique()
    whole = compare_confusions(study, LABELS, seed=0)
    left = [compare_confusions(study[study["participant"] != rater], LABELS, seed=0).divergence for rater in raters]
    bias = (len(raters) - 1) * (np.mean(left) - whole.divergence)
    assert whole.divergence_corrected == pytest.approx(whole.divergence - bias)


def test_few_raters_of_a_crowd_come_near_it_once_their_noise_is_taken_away():
    world = draw_world(np.random.default_rng(65))
    crowd, probabilities = draw_study(world, 3000, np.random.default_rng(1))
    truth = compare_confusions(crowd, PLANTED_LABELS, 0, probabilities=probabilities)
    found = [
        compare_confusions(
            draw_study(world, 20, np.random.default_rng(seed))[0], PLANTED_LABELS, 0, None, probabilities
        )
        for seed in range(2, 10)
    ]
    for name, counted, near in (("divergence", 0.026, 0.008), ("mistakes", -0.1, 0.04)):
        assert np.mean([getattr(few, name) for few in found]) - getattr(truth, name) == pytest.approx(counted, rel=0.5)
        corrected = np.mean([getattr(few, f"{name}_corrected") for few in found])
        assert corrected == pytest.approx(getattr(truth, f"{name}_corrected"), abs=near)


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
    alone = compare_confusions(study[study["participant"] == "r01"], LABELS, 0)
    assert alone.divergence_interval == alone.mistakes_interval == NotEstimable("there is one rater only")
    partly = study[(study["participant"] == "r01") | (study["intended"] != "sad")]
    by_one = NotEstimable("clips of an emotion were answered by one rater only")
    assert compare_confusions(partly, LABELS, 0).all_cells_corrected == by_one
    same = pd.concat([alike.assign(participant=name) for name, alike in zip("abc", [study[:23]] * 3, strict=True)])
    unchanged = compare_confusions(same, LABELS, 0)
    assert unchanged.divergence_interval == NotEstimable("without any one rater it is the same")


def test_raters_who_mistake_by_chance_alone_have_mistakes_that_cannot_be_corrected():
    rng = np.random.default_rng(4)
    study = small_study()
    study["chosen"] = rng.choice(LABELS, len(study))
    found = compare_confusions(study, LABELS, 0).mistakes_corrected
    assert found == NotEstimable("so few answers differ by chance as much as people's cells do")


def test_same_seed_same_similarity():
    responses = planted_responses(raters=5)
    labels = sorted(responses["intended"].unique())
    assert compare_confusions(responses, labels, 3) == compare_confusions(responses, labels, 3)
