"""The rating page can be used by everybody in each of its states, in both languages."""

from __future__ import annotations

import pytest
from selenium.webdriver.remote.webdriver import WebDriver

from study.design.interface import words
from tests.browser.accessibility import faults
from tests.browser.engines import ask_for, before_every_page, block, without_console_errors
from tests.browser.rating.conftest import Opener, StudyMaker
from tests.browser.rating.test_second_questions import QUESTIONS
from tests.browser.rating_page import NO_CLIPS, NO_LONGER_SLOW, SLOW, RatingPage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CASES = [("chromium", "en"), ("chromium", "ja"), ("firefox", "ja")]


class Walk:
    """A rater's way through the states of the page, each judged by name."""

    def __init__(self, page: RatingPage, language: str) -> None:
        self.page, self.words = page, words(language)
        self.found: dict[str, list[str]] = {}

    def judge(self, state: str) -> None:
        if found := faults(self.page.window):
            self.found[state] = found

    def wait_for_answers(self) -> None:
        self.page.wait(self.page.can_answer)

    def answer_questions(self) -> None:
        page = self.page
        page.wait_for_questions()
        page.fill_in_questions()
        page.continue_from_questions()

    def first_clip(self) -> None:
        page = self.page
        page.wait(lambda: page.find("#cover-button").is_displayed())
        self.judge("cover")
        page.play()
        page.wait(page.clip_runs)
        self.judge("the clip runs")
        page.window.execute_script(NO_LONGER_SLOW)
        page.wait(lambda: page.find("#replay").is_displayed())
        self.judge("the clip has ended")
        page.press("1")
        page.wait_for_questions()
        self.judge("second questions")
        page.continue_from_questions()
        page.wait(lambda: page.find(".problem").is_displayed())
        self.judge("second questions, one left out")
        self.answer_questions()
        page.wait(lambda: page.find(".answer.intended").is_displayed())
        self.judge("feedback")
        page.play()

    def to_the_break(self) -> None:
        page = self.page
        page.wait_for_panel(self.words["practice_end_title"])
        self.judge("practice is over")
        page.go_on()
        self.wait_for_answers()
        page.press("1")
        self.answer_questions()
        page.wait(lambda: page.find("#panel-wait").is_displayed())
        self.judge("break")
        page.wait(lambda: page.find("#panel-button").get_attribute("aria-disabled") is None)
        page.go_on()

    def without_connection(self) -> None:
        page = self.page
        self.wait_for_answers()
        block(page.window, "*/response", "*/events")
        page.press("1")
        self.answer_questions()
        page.wait(lambda: page.find("#trouble").is_displayed())
        page.wait(lambda: page.find("#panel-wait").is_displayed())
        self.judge("no connection, in a break")
        block(page.window)
        page.wait(lambda: not page.find("#trouble").is_displayed())

    def in_two_tabs(self) -> None:
        page, window = self.page, self.page.window
        address, first = window.current_url, window.current_window_handle
        window.switch_to.new_window("tab")
        second = window.current_window_handle
        window.get(address)
        page.wait(lambda: page.find("#panel-wait").is_displayed())
        window.switch_to.window(first)
        page.wait_for_panel(self.words["other_tab_title"])
        assert page.find("#panel-button").get_attribute("aria-disabled") is None  # no break's seconds are left to wait
        assert page.find("#panel-wait").text == ""
        self.judge("another tab has the session")
        window.switch_to.window(second)

    def without_clips(self) -> None:
        page = self.page
        before_every_page(page.window, NO_CLIPS)
        page.window.refresh()
        page.wait(lambda: page.find("#panel-wait").is_displayed())
        page.wait(lambda: page.find("#panel-button").get_attribute("aria-disabled") is None)
        page.go_on()
        page.wait_for_message(self.words["not_found"])
        self.judge("the clip is not there")


@pytest.mark.parametrize(("engine", "language"), CASES, indirect=["engine"])
def test_every_state(browser: WebDriver, make_study: StudyMaker, open_page: Opener, language: str) -> None:
    make_study(
        own_practice=1,
        practice={"trials": 1},
        blocks={"trials": 1, "rest_seconds": 1},
        answers={"replays": 1},
        questions=QUESTIONS,
    )
    if browser.name != "firefox":  # there it is a setting of the program
        ask_for(browser, "prefers-reduced-motion", "reduce")
    before_every_page(browser, SLOW)
    page = open_page(language, begin=False)
    page.go_to_trials()
    walk = Walk(page, language)
    walk.first_clip()
    walk.to_the_break()
    walk.without_connection()
    walk.in_two_tabs()
    walk.without_clips()
    assert walk.found == {}
    without_console_errors(browser, "BLOCKED_BY_CLIENT")
