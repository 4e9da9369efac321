"""What a screen reader says of the rating page: everything once, whether in the live region or with the focus."""

from __future__ import annotations

import re

import pytest
from selenium.webdriver.remote.webdriver import WebDriver

from study.design.interface import words
from study.models import Trial
from tests.browser.engines import before_every_page, block, without_console_errors
from tests.browser.rating.conftest import Opener, StudyMaker
from tests.browser.rating_page import NO_CLIPS, RatingPage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SAY = words("en")
# The words of the live region as they come, and those that describe what gets the focus.
TOLD = """
window.told = [];
const tell = (text) => text.trim() && window.told.push(text.trim().replace(/\\s+/g, " "));
addEventListener("DOMContentLoaded", () => {
  const live = document.querySelector("#live");
  if (live) new MutationObserver(() => tell(live.textContent)).observe(live, { childList: true });
});
addEventListener("focusin", ({ target }) => {
  const ids = (target.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean);
  tell(ids.map((id) => document.getElementById(id).textContent).join(" "));
});"""
REGIONS = "return document.querySelectorAll('[role=status], [role=alert], [role=log], [aria-live]').length"


def told(page: RatingPage, until: str) -> list[str]:
    """All that was said since the last time, once it ends with ``until``."""
    page.wait(lambda: bool(re.fullmatch(until, (page.window.execute_script("return told") or [""])[-1])))
    said: list[str] = page.window.execute_script("return told.splice(0)")
    return said


def test_every_turn_of_a_session_is_told_once(browser: WebDriver, make_study: StudyMaker, open_page: Opener) -> None:
    make_study(own_practice=1, practice={"trials": 1}, blocks={"trials": 1, "rest_seconds": 1})
    before_every_page(browser, TOLD)
    page = open_page()
    of = Trial.objects.exclude(kind="practice").count()
    hint = SAY["play_hint"]
    assert sorted(told(page, f"Clip 1 of 1|{hint}")) == ["Clip 1 of 1", hint]
    assert browser.execute_script(REGIONS) == 1
    page.wait_for_open_answers("Clip 1 of 1")
    page.press("1")
    meant = r"That is right: .+|The movement was meant to express: .+"
    answered, _ = told(page, meant)
    assert answered == "Your answer: joy"
    page.play()
    assert len(told(page, f"{SAY['practice_end_title']} .+")) == 1
    page.go_on()
    assert told(page, "Clip .+") == [f"Clip 1 of {of}"]
    page.wait_for_open_answers(f"Clip 1 of {of}")
    page.press("1")
    answered, rest, wait, ready = told(page, SAY["break_ready"])
    assert (answered, wait) == ("Your answer: joy", SAY["break_wait"].format(time="1 second"))
    assert rest.startswith(SAY["break_title"].format(done=1, of=of))
    page.go_on()
    assert told(page, "Clip .+") == [f"Clip 2 of {of}"]


def test_trouble_and_its_end_are_told_once(browser: WebDriver, make_study: StudyMaker, open_page: Opener) -> None:
    make_study(practice={"trials": 0})
    before_every_page(browser, TOLD)
    page = open_page()
    page.wait_for_open_answers("Clip 1 of 4")
    block(browser, "*/response", "*/events")
    page.press("1")
    page.wait_for_open_answers("Clip 2 of 4")
    page.wait(lambda: page.find("#trouble").is_displayed())
    page.press("1")
    page.wait(lambda: page.saving() == SAY["unsaved"].format(count=2))
    page.wait_for_open_answers("Clip 3 of 4")
    block(browser)
    said = told(page, SAY["send_again"])
    assert (said.count(SAY["send_failed"]), said.count(SAY["send_again"])) == (1, 1)
    without_console_errors(browser, "ERR_BLOCKED_BY_CLIENT")


def test_a_clip_that_fails_is_told_once_with_the_way_out(
    browser: WebDriver, make_study: StudyMaker, open_page: Opener
) -> None:
    make_study(practice={"trials": 0})
    before_every_page(browser, TOLD)
    before_every_page(browser, NO_CLIPS)
    page = open_page()  # the first tap is on "Try again"
    missing = SAY["not_found"]
    page.wait_for_message(missing)
    assert [text for text in told(page, missing) if text == missing] == [missing, missing]  # before the tap, and after
