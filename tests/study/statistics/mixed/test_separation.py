"""Where no finite model fits best, the mixed models say why."""

import numpy as np
import pandas as pd
import pytest

from study.report.models import fit_models
from study.statistics.estimate import NotEstimable
from study.statistics.mixed.model import MixedModel, accuracy_model, response_time_model
from study.statistics.planning.plan import StudyPlan
from study.statistics.planning.simulation import simulate_study

PLAN = StudyPlan()


@pytest.fixture
def answers() -> pd.DataFrame:
    return simulate_study(PLAN, 10, np.random.default_rng(5))


@pytest.mark.parametrize(("column", "who"), [("stimulus", "stimulus"), ("participant", "rater")])
def test_accuracy_is_not_modelled_where_each_stimulus_or_rater_is_always_right_or_wrong(
    answers: pd.DataFrame, column: str, who: str
) -> None:
    numbers = pd.factorize(answers[column])[0]
    told = accuracy_model(answers.assign(correct=numbers % 2 == 0), PLAN.names, PLAN.pairs)
    assert told == NotEstimable(f"each {who} is always right or always wrong (separation)")


def test_one_answer_that_breaks_the_separation_does_not_make_a_model(answers: pd.DataFrame) -> None:
    numbers = pd.factorize(answers["stimulus"])[0]
    correct = numbers % 2 == 0
    correct[0] = not correct[0]
    told = accuracy_model(answers.assign(correct=correct), PLAN.names, PLAN.pairs)
    assert isinstance(told, NotEstimable)
    assert "nearly all stimuli are always right or always wrong" in told.reason or "converge" in told.reason


def test_times_that_are_all_missing_are_the_reason(answers: pd.DataFrame) -> None:
    told = response_time_model(answers.assign(rt_ms=np.nan), PLAN.names, PLAN.pairs)
    assert told == NotEstimable("no answer has a response time")


def test_a_condition_without_answers_does_not_take_the_comparison_of_the_others_away(answers: pd.DataFrame) -> None:
    lacking = answers[answers["condition"] != PLAN.names[1]]
    models = fit_models(lacking, PLAN.names)
    assert isinstance(models.accuracy, MixedModel)
    assert [(each.first, each.second) for each in models.accuracy.contrasts] == [(PLAN.names[0], PLAN.names[2])]
    only = answers[answers["condition"] == PLAN.names[0]]
    assert fit_models(only, PLAN.names).accuracy == NotEstimable("there are answers to one condition only")
    assert fit_models(only, PLAN.names[:1]).accuracy == NotEstimable("the study has one condition only")
