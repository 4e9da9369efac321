"""The recogniser's probability against people's accuracy, clip by clip."""

import numpy as np
import pytest

from benchmarks.planted import draw_study, draw_world
from study.statistics.confusion import clip_alignment
from study.statistics.confusion.ceiling import split_half_reliability
from study.statistics.estimate import NotEstimable
from tests.study.planted import planted_responses
from tests.study.statistics.r.figures import figures, small_study


def test_correlation_and_slope_and_their_intervals_are_those_of_r():
    found = clip_alignment(small_study(), 0)
    r = found.pearson
    ends = [found.slope_interval.low, found.slope_interval.high, r.interval.low, r.interval.high]
    assert [r.r, found.slope, *ends] == pytest.approx(figures("alignment"))
    assert found.spearman.n == len(found.clips) == 24


def answers(raters, clips, ability_sd, seed):
    """Clips of quite different difficulty; (raters, clips) of 0 and 1, and each clip's accuracy over all raters."""
    rng = np.random.default_rng(seed)
    accuracy = rng.beta(2, 3, clips)
    shift = ability_sd * rng.standard_normal((raters, 1))
    return (rng.random((raters, clips)) < np.clip(accuracy + shift, 0, 1)).astype(float), accuracy


def test_split_halves_are_near_kuder_and_richardsons_formula_20():
    """KR-20 is the mean of all divisions: Cronbach (1951), Psychometrika 16, 297-334. Raters are its items here."""
    hits, _ = answers(20, 80, 0.15, seed=1)
    shares = hits.mean(axis=1)
    kr20 = 20 / 19 * (1 - (shares * (1 - shares)).sum() / hits.sum(axis=0).var())
    assert split_half_reliability(hits, np.ones_like(hits), 0) == pytest.approx(kr20, abs=0.01)


def test_no_prediction_of_few_raters_can_be_better_than_the_ceiling():
    """The very accuracies that were planted predict as well as can be: their r is the ceiling."""
    r, ceilings = [], []
    for seed in range(10):
        hits, accuracy = answers(12, 100, 0.0, seed)
        r.append(np.corrcoef(hits.mean(axis=0), accuracy)[0, 1])
        ceilings.append(np.sqrt(split_half_reliability(hits, np.ones_like(hits), 0)))
    assert np.mean(ceilings) == pytest.approx(np.mean(r), abs=0.02)


def test_clips_that_differ_by_chance_alone_have_no_ceiling():
    guesses = (np.random.default_rng(3).random((20, 10, 30)) < 0.3).astype(float)
    found = [split_half_reliability(each, np.ones_like(each), 0) for each in guesses]
    reason = "clips differ by no more than chance among so few raters"
    assert found.count(NotEstimable(reason)) > 5
    assert np.median([0 if isinstance(each, NotEstimable) else each for each in found]) < 0.2
    guesses = guesses[0]
    assert split_half_reliability(guesses[:1], np.ones((1, 30)), 0) == NotEstimable("there is one rater only")
    seldom = np.zeros((4, 6))
    seldom[np.arange(4), np.arange(4)] = 1
    assert split_half_reliability(seldom, seldom, 0) == NotEstimable(
        "halves of the raters have too few clips in common"
    )


def test_few_raters_come_near_the_correlation_of_many_once_corrected():
    world = draw_world(np.random.default_rng(7), factor=4)
    many = clip_alignment(draw_study(world, 600, np.random.default_rng(1))[0], 0).pearson.r
    found = [clip_alignment(draw_study(world, 10, np.random.default_rng(seed))[0], 0) for seed in range(2, 6)]
    assert np.mean([few.pearson.r for few in found]) < many - 0.08
    assert np.mean([few.corrected for few in found]) == pytest.approx(many, abs=0.04)
    for few in found:
        assert few.corrected == pytest.approx(few.pearson.r / few.ceiling)
        assert few.ceiling_interval.low < few.ceiling < few.ceiling_interval.high
        assert few.corrected_interval.low < few.corrected < few.corrected_interval.high


def test_clips_carry_their_own_figures():
    study = small_study()
    clip = clip_alignment(study, 0, condition="correct").clips[0]
    own = study[study["stimulus"] == clip.stimulus]
    assert (clip.condition, clip.intended, clip.n) == ("correct", own["intended"].iloc[0], len(own))
    assert (clip.accuracy, clip.probability) == (own["correct"].mean(), own["probability_intended"].iloc[0])


def test_planted_alignment_is_recovered():
    responses = planted_responses(raters=150)
    rng = np.random.default_rng(0)
    probability = {name: rng.uniform(0.05, 0.95) for name in responses["stimulus"].unique()}
    of_clip = responses["stimulus"].map(probability)
    aligned = responses.assign(probability_intended=of_clip, correct=rng.random(len(responses)) < of_clip)
    found = clip_alignment(aligned, 0)
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
    found = clip_alignment(small_study().assign(**change), 0)
    assert found.pearson.r == found.spearman.r == found.slope == found.slope_interval == NotEstimable(reason)
