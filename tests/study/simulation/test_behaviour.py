"""Simulated raters answer as planned."""

from __future__ import annotations

import numpy as np
import pytest

from generation.errors import MiburiError
from study.design.questions import RatingQuestion, Words
from study.simulation.behaviour import ABILITY_SD, PLANNED_ACCURACY, Plan, Seen, SimulatedRater
from study.statistics.planning.logit_normal import intercept_for

TEXT = Words(en="How sure?", ja="確信度")
LABELS = [f"emotion-{number}" for number in range(13)]
CLIP = Seen("correct", "emotion-0", {label: 0.4 if label == "emotion-1" else 0.05 for label in LABELS}, 6.0)


def test_the_papers_accuracies_are_the_default() -> None:
    paper = {"correct": 0.2491, "misclassified": 0.1099, "mean_latent": 0.2198}
    assert {condition: PLANNED_ACCURACY[condition] for condition in paper} == paper


@pytest.mark.parametrize("accuracy", [0.05, 0.2491, 0.5, 0.95])
def test_mean_accuracy_over_raters_is_the_planned_one(accuracy: float) -> None:
    ability = np.random.default_rng(0).normal(size=400_000)
    mean = (1 / (1 + np.exp(-intercept_for(accuracy, ABILITY_SD) - ABILITY_SD * ability))).mean()
    assert mean == pytest.approx(accuracy, abs=5e-4)


def test_planted_accuracy_is_found_again() -> None:
    """2,000 answers of 200 raters: within 4 standard errors, clustering included."""
    raters = [SimulatedRater(Plan(), 0, number) for number in range(200)]
    hits = [rater.act(trial, CLIP, LABELS).chosen == CLIP.label for rater in raters for trial in range(10)]
    assert abs(np.mean(hits) - PLANNED_ACCURACY["correct"]) < 4 * 0.0115


def test_wrong_answers_lean_towards_the_recognisers_guess() -> None:
    rater = SimulatedRater(Plan({"correct": 0.01}), 0, 1)
    wrong = [rater.act(trial, CLIP, LABELS).chosen for trial in range(500)]
    assert wrong.count("emotion-1") > 3 * wrong.count("emotion-2") > 0


def test_planted_correlation_of_ability_and_slowness_is_found_again() -> None:
    raters = [SimulatedRater(Plan(correlation=-0.6), 0, number) for number in range(1500)]
    found = np.corrcoef([rater.ability for rater in raters], [rater.slowness for rater in raters])[0, 1]
    assert found == pytest.approx(-0.6, abs=0.07)


def test_an_answer_depends_on_seed_rater_and_trial_only() -> None:
    first, again = SimulatedRater(Plan(), 5, 1), SimulatedRater(Plan(), 5, 1)
    first.act(0, CLIP, LABELS)  # what went before makes no difference
    assert first.act(3, CLIP, LABELS) == again.act(3, CLIP, LABELS)
    assert first.act(3, CLIP, LABELS) != SimulatedRater(Plan(), 5, 2).act(3, CLIP, LABELS)


def test_nobody_answers_before_the_study_takes_answers() -> None:
    rater = SimulatedRater(Plan(), 0, 1)
    long_clip = Seen(CLIP.condition, CLIP.label, CLIP.probabilities, seconds=60.0, earliest=60.0)
    acts = [rater.act(trial, long_clip, LABELS) for trial in range(100)]
    assert min(act.rt for act in acts) == 60.0


@pytest.mark.parametrize(
    ("accuracy", "correlation", "message"),
    [
        ({"corect": 0.5}, 0.0, "unknown condition 'corect'; expected one of correct, misclassified"),
        ({"correct": 1.0}, 0.0, "accuracy of correct must lie between 0 and 1, got 1.0"),
        ({}, -2.0, "correlation must lie between -1 and 1, got -2.0"),
    ],
)
def test_an_impossible_plan_is_refused(accuracy: dict[str, float], correlation: float, message: str) -> None:
    with pytest.raises(MiburiError, match=message):
        Plan(accuracy, correlation)


def test_attention_checks_are_passed_as_often_as_planned() -> None:
    rater = SimulatedRater(Plan(attention=0.8), 0, 1)
    check = Seen(CLIP.condition, CLIP.label, CLIP.probabilities, seconds=6.0, asked="emotion-5")
    passed = [rater.act(trial, check, LABELS).chosen == "emotion-5" for trial in range(1000)]
    assert abs(np.mean(passed) - 0.8) < 4 * 0.0127


def test_what_is_typed_into_forms_leans_on_no_answer() -> None:
    """numpy takes trailing zeros of a seed as if they were not there: streams must not meet."""
    scale = RatingQuestion(name="sure", kind="scale", text=TEXT, low=TEXT, high=TEXT, points=2)
    rater = SimulatedRater(Plan({"correct": 0.5}), 0, 1)
    trials = range(1000)
    correct = [rater.act(trial, CLIP, LABELS).chosen == CLIP.label for trial in trials]
    sure = [rater.ratings(trial, [scale])["sure"] for trial in trials]
    assert abs(np.corrcoef(correct, sure)[0, 1]) < 4 / np.sqrt(1000)
