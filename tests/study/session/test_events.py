"""What happens to clips on the way."""

from __future__ import annotations

from typing import get_args, get_type_hints

import pytest

from study.models import TrialEvent
from study.responses import tidy_responses
from study.session.events import MOST_EVENTS
from study.session.messages import EventBody
from tests.study.rater import Rater

pytestmark = pytest.mark.django_db


def test_an_event_is_kept_once_per_key(rater: Rater) -> None:
    trial = rater.begin_rating().next_trial()
    assert [rater.tell(trial, "stalled").status_code for _ in range(3)] == [201, 200, 200]
    event = TrialEvent.objects.get()
    assert (event.trial.key, event.kind, event.page) == (trial["key"], "stalled", "page-one")


def test_a_key_of_another_trials_event_is_a_conflict(rater: Rater) -> None:
    first, second = rater.begin_rating().window()["trials"][:2]
    assert rater.tell(first, key="the-same-key").status_code == 201
    assert rater.tell(second, key="the-same-key").status_code == 409
    assert TrialEvent.objects.count() == 1


def test_another_event_under_a_known_key_is_a_conflict_and_what_is_none_is_malformed(rater: Rater) -> None:
    trial = rater.begin_rating().next_trial()
    assert rater.tell(trial, "stalled", key="the-same-key").status_code == 201
    assert rater.tell(trial, "hidden", key="the-same-key").status_code == 409
    assert rater.tell(trial, "stalled", page="page-two", key="the-same-key").status_code == 409
    assert rater.tell(trial, "bored", key="the-same-key").status_code == 400
    rater.answer_all()
    assert rater.tell(trial, "stalled", key="the-same-key").status_code == 200
    assert TrialEvent.objects.get().kind == "stalled"


def test_all_kinds_and_no_others_are_taken(rater: Rater) -> None:
    assert set(get_args(get_type_hints(EventBody)["kind"])) == set(TrialEvent.Kind.values)
    trial = rater.begin_rating().next_trial()
    assert all(rater.tell(trial, kind).status_code == 201 for kind in TrialEvent.Kind.values)
    refused = rater.tell(trial, "bored")
    assert refused.status_code == 400 and "$.kind" in refused.json()["error"]
    assert rater.tell(trial, page="").status_code == rater.tell(trial, page="x" * 41).status_code == 400


def test_there_is_an_end_to_what_is_kept_of_one_trial(rater: Rater) -> None:
    trial = rater.begin_rating().next_trial()
    session = rater.session
    kept = {"trial": session.open_trials().first(), "kind": "stalled", "page": "p", "at": session.started_at}
    TrialEvent.objects.bulk_create(TrialEvent(idempotency_key=str(number), **kept) for number in range(MOST_EVENTS))
    assert rater.tell(trial).status_code == 409


def test_no_events_before_the_rating(rater: Rater) -> None:
    rater.start()
    key = rater.session.trials.first().key
    assert rater.tell({"key": key, "events": rater.address(f"trials/{key}/events")}).status_code == 409


def test_they_flag_the_trial_in_the_tidy_table(rater: Rater) -> None:
    rater.begin_rating()
    while (trial := rater.next_trial())["practice"]:
        rater.answer(trial)
    rater.tell(trial, "shown", "page-one")
    rater.tell(trial, "stalled", "page-one")
    rater.tell(trial, "clip_failed", "page-two")
    rater.tell(trial, "shown", "page-two")
    rater.answer(trial)
    trial = rater.next_trial()
    rater.tell(trial, "shown", "page-two")
    rater.answer(trial)
    table = tidy_responses(rater.session.study, include_simulated=False)
    assert list(table["replayed"]) == [True, False]
    assert list(table["failures"]) == ["stalled clip_failed", ""]
