"""docs/openapi.json: up to date, valid, and what the endpoints really take and say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from django.core.management import call_command
from openapi_spec_validator import OpenAPIV31SpecValidator

from study.session.openapi import document
from tests.study.rater import ANSWER, TIMING, Rater
from tests.study.session.questionnaires import define, said

DOCS = Path(__file__).parents[3] / "docs" / "openapi.json"


def matches(data: Any, name: str) -> None:
    """jsonschema.ValidationError if ``data`` is no ``name`` of the document."""
    schema = {**document(), "$ref": f"#/components/schemas/{name}"}
    jsonschema.Draft202012Validator(schema).validate(data)


def test_the_published_document_is_that_of_the_code(tmp_path: Path) -> None:
    """If not: python manage.py openapi docs/openapi.json"""
    call_command("openapi", tmp_path / "openapi.json")
    assert (tmp_path / "openapi.json").read_text() == DOCS.read_text()


def test_it_is_valid_openapi() -> None:
    OpenAPIV31SpecValidator(json.loads(DOCS.read_text())).validate()


def test_its_paths_are_those_of_the_site() -> None:
    assert list(document()["paths"]) == [
        "/s/{slug}/trials/next",
        "/s/{slug}/trials/{key}/response",
        "/s/{slug}/trials/{key}/events",
    ]


@pytest.mark.django_db
def test_every_kind_of_reply_has_the_shape_it_is_said_to_have(rater: Rater) -> None:
    define(questions=[{"name": "affect", "kind": "affect_grid", "text": said("Feeling?")}], attention={"instructed": 1})
    trial = rater.begin_rating().next_trial()
    given = {"ratings": {"affect": [0.5, -1]}}
    shapes = {200: "Recorded", 201: "Recorded", 400: "Refused", 403: "Refused", 404: "Refused", 409: "Conflict"}
    replies = [
        rater.answer(trial),
        rater.answer(trial, **given),
        rater.answer(trial, **given),
        rater.answer(trial, chosen="anger"),
        rater.answer({**trial, "response": rater.address("trials/unknown/response")}),
        Rater(rater.slug).answer(trial),
    ]
    assert [reply.status_code for reply in replies] == [400, 201, 200, 409, 404, 403]
    for reply in replies:
        matches(reply.json(), shapes[reply.status_code])
    matches(rater.window(), "Window")
    matches(rater.tell(rater.next_trial()).json(), "Noted")
    rater.answer_all(**given)
    matches(rater.window(), "Window")
    matches(rater.answer(trial, chosen="anger").json(), "Over")


@pytest.mark.django_db
def test_without_a_csrf_token_the_refusal_is_the_page_that_it_is_said_to_be(rater: Rater) -> None:
    trial = rater.begin_rating().next_trial()
    rater.client.handler.enforce_csrf_checks = True
    refusal = rater.answer(trial)
    said = document()["paths"]["/s/{slug}/trials/{key}/response"]["post"]["responses"]["403"]["content"]
    assert refusal.status_code == 403 and refusal.headers["Content-Type"].split(";")[0] in said
    assert "text/html" in said and "application/json" in said


@pytest.mark.parametrize(
    "wrong",
    [
        {"chosen": 7},
        {"rt_ms": -1},
        {"mood": "good"},
        {"timing": {}},
        {"timing": TIMING | {"attempt": 0}},
        {"timing": TIMING | {"stalls": 10**7}},
        {"timing": TIMING | {"failures": ["hidden"] * 51}},
    ],
)
def test_a_body_that_the_server_refuses_for_its_shape_is_refused_by_the_document(wrong: dict[str, Any]) -> None:
    matches(ANSWER, "AnswerBody")
    with pytest.raises(jsonschema.ValidationError):
        matches(ANSWER | wrong, "AnswerBody")
