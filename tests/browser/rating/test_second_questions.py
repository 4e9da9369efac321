"""What is asked after the choice: scale, slider, affect grid, free text."""

from __future__ import annotations

from typing import Any

import pytest
from selenium.webdriver.chrome.webdriver import WebDriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

from study.models import Response
from tests.browser.engines import both_engines, set_viewport
from tests.browser.rating.conftest import Opener, StudyMaker
from tests.browser.rating_page import RatingPage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), both_engines]


def words(text: str) -> dict[str, str]:
    return {"en": text, "ja": text}


ENDS = {"low": words("none"), "high": words("very")}
QUESTIONS: list[dict[str, Any]] = [
    {"name": "confidence", "kind": "scale", "text": words("How sure?"), "points": 5, **ENDS},
    {"name": "intensity", "kind": "slider", "text": words("How strong?"), **ENDS},
    {"name": "affect", "kind": "affect_grid", "text": words("How does it feel?")},
    {"name": "comment", "kind": "text", "text": words("Why?"), "required": False},
]


@pytest.fixture
def page(make_study: StudyMaker, open_page: Opener) -> RatingPage:
    """The first clip has been answered, with its key: the questions are open."""
    make_study(questions=QUESTIONS)
    page = open_page()
    page.wait_for_open_answers("Clip 1 of 2")
    page.press("3")
    page.wait_for_questions()
    return page


def missing(page: RatingPage) -> list[str]:
    """Questions that are told to be missing."""
    script = (
        "return [...document.querySelectorAll('.problem')].filter(p => p.innerText).map(p => p.parentNode.dataset.name)"
    )
    found: list[str] = page.window.execute_script(script)
    return found


def test_all_kinds_by_keyboard_alone(browser: WebDriver, page: RatingPage) -> None:
    assert page.find("#answered").text == "Your answer: anger"
    assert not Response.objects.exists()
    right, tab = Keys.ARROW_RIGHT, Keys.TAB
    page.press(Keys.SPACE, right, right)  # the focus is on the first point of the scale
    page.press(tab, *[right] * 10)
    page.press(tab, right, right, Keys.ARROW_DOWN)
    page.press(tab, tab, tab, "あ", tab, Keys.ENTER)
    page.wait_for_open_answers("Clip 2 of 2")
    assert page.focused() == "question"
    assert Response.objects.get().ratings == {
        "confidence": 3, "intensity": 0.6, "affect": [0.2, -0.1], "comment": "あ"
    }  # fmt: skip


def test_all_kinds_by_mouse(browser: WebDriver, page: RatingPage) -> None:
    page.find(".scale label:nth-child(5)").click()
    page.find("[data-kind=slider] input").click()  # in its middle, where it stands: a touch
    browser.execute_script("document.querySelector('.pad').scrollIntoView({ block: 'center' })")
    ActionChains(browser).move_to_element_with_offset(page.find(".pad"), 68, -34).click().perform()
    page.continue_from_questions()
    page.wait_for_open_answers("Clip 2 of 2")
    ratings = Response.objects.get().ratings
    assert ratings["confidence"] == 5 and ratings["intensity"] == pytest.approx(0.5, abs=0.01)
    assert ratings["affect"] == pytest.approx([0.5, 0.25], abs=0.05)
    assert ratings["comment"] is None


def test_what_was_not_touched_is_missing_until_it_is(page: RatingPage) -> None:
    page.continue_from_questions()
    assert missing(page) == ["confidence", "intensity", "affect"]
    page.press(Keys.SPACE)  # the focus has gone to the first of them
    assert missing(page) == ["intensity", "affect"]
    page.find("[data-kind=slider] input").send_keys(Keys.SPACE)
    page.find("#affect-valence").send_keys(Keys.ARROW_LEFT)
    assert missing(page) == ["affect"]  # which asks for both
    page.find("#affect-arousal").send_keys(Keys.SPACE)
    assert missing(page) == []
    page.continue_from_questions()
    page.wait_for_open_answers("Clip 2 of 2")
    assert Response.objects.get().ratings == {
        "confidence": 1, "intensity": 0.5, "affect": [-0.01, 0], "comment": None
    }  # fmt: skip


@pytest.mark.parametrize("width", [1280, 320])
def test_the_affect_grid_names_each_end_beside_it(browser: WebDriver, page: RatingPage, width: int) -> None:
    set_viewport(browser, width, 800)
    places = browser.execute_script("""
        const inside = ({ left, top, right, bottom }) => [(left + right) / 2, (top + bottom) / 2];
        const pad = document.querySelector(".pad").getBoundingClientRect();
        return Object.fromEntries([...document.querySelectorAll(".affect > span")].map((each) => {
          const [x, y] = inside(each.getBoundingClientRect());
          const across = Math.sign(x - pad.left) + Math.sign(x - pad.right);
          const up = Math.sign(pad.top - y) + Math.sign(pad.bottom - y);
          return [each.innerText, [across / 2, up / 2]];
        }))""")
    assert places == {"unpleasant": [-1, 0], "pleasant": [1, 0], "excited": [0, 1], "calm": [0, -1]}


def test_a_slider_tells_what_to_do(page: RatingPage) -> None:
    assert page.find("[data-kind=slider] .hint").text == "Choose a place on the line."
    assert page.find("[data-kind=slider] input").get_attribute("aria-valuetext") == "not set yet"


def test_the_next_clip_is_asked_about_anew(page: RatingPage) -> None:
    page.fill_in_questions()
    page.find("textarea").send_keys("kept nowhere else")
    page.continue_from_questions()
    page.wait_for_open_answers("Clip 2 of 2")
    page.press("1")
    page.wait_for_questions()
    page.continue_from_questions()
    assert missing(page) == ["confidence", "intensity", "affect"]
    assert page.find("textarea").get_property("value") == ""
    assert page.find("[data-kind=slider] input").get_attribute("aria-valuetext") == "not set yet"
