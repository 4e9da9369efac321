"""Answers to the study's second questions, as a request brings them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from study.design.questions import RatingQuestion
from study.session.messages import LONGEST_TEXT

LONGEST_CHARACTER = 12  # bytes: a pair of escapes, such as \ud83d\ude00
LONGEST_OTHER = 100  # bytes, name included


def longest_ratings(questions: Sequence[RatingQuestion]) -> int:
    """How many bytes the answers to all of them can take in a request."""
    texts = sum(question.kind == "text" for question in questions)
    return LONGEST_OTHER * len(questions) + LONGEST_CHARACTER * LONGEST_TEXT * texts


def checked_ratings(given: dict[str, Any], questions: Sequence[RatingQuestion]) -> dict[str, Any]:
    """One value per question, None where an optional one was left open. ValueError names the question."""
    if unknown := sorted(given.keys() - {question.name for question in questions}):
        raise ValueError(f"ratings.{unknown[0][:40]}: this study does not ask that")
    return {question.name: _checked(question, given.get(question.name)) for question in questions}


def _checked(question: RatingQuestion, value: Any) -> Any:
    if value is None or (question.kind == "text" and value == ""):
        if question.required:
            raise ValueError(f"ratings.{question.name}: an answer is needed")
        return None
    wanted = KINDS[question.kind](question, value)
    if wanted is not None:
        raise ValueError(f"ratings.{question.name}: {str(value)[:40]!r} is not {wanted}")
    return value


def _scale(question: RatingQuestion, value: Any) -> str | None:
    right = type(value) is int and 1 <= value <= question.points
    return None if right else f"a whole number from 1 to {question.points}"


def _slider(question: RatingQuestion, value: Any) -> str | None:
    return None if _lies_within(value, 0, 1) else "a number from 0 to 1"


def _affect_grid(question: RatingQuestion, value: Any) -> str | None:
    right = isinstance(value, list) and len(value) == 2 and all(_lies_within(each, -1, 1) for each in value)
    return None if right else "[valence, arousal], each from -1 to 1"


def _text(question: RatingQuestion, value: Any) -> str | None:
    right = isinstance(value, str) and len(value) <= LONGEST_TEXT
    return None if right else f"a text of at most {LONGEST_TEXT} characters"


def _lies_within(value: Any, least: float, most: float) -> bool:
    return type(value) in (int, float) and least <= value <= most


# Each tells what is wanted instead of the value, None if the value is right.
KINDS: dict[str, Callable[[RatingQuestion, Any], str | None]] = {
    "scale": _scale,
    "slider": _slider,
    "affect_grid": _affect_grid,
    "text": _text,
}
