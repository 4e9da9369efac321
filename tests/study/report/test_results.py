"""The whole of a study's results, on good and on poor data."""

import math

import pytest

from generation.labels import EMOTIONS, LabelSet
from study.report.folder import report_json
from study.report.results import compute_results
from study.report.wording import comparability, notices
from tests.study.planted import PLANTED, planted_responses, planted_sessions, study_facts

TWO = LabelSet.of_names(["happy", "sad"])


def results_from(responses, labels=EMOTIONS, synthetic=False):
    return compute_results(responses, planted_sessions(responses), study_facts(labels, synthetic), seed=0)


def numbers_in(value):
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from numbers_in(inner)
    elif isinstance(value, int | float):
        yield value


@pytest.mark.parametrize(
    "responses",
    [
        pytest.param(planted_responses().head(0), id="no responses"),
        pytest.param(planted_responses(raters=1), id="one rater"),
        pytest.param(planted_responses(raters=1).head(1), id="one response"),
        pytest.param(planted_responses(accuracy=dict.fromkeys(PLANTED, 1.0)), id="all correct"),
        pytest.param(planted_responses(accuracy=dict.fromkeys(PLANTED, 0.0)), id="all wrong"),
        pytest.param(planted_responses().assign(rt_ms=float("nan")), id="no response times"),
        pytest.param(planted_responses().assign(rt_ms=2000.0), id="one response time"),
        pytest.param(planted_responses().query("condition == 'correct'"), id="one condition"),
        pytest.param(planted_responses().query("intended != 'joy' and chosen != 'joy'"), id="an empty cell"),
    ],
)
def test_poor_data_give_reasons_and_never_nan(responses):
    assert all(math.isfinite(number) for number in numbers_in(results_from(responses).to_json()))


def test_same_data_same_results():
    assert results_from(planted_responses()) == results_from(planted_responses())


def test_rows_in_another_order_give_the_same_results():
    responses = planted_responses()
    assert (
        results_from(responses.sample(frac=1, random_state=4)).analysis.overall
        == results_from(responses).analysis.overall
    )


def test_chance_follows_the_number_of_labels():
    assert results_from(planted_responses()).chance == 1 / 13
    assert results_from(planted_responses(labels=TWO.names), TWO).chance == 1 / 2


def test_the_papers_figures_stand_only_beside_its_own_labels():
    assert results_from(planted_responses()).published.accuracy_by_condition["correct"] == 0.2491
    two = results_from(planted_responses(labels=TWO.names), TWO)
    assert two.published is None
    assert "not shown" in comparability(two)


def test_simulated_raters_and_synthetic_corpora_are_never_called_comparable():
    results = results_from(planted_responses(simulated=True), synthetic=True)
    assert results.warnings == ("SIMULATED RATERS", "SYNTHETIC CORPUS")
    assert [notice.split(":")[0] for notice in notices(results)] == ["SIMULATED RATERS", "SYNTHETIC CORPUS"]
    assert comparability(results).startswith("NOT COMPARABLE: raters here are programs")
    assert report_json(results)["warnings"] == ["SIMULATED RATERS", "SYNTHETIC CORPUS"]


def test_people_rating_recorded_corpora_carry_no_warning():
    results = results_from(planted_responses())
    assert results.warnings == ()
    assert "Compare with care" in comparability(results)
