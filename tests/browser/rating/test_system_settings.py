"""What a rater's system asks of all pages: less motion, or colours of its own."""

from __future__ import annotations

from typing import Any

import pytest
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webdriver import WebDriver

from tests.browser.engines import ask_for, before_every_page
from tests.browser.rating.conftest import Opener, StudyMaker
from tests.browser.rating.test_second_questions import QUESTIONS
from tests.browser.rating_page import RatingPage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# Everything that begins to move for longer than an eye can see.
MOVES = """
window.moves = [];
for (const kind of ["animationstart", "transitionrun"]) {
  addEventListener(kind, ({ target }) => {
    const lasting = target.getAnimations().filter(({ effect }) => effect.getComputedTiming().duration > 20);
    if (lasting.length > 0) window.moves.push(`${kind}: ${target.outerHTML.slice(0, 80)}`);
  }, true);
}"""
STYLE = """
const [selector, part, name] = arguments;
return getComputedStyle(document.querySelector(selector), part)[name];"""
FOCUS = "document.querySelector(arguments[0]).focus()"


def style(page: RatingPage, selector: str, name: str, part: str = "") -> Any:
    return page.window.execute_script(STYLE, selector, part, name)


def rate_to_the_break(page: RatingPage) -> None:
    """By pointer, over a practice clip with feedback and its second questions."""
    page.wait_for_open_answers("Clip 1 of 1")
    page.click_answer("joy")
    page.wait_for_questions()
    page.continue_from_questions()  # tells what is missing
    page.fill_in_questions()
    page.continue_from_questions()
    page.wait(lambda: page.find(".answer.intended").is_displayed())
    page.play()
    page.wait_for_panel("Now the study begins")
    page.go_on()


@pytest.mark.parametrize("setting", ["reduce", "no-preference"])
def test_where_motion_is_to_be_reduced_nothing_moves_but_the_clip(
    browser: WebDriver, make_study: StudyMaker, open_page: Opener, setting: str
) -> None:
    make_study(own_practice=1, practice={"trials": 1}, questions=QUESTIONS)
    ask_for(browser, "prefers-reduced-motion", setting)
    before_every_page(browser, MOVES)
    rate_to_the_break(open_page())
    moves = browser.execute_script("return moves")
    assert moves == [] if setting == "reduce" else moves


def test_in_the_systems_own_colours_all_that_colour_tells_is_still_told(
    browser: WebDriver, make_study: StudyMaker, open_page: Opener
) -> None:
    """Windows' high contrast replaces every colour and drops shadows."""
    make_study(own_practice=1, practice={"trials": 1}, questions=QUESTIONS)
    ask_for(browser, "forced-colors", "active")
    page = open_page()
    page.wait_for_open_answers("Clip 1 of 1")
    back = style(page, "body", "backgroundColor")
    assert style(page, ".answer", "borderTopWidth") != "0px"
    assert style(page, ".answer", "borderTopColor") != back
    assert style(page, "#cover", "backgroundColor").startswith("rgb(")  # nothing shines through it
    assert style(page, "#progress", "borderTopColor") != back
    page.find(".answer:nth-child(2)").click()
    chosen, other = ".answer[aria-pressed=true]", ".answer:not([aria-pressed=true])"
    page.wait_for_questions()
    page.fill_in_questions()
    picked = style(page, ".scale :checked + span", "backgroundColor")
    assert picked not in (back, style(page, ".scale :not(:checked) + span", "backgroundColor"))
    assert style(page, ".scale :checked + span", "color") != picked
    assert style(page, ".pad", "borderTopColor") != back
    assert style(page, ".point", "backgroundColor") not in (back, style(page, ".pad", "backgroundColor"))
    page.press(Keys.TAB)
    for place, outlined in ((".scale :checked", " + span"), ("[data-kind=slider] input", ""), (".pad", "")):
        browser.execute_script(FOCUS, place)
        assert style(page, f"{place}:focus-visible{outlined}", "outlineColor") == picked  # not the site's own colour
    page.continue_from_questions()
    page.wait(lambda: page.find(".answer.intended").is_displayed())
    assert style(page, chosen, "backgroundColor") not in (back, style(page, other, "backgroundColor"))
    assert style(page, chosen, "color") != style(page, chosen, "backgroundColor")
    meant = (style(page, ".answer.intended", "outlineStyle"), style(page, ".answer.intended", "outlineColor"))
    assert meant[0] == "solid" and meant[1] != back
    page.press(Keys.TAB)
    focus = (style(page, ":focus-visible", "outlineStyle"), style(page, ":focus-visible", "outlineColor"))
    assert focus[0] == "solid" and focus[1] != back
    browser.execute_script(FOCUS, chosen)
    assert style(page, f"{chosen}:focus-visible", "outlineColor") == picked
