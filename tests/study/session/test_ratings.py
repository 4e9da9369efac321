"""Answers to second questions."""

from __future__ import annotations

import json
from typing import Any

import pytest

from study.models import Response
from study.responses import tidy_responses
from study.session.messages import LONGEST_TEXT
from tests.study.rater import ANSWER, Rater
from tests.study.session.questionnaires import define, said

pytestmark = pytest.mark.django_db

ENDS = {"low": said("low"), "high": said("high")}
QUESTIONS = [
    {"name": "sure", "kind": "scale", "text": said("How sure?"), "points": 5, **ENDS},
    {"name": "strong", "kind": "slider", "text": said("How strong?"), "required": False, **ENDS},
    {"name": "affect", "kind": "affect_grid", "text": said("Feeling?"), "required": False},
    {"name": "note", "kind": "text", "text": said("Anything else?"), "required": False},
]
GIVEN = {"sure": 5, "strong": 0.25, "affect": [-1, 0.5], "note": "腕の動き"}


@pytest.fixture
def asked(rater: Rater) -> Rater:
    define(questions=QUESTIONS)
    return rater.begin_rating()


def test_they_are_kept_with_the_answer(asked: Rater) -> None:
    assert asked.answer(asked.next_trial(), ratings=GIVEN).status_code == 201
    assert Response.objects.get().ratings == GIVEN


def test_optional_ones_may_be_left_open_and_are_kept_so(asked: Rater) -> None:
    assert asked.answer(asked.next_trial(), ratings={"sure": 1, "note": ""}).status_code == 201
    assert Response.objects.get().ratings == {"sure": 1, "strong": None, "affect": None, "note": None}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"sure": None}, "ratings.sure: an answer is needed"),
        ({"sure": 0}, "ratings.sure: '0' is not a whole number from 1 to 5"),
        ({"sure": 6}, "ratings.sure: '6' is not a whole number from 1 to 5"),
        ({"sure": 2.5}, "ratings.sure: '2.5' is not a whole number from 1 to 5"),
        ({"sure": True}, "ratings.sure: 'True' is not a whole number"),
        ({"strong": 1.01}, "ratings.strong: '1.01' is not a number from 0 to 1"),
        ({"strong": "0.5"}, "ratings.strong"),
        ({"affect": [0]}, "ratings.affect: '[0]' is not [valence, arousal], each from -1 to 1"),
        ({"affect": [0, 1.5]}, "ratings.affect"),
        ({"affect": {"valence": 0}}, "ratings.affect"),
        ({"note": 7}, "ratings.note: '7' is not a text of at most 2000 characters"),
        ({"note": "x" * 2001}, "ratings.note"),
        ({"other": 1}, "ratings.other: this study does not ask that"),
    ],
)
def test_what_does_not_answer_the_question_is_refused_by_its_name(
    asked: Rater, changes: dict[str, Any], message: str
) -> None:
    reply = asked.answer(asked.next_trial(), ratings=GIVEN | changes)
    assert reply.status_code == 400 and message in reply.json()["error"]
    assert not Response.objects.exists()


LONG = ["腕" * LONGEST_TEXT, "\N{GRINNING FACE}" * LONGEST_TEXT, "\0" * LONGEST_TEXT]


@pytest.mark.parametrize("escaped", [False, True], ids=["UTF-8", "escapes"])
def test_as_many_long_texts_as_a_study_asks_for_are_taken(rater: Rater, escaped: bool) -> None:
    notes = [{**QUESTIONS[3], "name": f"note{number}"} for number in range(len(LONG))]
    define(questions=notes)
    trial = rater.begin_rating().next_trial()
    given = {f"note{number}": text for number, text in enumerate(LONG)}
    sent = json.dumps(ANSWER | {"ratings": given}, ensure_ascii=escaped).encode()
    assert len(sent) > 16_384
    assert posted(rater, trial, sent) == 201
    assert Response.objects.get().ratings == given


def test_a_body_that_is_longer_than_all_texts_together_is_refused(asked: Rater) -> None:
    assert posted(asked, asked.next_trial(), b" " * 50_000) == 400
    assert not Response.objects.exists()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (r"half \ud83d", "half \ufffd"),
        (r"\ude00 the other half", "\ufffd the other half"),
        (r"both \ud83d\ude00", "both \N{GRINNING FACE}"),
        (r"twice \ud83d\ud83d\ude00", "twice \ufffd\N{GRINNING FACE}"),
        (r"no escape: \\ud83d", r"no escape: \ud83d"),
    ],
)
def test_half_a_character_loses_no_answer(asked: Rater, typed: str, kept: str) -> None:
    sent = json.dumps(ANSWER | {"ratings": {"sure": 1, "note": "TYPED"}}).replace("TYPED", typed).encode()
    trial = asked.next_trial()
    assert [posted(asked, trial, sent) for _ in range(2)] == [201, 200]
    assert Response.objects.get().ratings["note"] == kept


def posted(rater: Rater, trial: Any, body: bytes) -> int:
    headers = {"Idempotency-Key": "a-fine-key"}
    reply = rater.client.post(trial["response"], body, content_type="application/json", headers=headers)
    return int(reply.status_code)


def test_each_becomes_a_column_and_an_affect_grid_two(asked: Rater) -> None:
    asked.answer_all(ratings=GIVEN)
    table = tidy_responses(asked.session.study, include_simulated=False)
    names = ["rating_sure", "rating_strong", "rating_affect_valence", "rating_affect_arousal", "rating_note"]
    assert [name for name in table.columns if name.startswith("rating_")] == names
    assert set(table[names].itertuples(index=False, name=None)) == {(5.0, 0.25, -1.0, 0.5, "腕の動き")}
