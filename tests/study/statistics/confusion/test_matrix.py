"""Confusion counts, Wagner's unbiased hit rate and the mistakes that are named."""

import numpy as np
import pandas as pd
import pytest

from study.statistics.confusion import confusion_matrix, unbiased_chance, unbiased_hit_rate
from study.statistics.estimate import NotEstimable
from tests.study.planted import planted_responses

HAPPY_OR_SAD = np.array([[8, 2], [4, 6]])  # rows intended, columns chosen


def responses_of(counts, labels=("happy", "sad")):
    pairs = [(labels[i], labels[j]) for (i, j), n in np.ndenumerate(counts) for _ in range(n)]
    table = pd.DataFrame(pairs, columns=["intended", "chosen"])
    return table.assign(condition="correct")


def test_unbiased_hit_rate_by_hand():
    """Wagner (1993): happy 8 of 10 recognised, 8 of 12 uses right, so 0.8 × 0.667; sad 0.6 × 0.75."""
    assert unbiased_hit_rate(HAPPY_OR_SAD) == pytest.approx([8 / 15, 0.45])


def test_unbiased_chance_by_hand():
    assert unbiased_chance(HAPPY_OR_SAD) == pytest.approx([0.5 * 0.6, 0.5 * 0.4])


def test_a_rater_who_always_answers_happy_hits_every_happy_clip_but_gains_nothing():
    matrix = confusion_matrix(responses_of(np.array([[10, 0], [10, 0]])), ("happy", "sad"))
    happy, sad = matrix.recognition
    assert (happy.hit_rate, happy.unbiased, happy.unbiased_chance) == (1.0, 0.5, 0.5)
    assert (sad.hit_rate, sad.unbiased) == (0.0, NotEstimable("it was never chosen"))


def test_rows_sum_to_one_and_an_emotion_never_shown_says_so():
    matrix = confusion_matrix(responses_of(np.array([[3, 1], [0, 0]])), ("happy", "sad"))
    assert matrix.shares == ((0.75, 0.25), NotEstimable("there are no responses"))
    assert matrix.recognition[1].hit_rate == NotEstimable("it was never shown")
    assert matrix.recognition[1].unbiased == NotEstimable("it was never shown")


def test_an_empty_table_has_a_matrix_of_zeros():
    matrix = confusion_matrix(responses_of(np.zeros((2, 2), int)), ("happy", "sad"))
    assert matrix.counts == ((0, 0), (0, 0))
    assert matrix.mistakes == ()


def test_counts_are_intended_by_chosen():
    assert confusion_matrix(responses_of(HAPPY_OR_SAD), ("happy", "sad")).counts == ((8, 2), (4, 6))


def test_mistakes_are_ordered_by_share_of_the_intended_emotion():
    counts = np.array([[5, 3, 0], [2, 1, 1], [0, 4, 16]])
    matrix = confusion_matrix(responses_of(counts, ("a", "b", "c")), ("a", "b", "c"), mistakes=3)
    assert [(m.intended, m.chosen, m.count, m.share) for m in matrix.mistakes] == [
        ("b", "a", 2, 0.5),
        ("a", "b", 3, 0.375),
        ("b", "c", 1, 0.25),
    ]


def test_conditions_add_up_to_all():
    responses = planted_responses()
    labels = sorted(responses["intended"].unique())
    parts = [np.array(confusion_matrix(responses, labels, name).counts) for name in responses["condition"].unique()]
    assert (sum(parts) == np.array(confusion_matrix(responses, labels).counts)).all()
