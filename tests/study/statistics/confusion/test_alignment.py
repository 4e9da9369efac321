"""The recogniser's probability against people's accuracy, clip by clip."""

import numpy as np
import pytest

from study.statistics.confusion import clip_alignment
from study.statistics.estimate import NotEstimable
from tests.study.planted import planted_responses
from tests.study.statistics.r.figures import figures, small_study


def test_correlation_and_slope_are_those_of_r():
    found = clip_alignment(small_study())
    line = [found.slope, found.slope_interval.low, found.slope_interval.high]
    assert [found.pearson.r, *line] == pytest.approx(figures("alignment"))
    assert found.spearman.n == len(found.clips) == 24


def test_clips_carry_their_own_figures():
    study = small_study()
    clip = clip_alignment(study, condition="correct").clips[0]
    own = study[study["stimulus"] == clip.stimulus]
    assert (clip.condition, clip.intended, clip.n) == ("correct", own["intended"].iloc[0], len(own))
    assert (clip.accuracy, clip.probability) == (own["correct"].mean(), own["probability_intended"].iloc[0])


def test_planted_alignment_is_recovered():
    responses = planted_responses(raters=150)
    rng = np.random.default_rng(0)
    probability = {name: rng.uniform(0.05, 0.95) for name in responses["stimulus"].unique()}
    of_clip = responses["stimulus"].map(probability)
    aligned = responses.assign(probability_intended=of_clip, correct=rng.random(len(responses)) < of_clip)
    found = clip_alignment(aligned)
    assert found.pearson.r > 0.95
    assert found.slope_interval.low < 1 < found.slope_interval.high


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"probability_intended": 0.5}, "the recogniser's probability is the same in all clips"),
        ({"probability_intended": float("nan")}, "there are fewer than 4 clips (0)"),
        ({"correct": True}, "the accuracy is the same in all clips"),
    ],
)
def test_an_alignment_that_cannot_be_told_says_why(change, reason):
    found = clip_alignment(small_study().assign(**change))
    assert found.pearson.r == found.spearman.r == found.slope == found.slope_interval == NotEstimable(reason)
