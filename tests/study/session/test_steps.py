"""The state machine of a session: which state follows which, and when."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from study.design.protocol import Protocol
from study.models import Session, Study
from study.models.sessions import OUTCOMES
from study.session import steps
from study.session.simulation import rater_mark
from tests.study.rater import DEVICE_FORM, Rater
from tests.study.session.questionnaires import ANSWERS, QUESTIONNAIRE, define

State = Session.State
NOON = datetime(2030, 1, 1, 12, tzinfo=UTC)
FULL = Protocol.of_json({"questionnaire": QUESTIONNAIRE})
BARE = Protocol.of_json({"device": {"check": False}})


class Clock:
    """The server's, standing still until it is moved."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock(NOON)
    monkeypatch.setattr(timezone, "now", clock)
    return clock


def test_a_full_study_goes_through_all_states() -> None:
    way = [State.STARTED, State.CONSENTED, State.QUESTIONED, State.CHECKED, State.RATING, State.COMPLETED]
    assert [(before, steps.state_after(before, FULL)) for before in way[:-1]] == list(pairwise(way))


def test_what_is_not_asked_for_is_passed_over() -> None:
    assert steps.state_after(State.STARTED, BARE) == State.CHECKED
    assert steps.states_on_the_way(BARE) == [State.STARTED, State.CHECKED, State.RATING]
    assert steps.state_after(State.STARTED, Protocol()) == State.QUESTIONED


def test_every_state_has_a_page() -> None:
    assert set(steps.PAGES) == set(State)


@pytest.mark.django_db
class TestMoves:
    def test_a_move_from_another_state_changes_nothing(self, rater: Rater) -> None:
        rater.start()
        before = Session.objects.values().get()
        session = rater.session
        steps.begin_rating(session, NOON)
        steps.pass_device(session, {"viewport_width": 5}, NOON)
        steps.answer_questionnaire(session, {"age": 5}, True, NOON)
        assert Session.objects.values().get() == before

    def test_of_two_requests_that_saw_the_same_state_one_moves_the_session(self, rater: Rater) -> None:
        rater.start()
        one, other = rater.session, rater.session
        steps.give_consent(one, "en", NOON)
        steps.give_consent(other, "ja", NOON + timedelta(seconds=1))
        assert rater.session.consented_at == NOON
        assert rater.session.language == "en"
        assert other.state == State.QUESTIONED

    @pytest.mark.parametrize("outcome", ["screened_out", "failed_checks", "timed_out"])
    def test_an_outcome_is_never_left(self, rater: Rater, outcome: str) -> None:
        session = rater.begin_rating().session
        steps.end_session(session, State(outcome), NOON)
        steps.end_session(session, State.COMPLETED, NOON + timedelta(hours=1))
        steps.end_session(session, State.FAILED_CHECKS, NOON + timedelta(hours=1))
        assert (session.state, session.ended_at, session.completion_code) == (outcome, NOON, None)

    def test_only_who_completes_gets_a_code(self, rater: Rater) -> None:
        session = rater.begin_rating().session
        steps.end_session(session, State.COMPLETED, NOON)
        assert session.completion_code is not None
        assert set(session.completion_code) <= set(steps.CODE_ALPHABET + "-")

    def test_a_clock_that_was_set_back_ends_no_session_before_its_start(self, rater: Rater) -> None:
        session = rater.begin_rating().session
        steps.end_session(session, State.COMPLETED, session.started_at - timedelta(days=1))
        assert session.ended_at == session.started_at

    @pytest.mark.parametrize(
        "change",
        [{"state": "completed"}, {"state": "rating"}, {"completion_code": "ABCD-EFGH"}, {"consent_sha256": "0" * 64}],
    )
    def test_the_database_refuses_sessions_that_cannot_be(self, rater: Rater, change: dict[str, str]) -> None:
        rater.start()
        with pytest.raises(IntegrityError), transaction.atomic():
            Session.objects.filter(pk=rater.session.pk).update(**change)


@pytest.mark.django_db
class TestResting:
    """72 hours unless the study says otherwise, counted from the rater's last step or answer."""

    FORMS = (
        ("start", {"language": "en"}),
        ("consent", {"agree": "yes"}),
        ("questionnaire", ANSWERS),
        ("device", DEVICE_FORM),
        ("instructions", {}),
    )

    def walk(self, rater: Rater, forms: int, clock: Clock) -> None:
        """That many forms, an hour apart."""
        define(questionnaire=QUESTIONNAIRE)
        for step, fields in self.FORMS[:forms]:
            clock.now += timedelta(hours=1)
            rater.post(step, **fields)

    @pytest.mark.parametrize("forms", range(1, 6))
    def test_each_step_is_a_sign_of_life(self, rater: Rater, clock: Clock, forms: int) -> None:
        self.walk(rater, forms, clock)
        assert rater.session.active_at == clock.now
        clock.now += timedelta(hours=72)
        rater.get()
        assert rater.session.state not in OUTCOMES

    @pytest.mark.parametrize("forms", range(1, 6))
    def test_a_session_that_rested_for_too_long_is_over(self, rater: Rater, clock: Clock, forms: int) -> None:
        self.walk(rater, forms, clock)
        clock.now += timedelta(hours=72, seconds=1)
        assert rater.get().redirect_chain[-1][0].endswith("/ended")
        session = rater.session
        assert (session.state, session.ended_at) == (State.TIMED_OUT, clock.now)
        clock.now += timedelta(hours=1)
        rater.get("trials")
        assert rater.session.ended_at == session.ended_at

    def test_the_study_sets_how_long(self, rater: Rater, clock: Clock) -> None:
        define(resting={"hours": 0.5})
        rater.begin_rating()
        clock.now += timedelta(minutes=29)
        assert rater.get().redirect_chain[-1][0].endswith("/trials")
        clock.now += timedelta(minutes=2)
        assert rater.get().redirect_chain[-1][0].endswith("/ended")

    def test_looking_again_does_not_wake_a_session(self, rater: Rater, clock: Clock) -> None:
        rater.begin_rating()
        for _ in range(3):
            clock.now += timedelta(hours=30)
            rater.get()
        assert rater.session.state == State.TIMED_OUT

    def test_an_answer_that_comes_late_is_taken(self, rater: Rater, clock: Clock) -> None:
        """It may have waited for a connection: nothing that was answered in order is lost."""
        trial = rater.begin_rating().next_trial()
        clock.now += timedelta(hours=100)
        assert rater.answer(trial).status_code == 201
        assert rater.get().redirect_chain[-1][0].endswith("/trials")

    def test_the_trials_are_closed_to_a_session_that_rested(self, rater: Rater, clock: Clock) -> None:
        trial = rater.begin_rating().next_trial()
        clock.now += timedelta(hours=73)
        window = rater.window()
        assert window["trials"] == []
        assert rater.client.get(window["page"]).headers["Location"].endswith("/ended")
        assert rater.answer(trial).status_code == 410

    def test_a_completed_session_does_not_time_out(self, rater: Rater, clock: Clock) -> None:
        rater.begin_rating().answer_all()
        clock.now += timedelta(days=20)
        assert rater.get().redirect_chain[-1][0].endswith("/done")

    def test_an_answer_that_arrives_meanwhile_keeps_the_session_open(self, rater: Rater, clock: Clock) -> None:
        rater.begin_rating()
        seen = rater.session
        later = NOON + timedelta(hours=100)
        Session.objects.update(active_at=later)
        steps.end_if_rested(seen, later)
        assert rater.session.state == State.RATING

    def test_simulated_raters_do_not_rest(self, rater: Rater, study: Study, clock: Clock) -> None:
        rater.start(simulated=rater_mark(study, 1))
        clock.now += timedelta(days=10)
        assert rater.get().redirect_chain[-1][0].endswith("/consent")
