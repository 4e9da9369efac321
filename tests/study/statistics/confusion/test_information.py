"""Information transmitted, against R's G test and what follows from its definition."""

import numpy as np
import pandas as pd
import pytest

from study.statistics.confusion import information_transmitted
from study.statistics.estimate import NotEstimable
from tests.study.planted import PLANTED, planted_responses
from tests.study.statistics.r.figures import LABELS, figures, small_study

HAIR_BY_EYE = ((68, 20, 15, 5), (119, 84, 54, 29), (26, 17, 14, 14), (7, 94, 10, 16))  # R's HairEyeColor, both sexes


def answers(counts, raters=1):
    rows = [
        (f"r{rater}", LABELS[i], LABELS[j])
        for (i, j), n in np.ndenumerate(np.array(counts))
        for rater in range(raters)
        for _ in range(n)
    ]
    return pd.DataFrame(rows, columns=["participant", "intended", "chosen"]).assign(condition="correct")


def test_bits_corrected_bits_and_their_interval_are_those_of_r():
    found = information_transmitted(small_study(), LABELS)
    result = [found.transmitted, found.corrected, found.interval.low, found.interval.high, found.maximum]
    assert result == pytest.approx(figures("information"))
    assert found.relative == pytest.approx(found.corrected / found.maximum)
    assert found.relative_interval.low < found.relative < found.relative_interval.high


def test_bits_of_a_published_table_are_those_of_r():
    found = information_transmitted(answers(HAIR_BY_EYE), LABELS)
    assert [found.transmitted, found.corrected] == pytest.approx(figures("hair.information"))
    assert found.interval == NotEstimable("there is one rater only")


def test_perfect_recognition_of_four_even_emotions_is_two_bits_and_one_answer_for_all_is_none():
    perfect = information_transmitted(answers(np.eye(4, dtype=int) * 5), LABELS)
    assert (perfect.transmitted, perfect.maximum) == (pytest.approx(2), pytest.approx(2))
    same = information_transmitted(answers([[5, 0, 0, 0]] * 4), LABELS)
    assert same.transmitted == pytest.approx(0)


@pytest.mark.parametrize("wrong", [0, 1, 3])
def test_no_more_is_transmitted_than_was_shown_where_answers_hardly_vary(wrong):
    counts = np.eye(4, dtype=int) * 5
    counts[0, 0], counts[0, 1] = 5 - wrong, wrong
    found = information_transmitted(answers(counts, raters=20), LABELS)
    assert found.corrected <= found.transmitted <= found.maximum + 1e-12
    assert found.relative <= 1 + 1e-12


def test_names_that_are_exchanged_without_fail_transmit_all():
    swapped = information_transmitted(answers([[0, 5, 0, 0], [5, 0, 0, 0], [0, 0, 5, 0], [0, 0, 0, 5]]), LABELS)
    assert swapped.transmitted == pytest.approx(2)


def test_guessing_seems_to_transmit_until_it_is_corrected():
    labels = tuple("abcdefgh")
    guesses = [
        information_transmitted(
            planted_responses(labels=labels, raters=8, accuracy=dict.fromkeys(PLANTED, 1 / 8), seed=seed), labels
        )
        for seed in range(12)
    ]
    assert np.mean([each.transmitted for each in guesses]) > 0.08
    assert np.mean([each.corrected for each in guesses]) == pytest.approx(0, abs=0.02)


def test_what_cannot_be_told_says_why():
    study = small_study()
    assert information_transmitted(study.head(0), LABELS).transmitted == NotEstimable("there are no responses")
    one = information_transmitted(study[study["intended"] == "sad"], LABELS)
    assert one.transmitted == one.relative == NotEstimable("one emotion only was shown")
    assert one.maximum == 0
    alike = information_transmitted(answers(HAIR_BY_EYE, raters=3), LABELS)
    assert alike.interval == NotEstimable("all raters transmit the same")
