"""One choice per clip: which press counts, and when."""

from __future__ import annotations

import pytest
from selenium.webdriver.remote.webdriver import WebDriver

from study.models import Response
from tests.browser.engines import before_every_page, both_engines, press_and_hold
from tests.browser.rating.conftest import Opener, StudyMaker, is_seen_to_end
from tests.browser.rating_page import SLOW

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), both_engines]


def test_a_double_click_keeps_the_first_answer(browser: WebDriver, make_study: StudyMaker, open_page: Opener) -> None:
    make_study()
    page = open_page()
    page.wait_for_open_answers("Clip 1 of 2")
    browser.execute_script(
        "const [first, second] = document.querySelectorAll('.answer'); first.click(); second.click(); first.click();"
    )
    page.wait_for_open_answers("Clip 2 of 2")
    assert Response.objects.get().chosen == "joy"


def test_an_answer_while_the_clip_runs_does_not_count_as_seen(
    browser: WebDriver, make_study: StudyMaker, open_page: Opener
) -> None:
    make_study()
    before_every_page(browser, SLOW)
    page = open_page()
    page.wait_for_open_answers("Clip 1 of 2")
    page.press("2")
    page.wait_for_open_answers("Clip 2 of 2")
    response = Response.objects.get()
    assert not response.timing["seen_to_end"]
    assert response.rt_ms > 0 > response.rt_from_end_ms


def test_where_answers_must_wait_the_buttons_open_at_the_end(
    browser: WebDriver, make_study: StudyMaker, open_page: Opener
) -> None:
    make_study(answers={"when": "after_clip"})
    page = open_page()
    page.wait(lambda: page.find("#status").text == "Watch the clip to its end, then answer.")
    page.press("3")  # too early
    page.wait_for_open_answers("Clip 1 of 2")
    page.wait(lambda: page.announced() == "You can answer now.")
    page.press("1")
    page.wait_for_open_answers("Clip 2 of 2")
    response = Response.objects.get()
    assert response.chosen == "joy" and response.rt_from_end_ms >= 0
    assert is_seen_to_end(response.timing)


def test_a_press_from_before_the_buttons_opened_is_no_answer(
    browser: WebDriver, make_study: StudyMaker, open_page: Opener
) -> None:
    """A press that waits in the queue while the clip ends bears its own, earlier time."""
    make_study(answers={"when": "after_clip"})
    before_every_page(browser, "window.early = new MouseEvent('click', { bubbles: true })")
    page = open_page()
    page.wait_for_open_answers("Clip 1 of 2")
    browser.execute_script("document.querySelector('.answer:nth-child(1)').dispatchEvent(window.early)")
    assert page.can_answer()
    page.press("2")
    page.wait_for_open_answers("Clip 2 of 2")
    assert Response.objects.get().chosen == "sadness"


def test_a_key_held_down_answers_one_clip(browser: WebDriver, make_study: StudyMaker, open_page: Opener) -> None:
    make_study()
    page = open_page()
    page.wait_for_open_answers("Clip 1 of 2")
    browser.execute_script("document.querySelector('.answer').focus()")
    press_and_hold(browser)
    page.wait_for_open_answers("Clip 2 of 2")
    for _ in range(3):
        press_and_hold(browser, again=True)
    assert page.can_answer()
    assert Response.objects.get().timing["input"] == "key"


def test_the_clip_can_be_seen_again_as_often_as_the_study_allows(
    browser: WebDriver, make_study: StudyMaker, open_page: Opener
) -> None:
    make_study(answers={"when": "after_clip", "replays": 2})
    page = open_page()
    for left in (2, 1):
        page.wait(lambda left=left: page.find("#replay").text == f"Watch again ({left} left)")  # type: ignore[misc]
        page.find("#replay").click()
        assert page.can_answer()  # it has been seen in full
    page.wait(lambda: page.find("#cover").is_displayed() and not page.find("#replay").is_displayed())
    page.press("2")
    page.wait_for_open_answers("Clip 2 of 2")
    response = Response.objects.get()
    assert response.timing["replays"] == 2 and response.timing["attempt"] == 1
    # Both times count from the first showing.
    assert response.rt_ms > 1000 and 400 < response.rt_ms - response.rt_from_end_ms < 900
