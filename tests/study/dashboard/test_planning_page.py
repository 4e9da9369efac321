"""The planning page: who sees it, what it says, and what it does with a form's nonsense."""

import pytest

from generation.stimuli.manifest import PRACTICE
from tests.study.rated_study import add_raters

pytestmark = pytest.mark.django_db
PAGE = "/studies/pilot/planning/"


@pytest.mark.parametrize("path", ["", "power.svg"])
def test_strangers_are_sent_to_the_login_page(client, study, path):
    assert client.get(PAGE + path).url.startswith("/login")


def test_the_results_key_opens_it(client, study):
    assert client.get(PAGE, {"key": study.results_key}).url == PAGE
    assert client.get(PAGE).status_code == 200


def test_it_speaks_of_the_studys_own_clips(researcher, study):
    page = researcher.get(PAGE).content.decode()
    assert "its own 20 clips and 4 answers" in page
    assert "Correctly classified − Misclassified" in page
    assert 'src="/studies/pilot/planning/power.svg"' in page


def test_the_forms_values_change_the_answer(researcher, study):
    few, many = (researcher.get(PAGE, {"raters": n}).context["contrasts"][0] for n in ("5", "200"))
    assert few.power < many.power
    same = researcher.get(PAGE, {"accuracy_correct": "30", "accuracy_misclassified": "30"}).context["contrasts"][0]
    assert same.power == pytest.approx(0.05)
    assert same.needed == (None, None)


@pytest.mark.parametrize("value", ["", "nan", "inf", "-1", "1e9", "<b>x</b>"])
def test_nonsense_is_named_and_the_default_used(researcher, study, value):
    response = researcher.get(PAGE, {"clip_sd": value})
    assert response.status_code == 200
    assert response.context["asked"].plan.clip_sd == 0.8
    assert "is no number from 0 to 3" in response.content.decode()
    assert "<b>x" not in response.content.decode()


@pytest.mark.parametrize("form", ["svg", "png", "pdf"])
def test_the_curve_is_a_file(researcher, study, form):
    response = researcher.get(f"{PAGE}power.{form}", {"raters": "30"})
    assert response.status_code == 200
    assert response.content == researcher.get(f"{PAGE}power.{form}", {"raters": "30"}).content


def test_other_forms_are_not_there(researcher, study):
    assert researcher.get(f"{PAGE}power.exe").status_code == 404


def test_a_study_of_one_condition_has_nothing_to_compare(researcher, study):
    study.stimulus_set.stimuli.exclude(condition="correct").delete()
    assert "one condition only" in researcher.get(PAGE).content.decode()
    assert researcher.get(f"{PAGE}power.svg").status_code == 404


def test_a_study_without_clips_says_so(researcher, study):
    study.stimulus_set.stimuli.update(role=PRACTICE)
    assert "there is nothing to plan" in researcher.get(PAGE).content.decode()


def test_the_list_of_studies_leads_to_it(researcher, study):
    assert PAGE in researcher.get("/studies/").content.decode()


def test_the_form_starts_from_the_studys_own_models(researcher, study):
    add_raters(study, 12, simulated=False)
    response = researcher.get(PAGE)
    asked = response.context["asked"]
    assert "240 answers of 12 raters to 20 clips" in response.content.decode()
    assert asked.raters == 12
    assert asked.plan.conditions[0].accuracy == pytest.approx(0.55, abs=0.15)
    assert [each.clips for each in asked.plan.conditions] == [8, 8, 4]
    assert "plan_study OUT --study pilot --fitted" in response.content.decode()


def test_one_can_go_back_to_the_defaults_and_stay_there(researcher, study):
    add_raters(study, 12, simulated=False)
    response = researcher.get(PAGE, {"from": "defaults"})
    assert response.context["asked"].raters == 20
    assert response.context["asked"].plan.rater_sd == 0.4
    assert '<input type="hidden" name="from" value="defaults">' in response.content.decode()
    assert '<a href="?from=defaults">' in researcher.get(PAGE).content.decode()


def test_too_few_raters_and_simulated_ones_leave_the_defaults_and_say_why(researcher, study):
    add_raters(study, 12, simulated=True)
    assert "do not serve yet: there are no responses" in researcher.get(PAGE).content.decode()
    add_raters(study, 4, simulated=False, seed=1)
    page = researcher.get(PAGE)
    assert page.context["asked"].plan.rater_sd == 0.4
    assert "do not serve yet: there are fewer than 5 raters (4)" in page.content.decode()


def test_the_forms_values_stand_before_the_models(researcher, study):
    add_raters(study, 12, simulated=False)
    asked = researcher.get(PAGE, {"accuracy_correct": "33", "raters": "50"}).context["asked"]
    assert (asked.plan.conditions[0].accuracy, asked.raters) == (0.33, 50)


def test_while_models_are_being_fitted_the_page_does_not_wait(researcher, study, monkeypatch):
    add_raters(study, 6, simulated=False)
    monkeypatch.setattr("study.dashboard.planned.page_results", lambda *_, **__: (None, False))
    assert "have not been fitted yet" in researcher.get(PAGE).content.decode()
