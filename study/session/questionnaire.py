"""The questionnaire's answers as a rater typed them: read, judged, and turned into what is kept."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from study.design.countries import is_country
from study.design.questions import Question

LONGEST_TEXT = 500
NUMBER = re.compile(r"[+-]?\d{1,12}([.,]\d{1,6})?")

Kept = float | int | str | None


class NotAnAnswer(Exception):
    """What was typed does not answer the question; ``word`` names the message and ``values`` fill it."""

    def __init__(self, word: str, **values: object) -> None:
        super().__init__(word)
        self.word = word
        self.values = values


@dataclass(frozen=True)
class Filled:
    """A form as it was sent: what is kept by question (None: left open), and what is wrong by question."""

    answers: dict[str, Kept] = field(default_factory=dict)
    wrong: dict[str, NotAnAnswer] = field(default_factory=dict)


def read_answers(questions: Iterable[Question], typed: Mapping[str, str]) -> Filled:
    """Each question's answer from the form field of its name. Fields that are no question are passed over."""
    filled = Filled()
    for question in questions:
        try:
            filled.answers[question.name] = read_answer(question, typed.get(question.name, ""))
        except NotAnAnswer as wrong:
            filled.wrong[question.name] = wrong
    return filled


def read_answer(question: Question, typed: str) -> Kept:
    """What is kept of ``typed``, without control characters. NotAnAnswer if it is none, or empty where an answer is
    required."""
    typed = "".join(letter for letter in typed if letter == "\n" or unicodedata.category(letter) != "Cc").strip()
    if not typed:
        if question.required:
            raise NotAnAnswer("answer_missing")
        return None
    if question.kind == "number":
        return _number(question, typed)
    if question.kind == "text":
        return _text(typed)
    if not _is_listed(question, typed):
        raise NotAnAnswer("answer_not_listed")
    return typed


def _is_listed(question: Question, typed: str) -> bool:
    return is_country(typed) if question.kind == "country" else typed in {each.name for each in question.choices}


def bounds(question: Question) -> dict[str, str]:
    """Of a number, as they are told."""
    return {"least": f"{question.least:.10g}", "most": f"{question.most:.10g}"}


def is_screened_out(questions: Iterable[Question], answers: Mapping[str, Kept]) -> bool:
    """Whether one of the answers is one with which nobody can take part."""
    return any(_screens_out(question, answers.get(question.name)) for question in questions)


def _screens_out(question: Question, answer: Kept) -> bool:
    if isinstance(answer, int | float):
        below = question.screen_below is not None and answer < question.screen_below
        return below or (question.screen_above is not None and answer > question.screen_above)
    return any(choice.screens_out for choice in question.choices if choice.name == answer)


def _number(question: Question, typed: str) -> float | int:
    """Digits of any width, as Japanese keyboards type them; a whole number is kept as one."""
    plain = unicodedata.normalize("NFKC", typed).replace("\N{MINUS SIGN}", "-")
    number = float(plain.replace(",", ".")) if NUMBER.fullmatch(plain) else float("nan")
    if not question.least <= number <= question.most:  # nan is not, either
        raise NotAnAnswer("answer_out_of_range", **bounds(question))
    return int(number) if number.is_integer() else number


def _text(typed: str) -> str:
    if len(typed) > LONGEST_TEXT:
        raise NotAnAnswer("answer_too_long", most=LONGEST_TEXT)
    return typed
