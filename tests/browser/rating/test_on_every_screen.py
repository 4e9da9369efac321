"""The rating page on small and large screens, in both languages. What engines lay out, in both; its words in one."""

from __future__ import annotations

import pytest
from selenium.webdriver.remote.webdriver import WebDriver

from generation.labels import LabelSet
from tests.browser.accessibility import check
from tests.browser.engines import both_engines, set_viewport
from tests.browser.rating.conftest import Opener, StudyMaker, each_screen
from tests.browser.rating.test_second_questions import QUESTIONS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FIFTEEN = (
    "normal happy sad angry proud not-confident masculinity feminine childish old tired active musical giant chimpira"
)
SCREENS = [(320, 568), (375, 667), (667, 375), (1280, 720)]


@pytest.mark.parametrize(
    ("engine", "language"), [("chromium", "en"), ("chromium", "ja"), ("firefox", "ja")], indirect=["engine"]
)
def test_fifteen_answers_and_the_clip_are_all_in_view(
    browser: WebDriver, make_study: StudyMaker, open_page: Opener, language: str
) -> None:
    """An answer that has to be scrolled to is chosen later and less often. And a finger hits it."""
    make_study(labels=LabelSet.of_names(FIFTEEN.split()))
    page = open_page(language, begin=False)
    page.go_to_trials()
    page.wait(lambda: page.find("#cover-button").is_displayed())
    hidden = """return [...document.querySelectorAll('.answer, .stage')].filter((each) => {
        const place = each.getBoundingClientRect();
        return place.bottom > innerHeight || place.right > innerWidth || each.scrollWidth > each.clientWidth;
    }).map((each) => each.innerText)"""
    smallest = "return Math.min(...[...document.querySelectorAll('.answer')].map((each) => each.offsetHeight))"
    for width, height in each_screen(browser, SCREENS):
        assert browser.execute_script(hidden) == [], (width, height)
        assert browser.execute_script(smallest) >= 44, (width, height)


@both_engines
def test_no_state_of_the_page_scrolls_sideways_and_all_targets_are_large(
    browser: WebDriver, make_study: StudyMaker, open_page: Opener
) -> None:
    """At 320 px, which is also a window of 1280 px at 400 % zoom."""
    wide = [{**question, "points": 11} if question["kind"] == "scale" else question for question in QUESTIONS]
    make_study(questions=wide, practice={"trials": 1}, answers={"replays": 1})
    set_viewport(browser, 320, 568, mobile=True)
    page = open_page()

    def judge() -> None:
        assert check(browser, "sideways") == []
        assert check(browser, "targets") == []

    page.wait(lambda: page.find("#replay").is_displayed())
    judge()
    page.press("1")
    page.wait_for_questions()
    judge()
    page.continue_from_questions()  # with what is missing told
    judge()
    page.fill_in_questions(point=11)
    page.continue_from_questions()
    page.wait_for_panel("Now the study begins")
    judge()


def test_everything_is_in_the_language_of_choice(make_study: StudyMaker, open_page: Opener) -> None:
    make_study(practice={"trials": 1}, blocks={"trials": 2})
    page = open_page("ja", begin=False)
    page.go_to_trials()
    assert page.find("html").get_attribute("lang") == "ja"
    page.wait_for_message("この後の映像は自動的に再生されます。")
    page.play()
    page.wait_for_open_answers("映像 1 / 1")
    assert page.find("#question").text == "この動きはどの感情を表していますか？"
    assert page.find(".answer[data-label=joy] span").text == "喜び"
    assert page.find(".answers[translate=no]").is_displayed()  # a browser's translation is not the study's
    page.press("1")
    page.wait_for_panel("本番をはじめます")
    assert page.find("#panel-text").text.startswith("練習は終わりです。")
    page.go_on()
    for number in (1, 2):
        page.wait_for_open_answers(f"映像 {number} / 4")
        page.press("1")
    page.wait_for_panel("全2部のうち、第1部が終わりました")
    assert page.find("#panel-button").text == "続ける"
