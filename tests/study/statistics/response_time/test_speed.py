"""Response time against accuracy within raters and across stimuli."""

import numpy as np
import pytest

from study.statistics.estimate import NotEstimable
from study.statistics.response_time import speed_accuracy, speed_accuracy_correlation, speed_of_raters, speed_of_stimuli
from tests.study.planted import planted_responses
from tests.study.statistics.r.figures import figures, small_study


def test_correlations_within_raters_are_those_of_r():
    found = speed_accuracy(small_study())
    for one, name in ((found.within_raters, "rt.within"), (found.within_raters_ranks, "rt.within.ranks")):
        assert [one.r, one.df, one.p, one.interval.low, one.interval.high] == pytest.approx(figures(name))


def test_across_raters_it_is_the_papers_correlation():
    study = small_study()
    found = speed_accuracy(study)
    assert found.across_raters == speed_accuracy_correlation(speed_of_raters(study))
    assert (found.across_raters.n, found.across_raters_ranks.n, found.across_stimuli.n) == (12, 12, 24)


def test_slow_raters_who_see_more_do_not_make_slow_answers_better():
    """Simpson's paradox: slower raters are better, slower answers are not."""
    responses = planted_responses(raters=24)
    rng = np.random.default_rng(0)
    rater = responses["participant"].str[1:].astype(int).to_numpy()
    pace = 2000 + 200 * rater
    right = rng.random(len(responses)) < 0.1 + 0.03 * rater
    faster = np.where(right, 0.8, 1.2) * rng.lognormal(0, 0.1, len(responses))
    found = speed_accuracy(responses.assign(correct=right, rt_ms=pace * faster))
    assert found.across_raters.r > 0.5
    assert found.within_raters.r < -0.5
    assert found.within_raters_ranks.r < -0.5


def test_stimuli_have_means_of_their_own():
    study = small_study()
    first = speed_of_stimuli(study)[0]
    own = study[study["stimulus"] == first.stimulus]
    assert (first.mean_rt_ms, first.accuracy, first.n) == (own["rt_ms"].mean(), own["correct"].mean(), len(own))


def test_without_times_all_six_say_why():
    found = speed_accuracy(small_study().assign(rt_ms=float("nan")))
    assert found.across_stimuli.r == NotEstimable("there are fewer than 4 stimuli (0)")
    assert found.within_raters.r == NotEstimable("there are no answers with response time and accuracy")
    perfect = speed_accuracy(small_study().assign(correct=True))
    assert perfect.within_raters.p == NotEstimable("no rater's accuracy varies")
