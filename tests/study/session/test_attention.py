"""Attention checks that fail, and feedback in practice."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from study.models import Response, Session, Study, Trial
from study.responses import tidy_responses, tidy_tables
from tests.study.rater import Rater
from tests.study.roles import open_with_roles
from tests.study.session.questionnaires import define

pytestmark = pytest.mark.django_db


@pytest.fixture
def practised(stimulus_set_folder: Path) -> Rater:
    """A rater of a study with 3 practice clips and 2 attention clips of its own, after the instructions."""
    return Rater(open_with_roles(stimulus_set_folder).slug)


def planned(rater: Rater, trial: Any) -> Trial:
    return Trial.objects.select_related("stimulus").get(key=trial["key"])


def rate(rater: Rater, failures: int) -> None:
    """All trials, failing the first checks on purpose."""
    left = failures
    while (trial := rater.next_trial()) is not None:
        plan = planned(rater, trial)
        right = plan.instructed or plan.stimulus.label
        fails = plan.kind == Trial.Kind.ATTENTION and left > 0
        left -= fails
        wrong = next(option for option in rater.session.answer_options if option != right)
        assert rater.answer(trial, chosen=wrong if fails else right).status_code == 201


@pytest.mark.parametrize(
    ("allowed", "failures", "outcome"), [(0, 1, "failed_checks"), (1, 1, "completed"), (None, 4, "completed")]
)
def test_more_failed_checks_than_allowed_end_the_session(
    practised: Rater, allowed: int | None, failures: int, outcome: str
) -> None:
    define(attention={"instructed": 2, "allowed_failures": allowed})
    rate(practised.begin_rating(), failures)
    session = practised.session
    assert session.state == outcome and session.ended_at is not None
    assert (session.completion_code is None) == (outcome != "completed")
    row = tidy_tables(session.study, include_simulated=False).sessions.iloc[0]
    assert (row["outcome"], row["checks_failed"]) == (outcome, failures)


def test_the_reply_that_ends_a_session_says_so_and_can_be_had_again(rater: Rater) -> None:
    define(attention={"instructed": 1, "allowed_failures": 0})
    rater.begin_rating()
    while (trial := rater.next_trial())["instructed"] is None:
        rater.answer(trial)
    wrong = next(option for option in rater.session.answer_options if option != trial["instructed"])
    for status in (201, 200):
        reply = rater.answer(trial, chosen=wrong)
        assert reply.status_code == status
        assert reply.json()["trials"] == [] and reply.json()["page"] == rater.address("")
    assert rater.session.state == Session.State.FAILED_CHECKS
    assert Response.objects.filter(trial__key=trial["key"]).exists()


def test_checks_have_a_table_of_their_own_and_stay_out_of_the_trials(practised: Rater) -> None:
    define(attention={"instructed": 2}, blocks={"trials": 5})
    rate(practised.begin_rating(), 1)
    study = practised.session.study
    checks = tidy_tables(study, include_simulated=False).attention
    assert sorted(checks["check"]) == ["clip", "clip", "instructed", "instructed"]
    assert list(checks["passed"]) == [False, True, True, True]
    assert list(checks["passed"]) == list(checks["chosen"] == checks["expected"])
    trials = tidy_responses(study, include_simulated=False)
    assert len(trials) == 15 and list(trials["trial_index"]) == list(range(15))
    assert list(trials["block"]) == [0] * 5 + [1] * 5 + [2] * 5
    assert not set(checks["stimulus"][checks["check"] == "clip"]) & set(trials["stimulus"])


def test_an_empty_table_of_checks_has_the_same_columns(study: Study) -> None:
    assert list(tidy_tables(study, include_simulated=True).attention.columns)[:4] == [
        "participant",
        "simulated",
        "session",
        "position",
    ]


def test_practice_with_the_sets_own_clips_tells_the_intended_answer_after_the_choice(practised: Rater) -> None:
    first, second = practised.begin_rating().window()["trials"][:2]
    assert first["feedback"] and "intended" not in first
    intended = planned(practised, first).stimulus.label
    for _ in range(2):
        assert practised.answer(first, chosen=intended).json()["feedback"] == {"correct": True, "intended": intended}
    intended = planned(practised, second).stimulus.label
    wrong = next(option for option in practised.session.answer_options if option != intended)
    assert practised.answer(second, chosen=wrong).json()["feedback"] == {"correct": False, "intended": intended}
    third = practised.next_trial()
    assert not third["feedback"] and practised.answer(third).json()["feedback"] is None


def test_no_feedback_where_the_study_wants_none(practised: Rater) -> None:
    define(practice={"feedback": False})
    trial = practised.begin_rating().next_trial()
    assert not trial["feedback"] and practised.answer(trial).json()["feedback"] is None


def test_practice_with_trial_clips_never_tells_the_intended_answer(rater: Rater) -> None:
    trial = rater.begin_rating().next_trial()
    assert trial["practice"] and not trial["feedback"]
    assert rater.answer(trial).json()["feedback"] is None
