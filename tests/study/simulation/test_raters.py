"""Simulated raters take part over HTTP, through the endpoints of a browser."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from study.models import AccessCode, Participant, Recruitment, Response, Session, Study, Trial
from study.responses import tidy_responses, tidy_tables
from study.session.access_codes import make_codes
from study.session.simulation import rater_mark
from study.simulation.behaviour import Plan
from study.simulation.raters import own_site, simulate
from tests.study.rater import Rater
from tests.study.session.questionnaires import said
from tests.study.session.recruited import recruit_by

pytestmark = pytest.mark.django_db(transaction=True)


def answers(study: Study) -> list[tuple[str, str, float]]:
    table = tidy_responses(study, include_simulated=True)
    return list(zip(table["stimulus"], table["chosen"], table["rt_ms"], strict=True))


def test_they_finish_marked_as_simulated_and_left_out_unless_asked_for(study: Study) -> None:
    call_command("simulate_raters", "test", "--raters", "3")
    sessions = tidy_tables(study, include_simulated=True).sessions
    assert list(sessions["state"]) == ["completed"] * 3
    assert sessions["simulated"].all() and sessions["participant"].str.startswith("simulated-").all()
    responses = tidy_responses(study, include_simulated=True)
    assert len(responses) == 3 * 20
    assert set(responses["clock"]) == {"simulated"}
    assert tidy_responses(study, include_simulated=False).empty
    assert tidy_tables(study, include_simulated=False).sessions.empty


def test_their_sessions_last_as_long_as_their_answers_and_end_in_the_past(study: Study) -> None:
    call_command("simulate_raters", "test", "--raters", "2")
    sessions = tidy_tables(study, include_simulated=True).sessions
    assert sessions["minutes"].between(2, 30).all()
    assert (sessions["completed_at"] < timezone.now()).all()
    responses = tidy_responses(study, include_simulated=True)
    for _, own in responses.groupby("session"):
        assert own["answered_at"].is_monotonic_increasing
        assert list(own["trial_index"]) == list(range(20))


def test_again_tops_up_to_the_number_asked_for(study: Study, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("simulate_raters", "test", "--raters", "1")
    call_command("simulate_raters", "test", "--raters", "2")
    call_command("simulate_raters", "test", "--raters", "2")
    assert "2 simulated raters have finished (0 of them now)" in capsys.readouterr().out
    assert Session.objects.count() == Participant.objects.count() == 2


def test_an_interrupted_rater_goes_on_with_the_answers_it_would_have_given(study: Study) -> None:
    with own_site() as site:
        simulate(study, [1], Plan(), 0, site)
        whole = answers(study)
        last = Trial.objects.order_by("-position")[:9]
        Response.objects.filter(trial__in=last).delete()
        Session.objects.update(state=Session.State.RATING, ended_at=None, completion_code=None)
        simulate(study, [1], Plan(), 0, site)
    assert answers(study) == whole
    assert Session.objects.count() == 1


def test_same_seed_same_answers_whatever_the_threads_do(study: Study) -> None:
    call_command("simulate_raters", "test", "--raters", "4")
    first = answers(study)
    Session.objects.all().delete()
    Participant.objects.all().delete()
    call_command("simulate_raters", "test", "--raters", "4")
    assert answers(study) == first


def test_real_raters_get_the_orders_they_would_get_without_them(study: Study, rater: Rater) -> None:
    Rater("test").start(simulated=rater_mark(study, 7))
    rater.start()
    with_simulated = rater.session.seed
    Session.objects.all().delete()
    rater = Rater("test")
    rater.start()
    assert rater.session.seed == with_simulated


def test_a_site_that_does_not_answer_is_told_in_one_line(study: Study) -> None:
    with pytest.raises(CommandError, match=r"http://127.0.0.1:1/?: no answer \(.*\); is the site running there\?"):
        call_command("simulate_raters", "test", "--raters", "1", "--url", "http://127.0.0.1:1")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--raters", "0"], "--raters must be 1 or more"),
        (["--accuracy", "correct"], "--accuracy 'correct': expected CONDITION=P"),
        (["--accuracy", "corect=.5"], "unknown condition 'corect'"),
    ],
)
def test_nonsense_options_are_refused(study: Study, options: list[str], message: str) -> None:
    with pytest.raises(CommandError, match=message):
        call_command("simulate_raters", "test", *options)


def test_a_closed_study_is_told_before_anyone_sets_out(study: Study) -> None:
    Study.objects.update(state=Study.State.CLOSED)
    with pytest.raises(CommandError, match="study 'test' is closed; open it again under /admin/") as caught:
        call_command("simulate_raters", "test", "--raters", "1")
    assert caught.value.returncode == 2 and not Session.objects.exists()


FULL = {
    "attention": {"instructed": 3},
    "blocks": {"trials": 10},
    "questionnaire": [
        {"name": "age", "kind": "number", "text": said("Age"), "required": True, "least": 18, "most": 99},
        {"name": "country", "kind": "country", "text": said("Country")},
        {
            "name": "trained",
            "kind": "choice",
            "text": said("Are you a dancer?"),
            "required": True,
            "choices": [
                {"name": "yes", "text": said("Yes"), "screens_out": True},
                {"name": "no", "text": said("No")},
            ],
        },
    ],
    "questions": [
        {"name": "confidence", "kind": "scale", "text": said("How sure?"), "low": said("guess"), "high": said("sure")},
        {"name": "affect", "kind": "affect_grid", "text": said("Feeling")},
        {"name": "note", "kind": "text", "text": said("Note"), "required": False},
    ],
}


def test_they_fill_in_every_form_and_answer_every_question(study: Study) -> None:
    Study.objects.update(definition=FULL)
    study = Study.objects.get()
    call_command("simulate_raters", "test", "--raters", "3", "--attention", "1")
    sessions = tidy_tables(study, include_simulated=True).sessions
    assert list(sessions["outcome"]) == ["completed"] * 3
    assert list(sessions["checks"]) == [3] * 3 and list(sessions["checks_failed"]) == [0] * 3
    assert sessions["questionnaire_age"].between(18, 99).all()
    assert set(sessions["questionnaire_trained"]) == {"no"}
    responses = tidy_responses(study, include_simulated=True)
    assert len(responses) == 3 * 20
    assert responses["rating_confidence"].between(1, 7).all() and responses["rating_confidence"].nunique() > 3
    assert responses["rating_affect_valence"].between(-1, 1).all()
    assert responses["rating_note"].isna().all()


@pytest.mark.parametrize("kind", ["prolific", "sona", "mturk", "codes"])
def test_they_need_no_recruiter_and_use_up_nothing_of_one(study: Study, kind: str) -> None:
    """What a study asks for beside, they do: here all of it, and a window larger than theirs usually is."""
    recruiter = recruit_by(study, kind).protocol.to_json()["recruiter"]
    definition = {**FULL, "recruiter": recruiter, "device": {"min_width": 1900, "min_height": 1000, "phones": False}}
    Study.objects.update(definition=definition)
    make_codes(study, 3)
    call_command("simulate_raters", "test", "--raters", "2", "--attention", "1")
    sessions = tidy_tables(Study.objects.get(), include_simulated=True).sessions
    assert list(sessions["outcome"]) == ["completed"] * 2 and sessions["simulated"].all()
    assert not Recruitment.objects.exists() and not AccessCode.objects.exclude(used_at=None).exists()


def test_who_never_pays_attention_fails_and_is_not_called_again(study: Study) -> None:
    Study.objects.update(definition={"attention": {"instructed": 3, "allowed_failures": 0}})
    call_command("simulate_raters", "test", "--raters", "2", "--attention", "0")
    assert {session.state for session in Session.objects.all()} == {"failed_checks"}
    checks = tidy_tables(study, include_simulated=True).attention
    assert len(checks) == 2 and not checks["passed"].any()
    call_command("simulate_raters", "test", "--raters", "2", "--attention", "1")
    assert Session.objects.count() == 2
