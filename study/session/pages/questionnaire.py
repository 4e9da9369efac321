"""The study's questions about the rater, asked once before the clips."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_http_methods

from study.design.countries import countries
from study.design.interface import words
from study.design.questions import Question
from study.models import Session
from study.session.pages.page import at_step, own_text, render_step, to_its_page
from study.session.questionnaire import NotAnAnswer, bounds, is_screened_out, read_answers
from study.session.steps import answer_questionnaire

MOST_RADIOS = 7  # more options than that make a drop-down list


@require_http_methods(["GET", "HEAD", "POST"])
@at_step(Session.State.CONSENTED)
def questionnaire(request: HttpRequest, session: Session, at: datetime) -> HttpResponseBase:
    """The questions; what cannot be kept is shown again as it was typed, with what is wrong about it."""
    questions = session.study.protocol.questionnaire
    if request.method != "POST":
        return _shown(request, session, {}, {})
    filled = read_answers(questions, request.POST.dict())
    if filled.wrong:
        return _shown(request, session, request.POST.dict(), filled.wrong)
    answer_questionnaire(session, filled.answers, is_screened_out(questions, filled.answers), at)
    return to_its_page(session)


def _shown(
    request: HttpRequest, session: Session, typed: Mapping[str, str], wrong: Mapping[str, NotAnAnswer]
) -> HttpResponseBase:
    fields = [
        _form_field(question, session.language, typed.get(question.name), wrong.get(question.name))
        for question in session.study.protocol.questionnaire
    ]
    return render_step(
        request,
        session,
        "questionnaire",
        text=own_text(session, "questionnaire"),
        left_open=_left_open(fields, words(session.language)),
        fields=fields,
        wrong=[each for each in fields if each["error"]],
    )


def _left_open(fields: list[dict[str, Any]], say: dict[str, str]) -> str:
    """What the page says of questions that need no answer."""
    optional = [not field["required"] for field in fields]
    if all(optional):
        return say["all_optional"]
    return say["some_optional"] if any(optional) else ""


def _form_field(question: Question, language: str, typed: str | None, wrong: NotAnAnswer | None) -> dict[str, Any]:
    """One question as the form shows it; ``typed`` is None before the form was sent."""
    say = words(language)
    options = _options(question, language)
    shape = "select" if question.kind == "country" or len(options) > MOST_RADIOS else question.kind
    own_id = f"question-{question.name}"
    hint = say["number_between"].format(**bounds(question)) if question.kind == "number" else ""
    return {
        "name": question.name,
        "text": question.text.in_(language),
        "shape": shape,
        "required": question.required,
        "typed": typed,
        "options": options,
        "keypad": _keypad(question),
        "hint": hint,
        "error": say[wrong.word].format(**wrong.values) if wrong else "",
        "id": own_id,
        "first_id": f"{own_id}-1" if shape == "choice" else own_id,
        "described_by": " ".join([f"{own_id}-hint"] * bool(hint) + [f"{own_id}-problem"] * bool(wrong)),
    }


def _keypad(question: Question) -> str:
    """The smallest on-screen keyboard with which all allowed numbers can be typed."""
    if question.least < 0:
        return "text"  # phones' keypads for numbers have no minus
    whole = float(question.least).is_integer() and float(question.most).is_integer()
    return "numeric" if whole else "decimal"


def _options(question: Question, language: str) -> Sequence[tuple[str, str]]:
    """What is kept and what is shown, of questions with a list of answers."""
    if question.kind == "country":
        return countries(language)
    return [(choice.name, choice.text.in_(language)) for choice in question.choices]
