"""Answers to trials: each once, in order, kept as they were sent; what is none is refused."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from study.models import Response, Session, Study, Trial
from study.session.simulation import time_mark
from tests.study.rater import ANSWER, TIMING, Rater
from tests.study.session.questionnaires import define

pytestmark = pytest.mark.django_db


def timed(**changes: Any) -> dict[str, Any]:
    return {**TIMING, **changes}


def of_rank(rater: Rater, rank: int) -> dict[str, str]:
    """The addresses of any trial of a session, as only the server knows them."""
    key = rater.session.trials.order_by("position")[rank].key
    return {name: rater.address(f"trials/{key}/{name}") for name in ("response", "events")} | {"key": key}


def test_no_trials_before_consent(rater: Rater) -> None:
    rater.start()
    assert rater.next_trial() is None
    assert rater.answer(of_rank(rater, 0)).status_code == 409
    assert not Response.objects.exists()


def test_an_answer_is_kept_with_its_times(rater: Rater) -> None:
    trial = rater.begin_rating().next_trial()
    sent = timed(stalls=1, stall_ms=120.5, input="touch", refresh_hz=60.0, failures=["stalled"], attempt=2)
    assert rater.answer(trial, chosen="anger", rt_ms=1234.5, rt_from_end_ms=-80.5, timing=sent).status_code == 201
    response = Response.objects.get(trial__key=trial["key"])
    assert (response.chosen, response.rt_ms, response.rt_from_end_ms) == ("anger", 1234.5, -80.5)
    assert response.clock == "frame" and response.timing.items() >= sent.items()


def test_each_answer_moves_the_time_of_the_last_sign_of_life(rater: Rater) -> None:
    trial = rater.begin_rating().next_trial()
    Session.objects.update(active_at=timezone.now() - timedelta(hours=2))
    rater.answer(trial)
    assert timezone.now() - rater.session.active_at < timedelta(minutes=1)


def test_the_same_request_again_is_a_replay(rater: Rater) -> None:
    trial = rater.begin_rating().next_trial()
    assert [rater.answer(trial).status_code for _ in range(3)] == [201, 200, 200]
    assert Response.objects.count() == 1


def test_every_reply_to_an_answer_brings_the_window_after_it(rater: Rater) -> None:
    first, second = rater.begin_rating().window()["trials"][:2]
    new, again, other = (
        rater.answer(first).json(),
        rater.answer(first).json(),
        rater.answer(first, chosen="anger").json(),
    )
    now = rater.window()
    assert now["trials"][0] == second and now["progress"]["answered"] == 1
    assert new == again == {**now, "recorded": True, "feedback": None}
    assert other == {**now, "error": "answered already, or not this trial's turn"}


def test_a_second_answer_to_a_trial_is_a_conflict_and_the_first_stays(rater: Rater) -> None:
    trial = rater.begin_rating().next_trial()
    rater.answer(trial, chosen="joy")
    assert rater.answer(trial, chosen="anger").status_code == 409
    assert rater.answer(trial, key="another-key", chosen="anger").status_code == 409
    assert Response.objects.get().chosen == "joy"


@pytest.mark.parametrize("rank", [1, 2, 21])
def test_trials_cannot_be_answered_out_of_order(rater: Rater, rank: int) -> None:
    assert rater.begin_rating().answer(of_rank(rater, rank)).status_code == 409
    assert not Response.objects.exists()


def test_a_key_used_for_one_trial_is_refused_for_the_next(rater: Rater) -> None:
    rater.begin_rating()
    assert rater.answer(rater.next_trial(), key="the-same-key").status_code == 201
    assert rater.answer(rater.next_trial(), key="the-same-key").status_code == 409


def test_another_raters_trial_can_be_neither_answered_nor_told_of(rater: Rater, another_rater: Rater) -> None:
    trial = rater.begin_rating().next_trial()
    another_rater.begin_rating()
    for stranger, status in ((another_rater, 404), (Rater(rater.slug), 403)):
        assert stranger.answer(trial).status_code == stranger.tell(trial).status_code == status
    assert Rater(rater.slug).client.get(rater.address("trials/next")).status_code == 403
    assert not Response.objects.exists()


def test_another_raters_key_says_nothing_about_that_rater(rater: Rater, another_rater: Rater) -> None:
    rater.begin_rating().answer(rater.next_trial(), key="a-key-of-mine")
    reply = another_rater.begin_rating().answer(another_rater.next_trial(), key="a-key-of-mine")
    assert reply.status_code == 409 and reply.json()["progress"]["answered"] == 0


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"chosen": "boredom"}, "chosen: 'boredom' is not an answer option"),
        ({"chosen": None}, "Expected `str`, got `null` - at `$.chosen`"),
        ({"rt_ms": -1}, "Expected `float` >= 0.0 - at `$.rt_ms`"),
        ({"rt_ms": "fast"}, "Expected `float`, got `str` - at `$.rt_ms`"),
        ({"rt_ms": True}, "Expected `float`, got `bool` - at `$.rt_ms`"),
        ({"rt_ms": 1e12}, "$.rt_ms"),
        ({"rt_from_end_ms": None}, "$.rt_from_end_ms"),
        ({"clock": "sundial"}, "Invalid enum value 'sundial' - at `$.clock`"),
        ({"clock": "simulated"}, "Invalid enum value 'simulated' - at `$.clock`"),
        ({"timing": [1]}, "$.timing"),
        ({"timing": {}}, "missing required field `format` - at `$.timing`"),
        ({"timing": timed(mood="good")}, "unknown field `mood` - at `$.timing`"),
        ({"timing": timed(stalls=-1)}, "stalls must lie between 0 and 1e+06, got -1"),
        ({"timing": timed(long="x" * 20000)}, "body: 20"),
        ({"condition": "correct"}, "unknown field `condition`"),
        ({"ratings": {"mood": 1}}, "ratings.mood: this study does not ask that"),
    ],
)
def test_what_is_not_an_answer_is_refused(rater: Rater, changes: dict[str, object], message: str) -> None:
    trial = rater.begin_rating().next_trial()
    reply = rater.answer(trial, **changes)
    assert reply.status_code == 400
    assert message in reply.json()["error"]
    assert not Response.objects.exists()


@pytest.mark.parametrize("opening", ["[", '{"a":'])
def test_a_body_nested_without_end_is_refused_without_a_crash(rater: Rater, opening: str) -> None:
    trial = rater.begin_rating().next_trial()
    nested = json.dumps(ANSWER)[:-1] + ', "ratings": {"sure": ' + opening * 3000
    reply = rater.client.post(trial["response"], nested, "application/json", headers={"Idempotency-Key": "a-fine-key"})
    assert (reply.status_code, reply.json()["error"]) == (400, "body: nested too deeply")
    assert not Response.objects.exists()


@pytest.mark.parametrize(
    "media", ["multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "text/plain"]
)
def test_only_json_is_an_answer(rater: Rater, media: str) -> None:
    """A form's body has been read as one by the time the answer is looked for, which Django takes as a fault."""
    trial = rater.begin_rating().next_trial()
    rater.client.handler.enforce_csrf_checks = True
    token = rater.client.cookies["csrftoken"].value
    headers = {"Idempotency-Key": "a-fine-key", "X-CSRFToken": token}
    for address in (trial["response"], trial["events"]):
        reply = rater.client.post(address, b"--x--", media, headers=headers)
        assert reply.status_code == 400 and "Content-Type: application/json is needed" in reply.json()["error"]
    charset = "application/json; charset=utf-8"
    body = {"kind": "shown", "page": "one"}
    assert rater.client.post(trial["events"], body, charset, headers=headers).status_code == 201


@pytest.mark.parametrize("key", ["", "short", "x" * 65, "ключ-ключ", "with spaces", "with\ttabs"])
def test_an_answer_needs_an_idempotency_key(rater: Rater, key: str) -> None:
    trial = rater.begin_rating().next_trial()
    reply = rater.client.post(trial["response"], {}, "application/json", headers={"Idempotency-Key": key})
    assert reply.status_code == 400 and "Idempotency-Key" in reply.json()["error"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[" * 10_000,
        b'{"chosen": "joy", "rt_ms": 1' + b"0" * 400 + b', "rt_from_end_ms": 0, "clock": "frame"}',
        b'{"chosen": "joy", "rt_ms": NaN, "rt_from_end_ms": 0, "clock": "frame"}',
        b'{"chosen": "joy", "rt_ms": 5, "rt_from_end_ms": 0, "clock": "frame", "timing": {"stalls": NaN}}',
        b'{"chosen": "joy", "rt_ms": 5, "rt_from_end_ms": 0, "clock": "frame", "timing": {"stalls": 1e999}}',
        b'{"chosen": "\xff"}',
        b'{"chosen": "\\ud800"}',
    ],
)
def test_what_only_looks_like_json_is_refused_without_a_crash(rater: Rater, body: bytes) -> None:
    trial = rater.begin_rating().next_trial()
    headers = {"Idempotency-Key": "a-fine-key"}
    reply = rater.client.post(trial["response"], body, content_type="application/json", headers=headers)
    assert reply.status_code == 400 and reply.json()["error"]
    assert not Response.objects.exists()


def test_where_answers_must_wait_for_the_end_earlier_ones_are_refused(rater: Rater) -> None:
    define(answers={"when": "after_clip"})
    trial = rater.begin_rating().next_trial()
    assert rater.answer(trial, rt_from_end_ms=-1).status_code == 400
    assert rater.answer(trial, rt_from_end_ms=1).status_code == 201


def test_answers_need_the_csrf_token(rater: Rater) -> None:
    trial = rater.begin_rating().next_trial()
    rater.client.handler.enforce_csrf_checks = True
    assert rater.answer(trial).status_code == 403


def test_after_the_end_a_known_answer_is_a_replay_and_anything_else_is_too_late(rater: Rater) -> None:
    trial = rater.begin_rating().next_trial()
    assert rater.answer_all() == 22
    assert rater.session.state == Session.State.COMPLETED
    assert rater.answer(trial).status_code == 200
    for late in (rater.answer(trial, chosen="anger"), rater.answer(trial, key="another-key"), rater.tell(trial)):
        assert late.status_code == 410
        assert late.json() == {"error": "this session is over", "page": rater.address("")}


def test_an_answer_in_order_is_taken_however_long_the_session_has_rested(rater: Rater) -> None:
    """The rater gave it in time; it waited for the network."""
    trial = rater.begin_rating().next_trial()
    Session.objects.update(active_at=timezone.now() - timedelta(days=20))
    assert rater.answer(trial).status_code == 201
    Session.objects.update(active_at=timezone.now() - timedelta(days=20))
    window = rater.window()
    assert not window["trials"] and window["page"] == rater.address("")
    assert rater.session.state == Session.State.TIMED_OUT
    assert rater.answer(trial).status_code == 200


def test_a_clock_that_was_set_back_for_a_while_ends_no_session(rater: Rater, monkeypatch: pytest.MonkeyPatch) -> None:
    trial = rater.begin_rating().next_trial()
    with monkeypatch.context() as wrong:
        past = timezone.now() - timedelta(days=20)
        wrong.setattr("study.session.simulation.timezone.now", lambda: past)
        assert rater.answer(trial).status_code == 201
    assert rater.window()["trials"]
    assert rater.session.state == Session.State.RATING


def test_a_session_that_is_gone_takes_no_answers(rater: Rater, monkeypatch: pytest.MonkeyPatch) -> None:
    """Withdrawn between the look for the session and the transaction of the answer."""
    trial = rater.begin_rating().next_trial()

    def withdrawn(*_: object) -> None:
        rater.session.delete()

    monkeypatch.setattr("study.session.api.session_time", withdrawn)
    reply = rater.answer(trial)
    assert reply.status_code == 403 and reply.json() == {"error": "this session is no longer there"}
    assert not Response.objects.exists()


def test_a_clock_that_was_set_back_does_not_keep_the_last_answer_out(rater: Rater) -> None:
    rater.begin_rating()
    later = timezone.now() + timedelta(hours=1)
    Session.objects.update(started_at=later, consented_at=later)
    assert rater.answer_all() == 22
    assert rater.session.ended_at == later


def test_a_person_cannot_set_the_clock(rater: Rater, study: Study) -> None:
    trial = rater.begin_rating().next_trial()
    rater.client.defaults["HTTP_X_SIMULATED_TIME"] = time_mark(1, study.created_at.replace(year=2001))
    rater.answer(trial)
    assert Response.objects.get().answered_at.year != 2001


def test_the_database_refuses_a_second_response_and_a_second_trial_in_one_place(rater: Rater) -> None:
    rater.begin_rating()
    trial = rater.session.open_trials().first()
    assert trial is not None
    rater.answer(rater.next_trial())
    response = Response.objects.get()
    response.pk, response.idempotency_key = None, "another-key"
    with pytest.raises(IntegrityError), transaction.atomic():
        response.save(force_insert=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Trial.objects.create(session=rater.session, position=trial.position, kind="main", stimulus=trial.stimulus)
