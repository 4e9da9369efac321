"""The window: what the rating page learns of the trials ahead."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from study.models import Session, Study, Trial
from tests.study.rater import Rater
from tests.study.session.questionnaires import define

pytestmark = pytest.mark.django_db
Kind = Trial.Kind


def test_four_trials_in_their_order_then_fewer_then_none(rater: Rater) -> None:
    rater.begin_rating()
    keys = list(rater.session.trials.order_by("position").values_list("key", flat=True))
    for answered in range(22):
        window = rater.window()
        assert [trial["key"] for trial in window["trials"]] == keys[answered : answered + 4]
        assert window["progress"] == {"answered": answered, "of": 22} and window["page"] is None
        rater.answer(window["trials"][0])
    assert rater.window() == {"trials": [], "progress": {"answered": 22, "of": 22}, "page": rater.address("")}


def test_practice_and_main_trials_are_counted_apart(rater: Rater) -> None:
    trials = rater.begin_rating().window()["trials"]
    counted = [(trial["practice"], trial["number"], trial["of"]) for trial in trials]
    assert counted == [(True, 1, 2), (True, 2, 2), (False, 1, 20), (False, 2, 20)]


def test_attention_checks_are_counted_as_trials_and_look_like_them(rater: Rater) -> None:
    define(attention={"instructed": 3})
    rater.begin_rating()
    instructed = []
    for number in range(1, 24):
        while (trial := rater.next_trial())["practice"]:
            rater.answer(trial)
        assert (trial["number"], trial["of"]) == (number, 23)
        instructed.append(trial["instructed"])
        rater.answer(trial)
    planned = rater.session.trials.exclude(kind=Kind.PRACTICE).order_by("position")
    assert instructed == [trial.instructed or None for trial in planned]
    assert sum(label is not None for label in instructed) == 3


def test_a_block_says_where_its_break_is(rater: Rater) -> None:
    define(blocks={"trials": 9, "rest_seconds": 20}, practice={"trials": 1}, attention={"instructed": 2})
    rater.begin_rating()
    blocks = []
    while (trial := rater.next_trial()) is not None:
        blocks.append(trial["block"])
        rater.answer(trial)
    assert {block["of"] for block in blocks} == {3} and {block["rest_seconds"] for block in blocks} == {20}
    numbers = [block["number"] for block in blocks]
    assert numbers == sorted(numbers)
    firsts = [place for place, block in enumerate(blocks) if block["first"]]
    assert firsts == [place for place in range(1, len(numbers)) if numbers[place] != numbers[place - 1]]
    assert len(firsts) == 2


def test_a_clip_that_was_shown_on_a_page_is_told_as_replayed(rater: Rater) -> None:
    first, second = rater.begin_rating().window()["trials"][:2]
    rater.tell(first, "clip_failed")
    assert not rater.window()["trials"][0]["replayed"]
    rater.tell(first, "shown")
    assert [trial["replayed"] for trial in rater.window()["trials"]] == [True, False, False, False]


def test_clips_have_their_length_and_webm_only_where_there_is_some(rater: Rater) -> None:
    trial = rater.begin_rating().next_trial()
    assert trial["seconds"] == 0.5 and "webm" not in trial


@pytest.mark.parametrize("step", ["started", "consented", "completed"])
def test_no_trials_at_other_steps_but_a_page(rater: Rater, step: str) -> None:
    rater.start()
    if step == "consented":
        rater.post("consent", agree="yes")
    elif step == "completed":
        rater.begin_rating().answer_all()
    window = rater.window()
    assert window["trials"] == [] and window["page"] == rater.address("")


def test_the_window_is_never_kept(rater: Rater) -> None:
    rater.begin_rating()
    assert rater.client.get(rater.address("trials/next")).headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("answered", [0, 15])
def test_three_queries_make_a_window_and_a_dozen_take_an_answer(study: Study, rater: Rater, answered: int) -> None:
    rater.begin_rating()
    for _ in range(answered):
        rater.answer(rater.next_trial())
    with CaptureQueriesContext(connection) as asked:
        trial = rater.next_trial()
    assert len(asked) == 3
    with CaptureQueriesContext(connection) as asked:
        rater.answer(trial)
    assert len(asked) <= 12  # savepoints of the test's own transaction included
    assert Session.objects.count() == 1
