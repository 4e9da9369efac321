"""A whole session by keyboard alone, from the link to the code, with the focus in sight all the way."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webdriver import WebDriver

from study.design.importing import import_set, open_study
from study.design.protocol import Protocol
from study.models import Response, Session, Study
from tests.browser.engines import both_engines
from tests.browser.pages.tour import FULL
from tests.browser.rating.test_second_questions import QUESTIONS
from tests.browser.rating_page import RatingPage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), both_engines]
# An outline on what has the focus, or on what stands for it: the button that lies under a radio button's input.
FOCUS_SEEN = """
const outlined = (element) => element && parseFloat(getComputedStyle(element).outlineWidth) >= 2
  && getComputedStyle(element).outlineStyle !== "none";
const focused = document.activeElement;
return focused === document.body || [focused, focused.nextElementSibling].some(outlined);"""
HAS_FOCUS = "return document.activeElement.matches(arguments[0])"


class Keyboard:
    """What a rater without a mouse does."""

    def __init__(self, page: RatingPage) -> None:
        self.page = page

    def tab_to(self, selector: str) -> None:
        """By Tab alone; each stop on the way can be seen."""
        for _ in range(40):
            if self.page.window.execute_script(HAS_FOCUS, selector):
                return
            self.page.press(Keys.TAB)
            assert self.page.window.execute_script(FOCUS_SEEN), self.page.focused()
        raise AssertionError(f"Tab does not lead to {selector}")

    def fill(self, selector: str, *keys: str) -> None:
        self.tab_to(selector)
        self.page.press(*keys)

    def submit(self, next_page: str) -> None:
        self.fill("main button.primary", Keys.ENTER)
        self.page.wait_for_page(next_page)

    def answer_questions(self) -> None:
        """Scale, slider, affect grid; the comment is left open."""
        self.page.wait_for_questions()
        self.page.press(Keys.SPACE, Keys.ARROW_RIGHT)
        self.fill("[data-kind=slider] input", *[Keys.ARROW_RIGHT] * 5)
        self.fill(".pad", Keys.ARROW_RIGHT, Keys.ARROW_UP)
        self.fill("#questions button", Keys.ENTER)

    def press_focused(self, element: str) -> None:
        """The focus is where the next press is wanted."""
        self.page.wait(lambda: self.page.focused() == element)
        assert self.page.window.execute_script(FOCUS_SEEN)
        self.page.press(Keys.ENTER)


@pytest.fixture
def study(make_stimulus_set: Callable[..., Path], transactional_db: None) -> Study:
    study = open_study(import_set(make_stimulus_set(per_label={"correct": 1})), "short", None, 0, "en")
    questionnaire = Protocol(questionnaire=FULL.questionnaire).to_json()
    study.definition = questionnaire | {"practice": {"trials": 1}, "blocks": {"trials": 2}, "questions": QUESTIONS}
    study.save()
    return study


def test_a_session(browser: WebDriver, site: str, study: Study) -> None:
    page = RatingPage(browser, f"{site}/s/{study.slug}/?language=en")
    keyboard = Keyboard(page)
    keyboard.submit("/consent")
    keyboard.fill("#agree", Keys.SPACE)
    keyboard.submit("/questionnaire")
    keyboard.fill("[name=age]", "30")
    keyboard.fill("[name=gender]", Keys.SPACE, Keys.ARROW_DOWN)
    keyboard.fill("[name=country]", "Japan")
    keyboard.fill("[name=first_language]", "Ainu")
    keyboard.fill("[name=eyesight]", Keys.SPACE)
    keyboard.submit("/device")
    keyboard.submit("/instructions")
    keyboard.submit("/trials")
    keyboard.press_focused("cover-button")
    page.wait_for_open_answers("Clip 1 of 1")
    page.press("1")
    keyboard.answer_questions()
    keyboard.press_focused("panel-button")  # practice is over
    for number in (1, 2, 3, 4):
        page.wait_for_open_answers(f"Clip {number} of 4")
        keyboard.fill(f".answer:nth-child({number})", Keys.SPACE if number % 2 else Keys.ENTER)
        keyboard.answer_questions()
        if number == 2:
            keyboard.press_focused("panel-button")  # a break
    page.wait_for_page("/done")

    session = Session.objects.get()
    assert session.state == Session.State.COMPLETED
    assert session.questionnaire == {
        "age": 30, "gender": "man", "country": "JP", "first_language": "Ainu", "eyesight": "yes"
    }  # fmt: skip
    main = Response.objects.filter(trial__kind="main").order_by("trial__position")
    assert [response.chosen for response in main] == ["joy", "sadness", "anger", "surprise"]
    assert {response.timing["input"] for response in main} == {"key"}
    assert main[0].ratings == {"confidence": 2, "intensity": 0.55, "affect": [0.1, 0.1], "comment": None}
