"""The rater's session: steps, answers, resuming, and what the browser is told."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from generation.labels import EMOTIONS
from generation.stimuli.manifest import CONDITIONS
from study.allocation.orders import longest_run
from study.design.importing import import_set, open_study
from study.models import Response, Session, Study, Trial
from study.session.simulation import time_mark
from tests.study.rater import Rater

pytestmark = pytest.mark.django_db


def test_no_trials_before_consent(rater: Rater) -> None:
    rater.start()
    assert rater.next_trial() is None
    trial = {"key": (key := rater.session.trials.first().key), "response": rater.address(f"trials/{key}/response")}
    assert rater.answer(trial).status_code == 409
    assert not Response.objects.exists()


def test_practice_comes_first_and_every_clip_once_in_an_order_without_runs(rater: Rater) -> None:
    rater.start()
    trials = list(rater.session.trials.order_by("position").select_related("stimulus"))
    assert [trial.kind for trial in trials] == ["practice"] * 2 + ["main"] * 20
    main = trials[2:]
    assert len({trial.stimulus_id for trial in main}) == 20
    assert longest_run([trial.stimulus.label for trial in main]) <= 2
    assert longest_run([trial.stimulus.condition for trial in main]) <= 2


def test_two_raters_get_two_orders(rater: Rater, another_rater: Rater) -> None:
    orders = []
    for each in (rater, another_rater):
        each.start()
        orders.append(list(each.session.trials.order_by("position").values_list("stimulus_id", flat=True)))
    assert orders[0] != orders[1]


def test_options_are_shuffled_per_rater_where_the_study_says_so(
    rater: Rater, another_rater: Rater, study: Study
) -> None:
    rater.start()
    assert rater.session.answer_options == ["joy", "sadness", "anger", "surprise"]
    Study.objects.update(definition={"answers": {"order": "per_rater"}}, seed=3)
    another_rater.start()
    assert sorted(another_rater.session.answer_options) == sorted(rater.session.answer_options)
    assert another_rater.session.answer_options != rater.session.answer_options


def test_an_answer_is_kept_with_its_times(rater: Rater) -> None:
    trial = rater.begin_rating().next_trial()
    rater.answer(trial, chosen="anger", rt_ms=1234.5, rt_from_end_ms=-80.5, timing={"stalls": 1, "input": "key"})
    response = Response.objects.get(trial__key=trial["key"])
    assert (response.chosen, response.rt_ms, response.rt_from_end_ms) == ("anger", 1234.5, -80.5)
    assert (response.clock, response.timing) == ("frame", {"stalls": 1, "input": "key"})


def test_the_same_request_again_is_a_replay(rater: Rater) -> None:
    trial = rater.begin_rating().next_trial()
    assert [rater.answer(trial).status_code for _ in range(3)] == [201, 200, 200]
    assert Response.objects.count() == 1


def test_a_second_answer_to_a_trial_is_a_conflict_and_the_first_stays(rater: Rater) -> None:
    trial = rater.begin_rating().next_trial()
    rater.answer(trial, chosen="joy")
    assert rater.answer(trial, chosen="anger").status_code == 409
    assert rater.answer(trial, key="another-key", chosen="anger").status_code == 409
    assert Response.objects.get().chosen == "joy"


def test_trials_cannot_be_answered_out_of_order(rater: Rater) -> None:
    rater.begin_rating()
    last = rater.session.trials.order_by("position").last()
    trial = {"key": last.key, "response": rater.address(f"trials/{last.key}/response")}
    assert rater.answer(trial).status_code == 409
    assert not Response.objects.exists()


def test_a_key_used_for_one_trial_is_refused_for_the_next(rater: Rater) -> None:
    rater.begin_rating()
    assert rater.answer(rater.next_trial(), key="the-same-key").status_code == 201
    assert rater.answer(rater.next_trial(), key="the-same-key").status_code == 409


def test_another_raters_trial_cannot_be_answered(rater: Rater, another_rater: Rater) -> None:
    trial = rater.begin_rating().next_trial()
    another_rater.begin_rating()
    assert another_rater.answer(trial).status_code == 404
    assert Rater(rater.slug).answer(trial).status_code == 403
    assert not Response.objects.exists()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"chosen": "boredom"}, "chosen: 'boredom' is not an answer option"),
        ({"chosen": None}, "chosen: None"),
        ({"rt_ms": -1}, "rt_ms: -1 is not between 0"),
        ({"rt_ms": "fast"}, "rt_ms: 'fast' is not a number"),
        ({"rt_ms": True}, "rt_ms: True is not a number"),
        ({"rt_ms": 1e12}, "rt_ms"),
        ({"rt_from_end_ms": None}, "rt_from_end_ms"),
        ({"clock": "sundial"}, "clock: 'sundial' is not a known clock"),
        ({"clock": "simulated"}, "clock: 'simulated' is not a known clock"),
        ({"timing": [1]}, "timing"),
        ({"timing": {"nested": {}}}, "timing"),
        ({"timing": {"long": "x" * 20000}}, "body: 20"),
    ],
)
def test_what_is_not_an_answer_is_refused(rater: Rater, changes: dict[str, object], message: str) -> None:
    trial = rater.begin_rating().next_trial()
    reply = rater.answer(trial, **changes)
    assert reply.status_code == 400
    assert message in reply.json()["error"]
    assert not Response.objects.exists()


def test_an_answer_needs_an_idempotency_key(rater: Rater) -> None:
    assert rater.answer(rater.begin_rating().next_trial(), key="short").status_code == 400


def test_broken_json_is_refused(rater: Rater) -> None:
    trial = rater.begin_rating().next_trial()
    reply = rater.client.post(trial["response"], b"{", content_type="application/json")
    assert reply.status_code == 400


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 10_000,
        b'{"chosen": "joy", "rt_ms": 1' + b"0" * 400 + b', "rt_from_end_ms": 0, "clock": "frame"}',
        b'{"chosen": "joy", "rt_ms": NaN, "rt_from_end_ms": 0, "clock": "frame"}',
        b'{"chosen": "joy", "rt_ms": 5, "rt_from_end_ms": 0, "clock": "frame", "timing": {"stalls": NaN}}',
        b'{"chosen": "joy", "rt_ms": 5, "rt_from_end_ms": 0, "clock": "frame", "timing": {"stalls": 1e999}}',
    ],
)
def test_what_only_looks_like_json_is_refused_without_a_crash(rater: Rater, body: bytes) -> None:
    trial = rater.begin_rating().next_trial()
    headers = {"Idempotency-Key": "a-fine-key"}
    reply = rater.client.post(trial["response"], body, content_type="application/json", headers=headers)
    assert reply.status_code == 400
    assert not Response.objects.exists()


def test_where_answers_must_wait_for_the_end_earlier_ones_are_refused(rater: Rater) -> None:
    Study.objects.update(definition={"answers": {"when": "after_clip"}})
    trial = rater.begin_rating().next_trial()
    assert rater.answer(trial, rt_from_end_ms=-1).status_code == 400
    assert rater.answer(trial, rt_from_end_ms=1).status_code == 201


def test_answers_need_the_csrf_token(rater: Rater) -> None:
    trial = rater.begin_rating().next_trial()
    rater.client.handler.enforce_csrf_checks = True
    assert rater.answer(trial).status_code == 403


def test_a_clock_that_was_set_back_does_not_keep_the_last_answer_out(rater: Rater) -> None:
    rater.begin_rating()
    later = timezone.now() + timedelta(hours=1)
    Session.objects.update(started_at=later, consented_at=later)
    assert rater.answer_all() == 22
    assert rater.session.ended_at == later


@pytest.fixture
def telling_words() -> list[bytes]:
    return [word.encode() for word in (*CONDITIONS, "stimulus-0", "predicted", "intended", "probabilit", "made for a")]


def test_nothing_the_browser_gets_tells_condition_or_emotion(
    make_stimulus_set: Callable[..., Path], telling_words: list[bytes]
) -> None:
    """Every response of a whole session, headers and media included. Practice clips share the trial's shape."""
    labels = EMOTIONS.__class__(EMOTIONS.labels[:3])
    study = open_study(import_set(make_stimulus_set(labels=labels)), "quiet", None, 0, "en")
    rater = Rater(study.slug)
    replies = [rater.get(), rater.start(), rater.post("consent", agree="yes"), rater.post("instructions")]
    trials = []
    while (trial := rater.next_trial()) is not None:
        trials.append(trial)
        replies += [rater.client.get(rater.address("trials/next")), rater.client.get(trial["video"])]
        replies.append(rater.answer(trial))
    replies.append(rater.get("done"))
    for reply in replies:
        told = (b"".join(reply.streaming_content) if reply.streaming else reply.content) + str(reply.headers).encode()
        assert not [word for word in telling_words if word in told.lower()]
    allowed = {"key", "practice", "number", "of", "video", "sha256", "response"}
    assert all(set(trial) == allowed for trial in trials)
    spoken = " ".join(str(value) for trial in trials for value in trial.values())
    assert not [label for label in labels.names if label in spoken]


def test_media_names_are_all_there_is(rater: Rater) -> None:
    video = rater.begin_rating().next_trial()["video"]
    assert re.fullmatch(r"/media/[0-9a-f]{32}\.mp4", video)
    reply = rater.client.get(video)
    assert reply.headers["Content-Type"] == "video/mp4"
    assert rater.client.get("/media/" + "0" * 32 + ".mp4").status_code == 404
    assert rater.client.get("/media/../db.sqlite3").status_code == 404


def test_a_person_cannot_set_the_clock(rater: Rater, study: Study) -> None:
    trial = rater.begin_rating().next_trial()
    rater.client.defaults["HTTP_X_SIMULATED_TIME"] = time_mark(1, study.created_at.replace(year=2001))
    rater.answer(trial)
    assert Response.objects.get().answered_at.year != 2001


def test_the_database_refuses_a_second_response_and_a_second_trial_in_one_place(rater: Rater) -> None:
    rater.begin_rating()
    trial = rater.session.next_trial()
    assert trial is not None
    rater.answer(rater.next_trial())
    response = Response.objects.get()
    response.pk, response.idempotency_key = None, "another-key"
    with pytest.raises(IntegrityError), transaction.atomic():
        response.save(force_insert=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Trial.objects.create(session=rater.session, position=trial.position, kind="main", stimulus=trial.stimulus)
