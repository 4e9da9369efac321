"""Wagner's unbiased hit rates and their test, against R."""

import numpy as np
import pytest

from study.statistics.confusion import unbiased_hit_rates
from study.statistics.estimate import NotEstimable
from tests.study.planted import PLANTED, planted_responses
from tests.study.statistics.r.figures import LABELS, figures, small_study


def test_means_intervals_and_tests_are_those_of_r():
    for row in unbiased_hit_rates(small_study(), LABELS):
        found = [row.unbiased, row.interval.low, row.interval.high, row.chance, row.p]
        assert found == pytest.approx(figures(f"unbiased.{row.label}"))
        assert row.p <= row.p_bh <= row.p_holm


def test_guessing_is_told_from_chance_in_one_study_of_twenty_though_its_mean_rate_lies_above():
    """Hits are squared, so that a guessing rater's few lucky hits outweigh the misses; counts of hits do not."""
    labels = ("a", "b", "c", "d")
    told, above = [], []
    for seed in range(60):
        guessed = planted_responses(labels=labels, raters=20, accuracy=dict.fromkeys(PLANTED, 1 / 4), seed=seed)
        rows = unbiased_hit_rates(guessed, labels)
        above.append(np.mean([row.unbiased - row.chance for row in rows]))
        told += [row.p < 0.05 for row in rows]
    assert 0.02 <= np.mean(told) <= 0.09
    assert np.mean(above) > 0.01


def test_favourite_answers_of_raters_who_see_nothing_are_not_told_from_chance():
    rng = np.random.default_rng(2)
    study = small_study()
    favourite = dict(zip(study["participant"].unique(), rng.choice(LABELS, 12), strict=True))
    told = []
    for _ in range(60):
        study["chosen"] = [
            favourite[name] if rng.random() < 0.6 else rng.choice(LABELS) for name in study["participant"]
        ]
        told += [row.p < 0.05 for row in unbiased_hit_rates(study, LABELS)]
    assert 0.02 <= np.mean(told) <= 0.09


def test_always_the_same_answer_gains_nothing():
    study = small_study().assign(chosen="happy")
    rows = {row.label: row for row in unbiased_hit_rates(study, LABELS)}
    assert rows["happy"].unbiased == pytest.approx(rows["happy"].chance)
    assert (rows["sad"].unbiased, rows["sad"].chance) == (0.0, 0.0)
    assert rows["sad"].p == NotEstimable("no rater could have been right or wrong by chance")
    assert rows["sad"].interval == NotEstimable("the unbiased hit rate is the same in all raters")


def test_an_emotion_that_was_never_shown_says_so():
    study = small_study()
    rows = unbiased_hit_rates(study[study["intended"] != "sad"], LABELS, condition="correct")
    assert rows[3].unbiased == rows[3].p == rows[3].p_holm == NotEstimable("it was never shown")
    assert [row.raters for row in rows] == [12, 11, 12, 0]


def test_one_rater_has_a_rate_and_a_test_and_no_interval():
    study = small_study()
    row = unbiased_hit_rates(study[study["participant"] == "r01"], LABELS)[0]
    assert isinstance(row.unbiased, float)
    assert isinstance(row.p, float)
    assert row.interval == NotEstimable("one rater only saw it")
