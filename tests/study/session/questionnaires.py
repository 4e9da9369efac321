"""A questionnaire with every kind of question, and answers to it."""

from __future__ import annotations

from typing import Any

from study.design.protocol import Protocol
from study.design.questions import Question
from study.models import Study


def said(text: str) -> dict[str, str]:
    return {"en": text, "ja": f"{text}（日本語）"}


QUESTIONNAIRE: list[dict[str, Any]] = [
    {"name": "age", "kind": "number", "text": said("Age"), "required": True, "least": 1, "most": 120},
    {
        "name": "gender",
        "kind": "choice",
        "text": said("Gender"),
        "choices": [{"name": "woman", "text": said("Woman")}, {"name": "man", "text": said("Man")}],
    },
    {"name": "country", "kind": "country", "text": said("Country")},
    {"name": "first_language", "kind": "text", "text": said("First language"), "required": True},
]
ANSWERS = {"age": "34", "gender": "woman", "country": "JP", "first_language": "日本語"}


def define(**definition: Any) -> None:
    """Every study is like that from now on."""
    Study.objects.update(definition=definition)


def question(**given: Any) -> Question:
    """One as a study defines it."""
    given = {"name": "asked", "text": said("Asked")} | given
    return Protocol.of_json({"questionnaire": [given]}).questionnaire[0]
