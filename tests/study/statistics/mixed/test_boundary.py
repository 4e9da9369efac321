"""A standard deviation of zero is the estimate only where nothing else fits better."""

import numpy as np
import pytest

from study.statistics.estimate import NotEstimable
from study.statistics.mixed.model import accuracy_model, response_time_model
from study.statistics.planning.plan import StudyPlan
from study.statistics.planning.simulation import simulate_study

PAPER = StudyPlan()


def study(number):
    return simulate_study(PAPER, 20, np.random.default_rng([0, 2, number]))


@pytest.mark.parametrize("number", [168, 290, 319, 335, 391])
def test_times_of_clips_that_differ_have_a_standard_deviation(number):
    model = response_time_model(study(number), PAPER.names, PAPER.pairs)
    assert not isinstance(model, NotEstimable)
    assert not model.singular
    assert model.stimulus_sd == pytest.approx(PAPER.rt_clip_sd, abs=0.08)


@pytest.mark.parametrize(("number", "deviance"), [(6, 1121.60471), (13, 1084.80128), (42, 1028.44287)])
def test_accuracies_of_raters_that_differ_have_a_standard_deviation(number, deviance):
    model = accuracy_model(study(number), PAPER.names, PAPER.pairs)
    assert not model.singular
    assert model.deviance == pytest.approx(deviance, abs=1e-3)


def test_where_raters_do_not_differ_zero_is_found():
    model = accuracy_model(study(34), PAPER.names, PAPER.pairs)
    assert model.singular
    assert model.rater_sd == pytest.approx(0, abs=1e-4)
