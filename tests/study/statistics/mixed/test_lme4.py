"""The mixed models against R's lme4 (the figures and the script that made them are in lme4/)."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from study.statistics.mixed.model import MixedModel, accuracy_model, response_time_model

REFERENCE = Path(__file__).parent / "lme4"
CONDITIONS = ("correct", "misclassified", "mean_latent")
SETS = ("paper", "online", "few", "alike")


def fitted(name: str, model: str) -> MixedModel:
    responses = pd.read_csv(REFERENCE / f"{name}.csv")
    fit = accuracy_model if model == "logistic" else response_time_model
    found = fit(responses, CONDITIONS, [CONDITIONS[:2]])
    assert isinstance(found, MixedModel), found
    return found


def reference(name: str, model: str) -> pd.DataFrame:
    table = pd.read_csv(REFERENCE / "lme4.csv")
    return table[(table["set"] == name) & (table["model"] == model)].set_index("name")


@pytest.mark.parametrize("model", ["logistic", "gaussian"])
@pytest.mark.parametrize("name", SETS)
class TestLikeLme4:
    def test_fixed_effects_are_within_a_hundredth_and_standard_errors_within_five_percent(
        self, name: str, model: str
    ) -> None:
        expected = reference(name, model)
        for mean in fitted(name, model).means:
            assert mean.estimate == pytest.approx(expected["estimate"][mean.condition], abs=0.01)
            assert mean.se == pytest.approx(expected["se"][mean.condition], rel=0.05)

    def test_a_planned_contrast_too(self, name: str, model: str) -> None:
        expected = reference(name, model)
        (contrast,) = fitted(name, model).contrasts
        assert contrast.estimate == pytest.approx(expected["estimate"]["contrast"], abs=0.01)
        assert contrast.se == pytest.approx(expected["se"]["contrast"], rel=0.05)

    def test_random_effects_and_deviance(self, name: str, model: str) -> None:
        expected = reference(name, model)["estimate"]
        found = fitted(name, model)
        assert found.rater_sd == pytest.approx(expected["participant"], abs=0.01)
        assert found.stimulus_sd == pytest.approx(expected["stimulus"], abs=0.01)
        assert found.deviance == pytest.approx(expected["deviance"], abs=0.01)
        assert found.deviance <= expected["deviance"] + 1e-3  # no worse an optimum than lme4's


def test_raters_who_do_not_differ_are_told_as_a_singular_fit() -> None:
    assert fitted("alike", "logistic").singular == (reference("alike", "logistic")["estimate"]["participant"] < 1e-4)
