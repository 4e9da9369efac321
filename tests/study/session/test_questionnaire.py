"""The questionnaire: what is kept of what was typed, what is shown again, and who is screened out."""

from __future__ import annotations

import re

import pytest
from django.utils.html import escape

from study.models import Session
from study.session.questionnaire import NotAnAnswer, is_screened_out, read_answer
from tests.study.rater import Rater
from tests.study.session.questionnaires import ANSWERS, QUESTIONNAIRE, define, question, said

CHOICES = [{"name": "yes", "text": said("Yes")}, {"name": "no", "text": said("No"), "screens_out": True}]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("34", 34),
        (" 34 ", 34),
        ("34.5", 34.5),
        ("34,5", 34.5),
        ("３４", 34),
        ("-5", -5),
        ("−5", -5),
        ("+5", 5),
        ("5.0", 5),
    ],
)
def test_a_number_is_kept_however_it_is_typed(typed: str, kept: float) -> None:
    number = read_answer(question(kind="number", least=-10, most=100), typed)
    assert number == kept
    assert type(number) is type(kept)


@pytest.mark.parametrize("typed", ["101", "-11", "nan", "inf", "1e1", "0x10", "12 34", "thirty", "1" * 400, "--5"])
def test_what_is_no_number_between_the_bounds_is_refused_with_the_bounds(typed: str) -> None:
    with pytest.raises(NotAnAnswer) as wrong:
        read_answer(question(kind="number", least=-10, most=100), typed)
    assert wrong.value.word == "answer_out_of_range"
    assert wrong.value.values == {"least": "-10", "most": "100"}


@pytest.mark.parametrize("kind", [{"kind": "choice", "choices": CHOICES, "required": True}, {"kind": "country"}])
def test_only_a_listed_answer_is_one(kind: dict[str, object]) -> None:
    for typed in ("maybe", "jp", "ZZ", "yes no", "YES"):
        with pytest.raises(NotAnAnswer, match="answer_not_listed"):
            read_answer(question(**kind), typed)


def test_listed_answers_are_kept_by_name() -> None:
    assert read_answer(question(kind="choice", choices=CHOICES, required=True), "yes") == "yes"
    assert read_answer(question(kind="country"), "JP") == "JP"


def test_text_is_kept_as_it_was_typed_without_control_characters() -> None:
    assert (
        read_answer(question(kind="text"), "  日本語\u3000と\x00\x1b English\nand more ")
        == "日本語\u3000と English\nand more"
    )
    with pytest.raises(NotAnAnswer, match="answer_too_long"):
        read_answer(question(kind="text"), "x" * 501)


@pytest.mark.parametrize("kind", ["number", "country", "text"])
@pytest.mark.parametrize("typed", ["", "  ", "\u3000", "\x00 \x00"])
def test_only_an_optional_question_can_be_left_open(kind: str, typed: str) -> None:
    assert read_answer(question(kind=kind), typed) is None
    with pytest.raises(NotAnAnswer, match="answer_missing"):
        read_answer(question(kind=kind, required=True), typed)


@pytest.mark.parametrize(("age", "out"), [(17, True), (18, False), (17.5, True), (65, False), (66, True)])
def test_numbers_beyond_the_bounds_screen_out(age: float, out: bool) -> None:
    asked = question(name="age", kind="number", required=True, screen_below=18, screen_above=65)
    assert is_screened_out([asked], {"age": age}) is out


def test_a_choice_can_screen_out() -> None:
    asked = question(name="well", kind="choice", required=True, choices=CHOICES)
    assert [is_screened_out([asked], {"well": answer}) for answer in ("yes", "no", None)] == [False, True, False]


@pytest.fixture
def asked(rater: Rater) -> Rater:
    """A rater who has consented and sees the questionnaire."""
    define(questionnaire=QUESTIONNAIRE)
    rater.start()
    rater.post("consent", agree="yes")
    return rater


@pytest.mark.django_db
class TestPage:
    def test_answers_are_kept_by_question(self, asked: Rater) -> None:
        asked.post("questionnaire", **ANSWERS)
        session = asked.session
        assert session.questionnaire == {"age": 34, "gender": "woman", "country": "JP", "first_language": "日本語"}
        assert session.state == Session.State.QUESTIONED

    def test_optional_questions_left_open_are_kept_as_such(self, asked: Rater) -> None:
        asked.post("questionnaire", age="34", first_language="Ainu", country="")
        assert asked.session.questionnaire == {"age": 34, "gender": None, "country": None, "first_language": "Ainu"}

    def test_fields_that_are_no_question_are_not_kept(self, asked: Rater) -> None:
        asked.post("questionnaire", **ANSWERS, email="a@b.example", state="completed")
        assert sorted(asked.session.questionnaire) == sorted(ANSWERS)

    def test_optional_questions_say_so_and_required_ones_are_marked_for_screen_readers(self, asked: Rater) -> None:
        page = asked.get("questionnaire").content.decode()
        assert page.count('<span class="optional">optional</span>') == 2
        assert re.search(r'<input type="text" id="question-age"[^>]* required', page)
        assert re.search(r'<fieldset[^>]* role="radiogroup" aria-required="false"', page)
        assert "Questions marked as optional can be left open." in page

    def test_what_was_typed_is_shown_again_with_what_is_wrong(self, asked: Rater) -> None:
        typed = {"age": '<b>"12', "gender": "man", "country": "FR", "first_language": ""}
        page = asked.post("questionnaire", **typed).content.decode()
        assert asked.session.state == Session.State.CONSENTED
        assert asked.session.questionnaire == {}
        assert f'value="{escape(typed["age"])}"' in page and "<b>" not in page
        assert re.search(r'value="man" checked', page) and re.search(r'value="FR" selected', page)
        assert "Please give a number from 1 to 120." in page and "Please answer this question." in page

    def test_each_problem_is_linked_to_its_field_and_the_field_to_its_problem(self, asked: Rater) -> None:
        page = asked.post("questionnaire", age="x", gender="x", country="x").content.decode()
        assert re.search(r'class="problems"[^>]* tabindex="-1" autofocus', page)
        for link in ("question-age", "question-gender-1", "question-country", "question-first_language"):
            assert f'<a href="#{link}">' in page and f'id="{link}"' in page
        for described in re.findall(r'aria-invalid="true" aria-describedby="([^"]+)"', page):
            assert all(f'id="{each}"' in page for each in described.split())
        assert page.count('aria-invalid="true"') == 4
        assert "<title>Please check: " in page

    def test_ids_on_the_page_are_unique(self, asked: Rater) -> None:
        page = asked.post("questionnaire", age="x").content.decode()
        ids = re.findall(r' id="([^"]+)"', page)
        assert len(ids) == len(set(ids))

    def test_many_options_become_a_list_and_few_become_buttons(self, asked: Rater) -> None:
        many = [{"name": f"option{n}", "text": said(f"Option {n}")} for n in range(8)]
        base = {"kind": "choice", "text": said("Which?")}
        define(questionnaire=[base | {"name": "many", "choices": many}, base | {"name": "few", "choices": many[:7]}])
        page = asked.get("questionnaire").content.decode()
        assert '<select id="question-many"' in page
        assert page.count('type="radio"') == 7 + 1

    @pytest.mark.parametrize(
        ("bounds", "keypad"),
        [({"least": 0, "most": 9}, "numeric"), ({"least": 0, "most": 9.5}, "decimal"), ({"least": -1}, "text")],
    )
    def test_a_phone_shows_the_keypad_that_can_type_the_number(
        self, asked: Rater, bounds: dict[str, float], keypad: str
    ) -> None:
        define(questionnaire=[{"name": "n", "kind": "number", "text": said("N"), **bounds}])
        assert f'inputmode="{keypad}"' in asked.get("questionnaire").content.decode()

    def test_who_is_screened_out_sees_why_and_goes_no_further(self, asked: Rater) -> None:
        define(questionnaire=[QUESTIONNAIRE[0] | {"screen_below": 18}])
        page = asked.post("questionnaire", age="17")
        assert page.redirect_chain[-1][0].endswith("/ended")
        session = asked.session
        assert session.state == Session.State.SCREENED_OUT
        assert session.questionnaire == {"age": 17}
        assert session.ended_at is not None and session.completion_code is None
        assert asked.get("instructions").redirect_chain[-1][0].endswith("/ended")
        assert asked.post("questionnaire", age="18").redirect_chain[-1][0].endswith("/ended")
        assert asked.session.questionnaire == {"age": 17}

    def test_a_form_sent_twice_keeps_the_first_answers(self, asked: Rater) -> None:
        asked.post("questionnaire", **ANSWERS)
        asked.post("questionnaire", **(ANSWERS | {"age": "99"}))
        assert asked.session.questionnaire["age"] == 34
