"""A plan that starts from a study's own mixed models."""

import json
import re

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from scipy.special import expit, logit

from study.planning.fitted import FittedPlan, fitted_plan
from study.report.models import Models, fit_models
from study.statistics.correlation import pearson
from study.statistics.estimate import NotEstimable
from study.statistics.planning.plan import PlannedCondition, StudyPlan
from tests.study.planted import planted_responses
from tests.study.rated_study import add_raters, make_study

CONDITIONS = ("correct", "misclassified", "mean_latent")
DESIGN = StudyPlan()
UNKNOWN = NotEstimable("there is one rater only")
SPEED = pearson([1.0, 2.0, 3.0, 5.0], [0.4, 0.3, 0.35, 0.1], "raters", "response time", "accuracy")


def varied(raters=40, rater_sd=0.7, clip_sd=0.9, seed=1):
    """Planted answers in which raters and clips differ by known standard deviations of log odds."""
    rng = np.random.default_rng(seed)
    table = planted_responses(raters=raters)
    ability = dict(zip(table["participant"].unique(), rng.normal(0, rater_sd, raters), strict=True))
    ease = dict(zip(table["stimulus"].unique(), rng.normal(0, clip_sd, table["stimulus"].nunique()), strict=True))
    base = table["condition"].map({"correct": logit(0.5), "misclassified": logit(0.2), "mean_latent": logit(0.3)})
    odds = base + table["participant"].map(ability) + table["stimulus"].map(ease)
    return table.assign(correct=rng.random(len(table)) < expit(odds))


def test_the_plans_log_odds_are_the_models():
    models = fit_models(varied(), CONDITIONS)
    found = fitted_plan(DESIGN, models, SPEED)
    assert isinstance(found, FittedPlan)
    assert found.plan.intercepts == pytest.approx([mean.estimate for mean in models.accuracy.means], abs=0.005)
    assert found.plan.rater_sd == pytest.approx(models.accuracy.rater_sd, abs=1e-4)
    assert found.plan.clip_sd == pytest.approx(models.accuracy.stimulus_sd, abs=1e-4)
    assert found.plan.rt_sd == pytest.approx(models.response_time.residual_sd, abs=1e-4)
    assert found.plan.correlation == pytest.approx(SPEED.r, abs=1e-4)
    assert (found.answers, found.raters, found.stimuli) == (40 * 65, 40, 65)


def test_the_studys_clips_stay_what_they_are():
    found = fitted_plan(DESIGN, fit_models(varied(), CONDITIONS), SPEED)
    assert [each.clips for each in found.plan.conditions] == [26, 26, 13]


def test_spreads_that_were_planted_are_found():
    found = fitted_plan(DESIGN, fit_models(varied(raters=80), CONDITIONS), SPEED)
    assert found.plan.rater_sd == pytest.approx(0.7, abs=0.2)
    assert found.plan.clip_sd == pytest.approx(0.9, abs=0.25)


def test_a_condition_without_answers_keeps_its_guess():
    models = fit_models(varied().query("condition != 'mean_latent'"), CONDITIONS[:2])
    plan = fitted_plan(DESIGN, models, SPEED).plan
    assert plan.conditions[2] == DESIGN.conditions[2] and plan.conditions[0] != DESIGN.conditions[0]


def test_without_times_those_of_the_design_stay():
    models = Models(fit_models(varied(), CONDITIONS).accuracy, UNKNOWN)
    plan = fitted_plan(DESIGN, models, pearson([], [], "raters", "response time", "accuracy")).plan
    assert (plan.rt_sd, plan.rt_median_seconds, plan.correlation) == (0.5, 15.0, -0.23)


@pytest.mark.parametrize(
    ("models", "reason"),
    [
        (lambda: None, "have not been fitted yet"),
        (lambda: Models(UNKNOWN, UNKNOWN), "there is one rater only"),
        (lambda: fit_models(varied(raters=4), CONDITIONS), r"fewer than 5 raters \(4\)"),
    ],
)
def test_too_little_gives_the_reason_and_no_plan(models, reason):
    found = fitted_plan(DESIGN, models(), SPEED)
    assert isinstance(found, NotEstimable)
    assert re.search(reason, found.reason)


def test_a_spread_that_is_estimated_as_zero_stays_a_guess():
    found = fitted_plan(DESIGN, fit_models(planted_responses(raters=8), CONDITIONS), SPEED)
    assert found.guessed == ("clip_sd",)
    assert found.plan.clip_sd == DESIGN.clip_sd and found.plan.rater_sd != DESIGN.rater_sd
    assert found.plan.conditions[0].accuracy == pytest.approx(0.55, abs=0.06)


def test_accuracies_that_a_plan_cannot_have_are_brought_in():
    always = StudyPlan(conditions=(PlannedCondition(name="correct", accuracy=0.5, clips=5), DESIGN.conditions[1]))
    table = varied()
    never = table.index[table["condition"] == "misclassified"]
    table.loc[never, "correct"] = False
    table.loc[never[:1], "correct"] = True
    found = fitted_plan(always, fit_models(table.query("condition != 'mean_latent'"), CONDITIONS[:2]), SPEED)
    assert isinstance(found, NotEstimable) or found.plan.conditions[1].accuracy >= 0.001


@pytest.mark.django_db
def test_the_command_plans_with_a_studys_own_answers(tmp_path):
    study = make_study()
    add_raters(study, 12, simulated=False)
    few = {"raters": [4], "studies": 20, "processes": 1}
    call_command("plan_study", tmp_path / "own", study="pilot", fitted=True, **few)
    call_command("plan_study", tmp_path / "guess", study="pilot", **few)
    own, guess = (json.loads((tmp_path / name / "planning.json").read_text())["plan"] for name in ("own", "guess"))
    assert own["rt_sd"] != guess["rt_sd"]
    assert own["conditions"][0]["accuracy"] == pytest.approx(0.55, abs=0.15)


@pytest.mark.django_db
def test_the_command_says_why_answers_do_not_serve(tmp_path):
    study = make_study()
    add_raters(study, 12, simulated=True)
    with pytest.raises(CommandError, match="does not serve yet: there are no responses; leave out --fitted"):
        call_command("plan_study", tmp_path / "own", study="pilot", fitted=True)
    with pytest.raises(CommandError, match="name it with --study"):
        call_command("plan_study", tmp_path / "own", fitted=True)
