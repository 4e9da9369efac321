"""Reloads, lost connections and second tabs."""

from __future__ import annotations

import pytest
from selenium.webdriver.chrome.webdriver import WebDriver

from study.models import Response, Session
from tests.browser.engines import before_every_page, block, both_engines, without_console_errors
from tests.browser.rating.conftest import Opener, StudyMaker

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), both_engines]
BLOCKED = "ERR_BLOCKED_BY_CLIENT"


def test_a_reload_shows_the_same_clip_again_and_flags_it(
    browser: WebDriver, make_study: StudyMaker, open_page: Opener
) -> None:
    make_study()
    page = open_page()
    page.wait_for_open_answers("Clip 1 of 2")
    page.press("1")
    page.wait_for_open_answers("Clip 2 of 2")
    page.wait(lambda: page.saving() == "Saved")
    before = Session.objects.get().open_trials().first()
    browser.refresh()
    page.play()
    page.wait_for_open_answers("Clip 2 of 2")
    page.press("3")
    page.wait_for_panel("Now the study begins")
    page.wait(lambda: Response.objects.count() == 2)
    response = Response.objects.get(trial=before)
    assert response.chosen == "anger" and response.timing["replayed"]
    assert not Response.objects.exclude(trial=before).get().timing["replayed"]
    assert before is not None
    assert before.events.filter(kind="shown").values("page").distinct().count() == 2


def test_the_rater_goes_on_without_a_connection_and_is_told(
    browser: WebDriver, make_study: StudyMaker, open_page: Opener
) -> None:
    make_study()
    page = open_page("ja")
    page.wait_for_open_answers("映像 1 / 2")
    block(browser, "*/response", "*/events")
    page.press("4")
    page.wait_for_open_answers("映像 2 / 2")
    page.press("1")
    page.wait(lambda: page.find("#trouble").text.startswith("接続できません"))
    page.wait(lambda: page.saving() == "未保存：2件")
    assert not Response.objects.exists()
    block(browser)
    page.wait(lambda: page.saving() == "保存済み")
    assert not page.find("#trouble").is_displayed()
    answers = Response.objects.order_by("trial__position").values_list("chosen", flat=True)
    assert list(answers) == ["surprise", "joy"]
    without_console_errors(browser, BLOCKED)


def test_answers_from_before_a_reload_are_sent_after_it(
    browser: WebDriver, make_study: StudyMaker, open_page: Opener
) -> None:
    make_study()
    page = open_page()
    page.wait_for_open_answers("Clip 1 of 2")
    block(browser, "*/response", "*/events")
    page.press("4")
    page.wait_for_open_answers("Clip 2 of 2")
    assert not Response.objects.exists()
    browser.refresh()
    block(browser)
    page.play()
    page.wait_for_open_answers("Clip 2 of 2")
    page.press("2")
    page.wait(lambda: Response.objects.count() == 2)
    first, second = Response.objects.order_by("trial__position")
    assert (first.chosen, second.chosen) == ("surprise", "sadness")
    assert second.timing["replayed"]  # its event had waited with the answer
    without_console_errors(browser, BLOCKED)


def test_a_browser_that_keeps_nothing_says_so_when_the_connection_is_lost(
    browser: WebDriver, make_study: StudyMaker, open_page: Opener
) -> None:
    make_study()
    before_every_page(browser, "IDBFactory.prototype.open = () => { throw new Error('private window') }")
    page = open_page()
    page.wait_for_open_answers("Clip 1 of 2")
    block(browser, "*/response")
    page.press("4")
    page.wait(lambda: page.find("#trouble").text.startswith("No connection. Please leave this page open"))
    block(browser)
    page.wait_for_open_answers("Clip 2 of 2")
    page.wait(lambda: page.saving() == "Saved")
    assert Response.objects.get().chosen == "surprise"
    without_console_errors(browser, BLOCKED)


def test_a_second_tab_takes_over_and_gives_back(browser: WebDriver, make_study: StudyMaker, open_page: Opener) -> None:
    make_study()
    page = open_page()
    page.wait_for_open_answers("Clip 1 of 2")
    address, first = browser.current_url, browser.current_window_handle
    browser.switch_to.new_window("tab")
    second = browser.current_window_handle
    browser.get(address)
    page.play()
    page.wait_for_open_answers("Clip 1 of 2")
    page.wait(lambda: page.find("#cover").is_displayed())  # out of sight, a clip that still runs would fail
    browser.switch_to.window(first)
    page.wait_for_panel("This session goes on in another tab")
    assert page.focused() == "panel-button"
    page.press("1")
    browser.switch_to.window(second)
    page.press("2")
    page.wait_for_open_answers("Clip 2 of 2")
    assert Response.objects.get().chosen == "sadness"
    browser.switch_to.window(first)
    page.go_on()
    page.play()
    page.wait_for_open_answers("Clip 2 of 2")
    page.wait(lambda: page.find("#cover").is_displayed())
    browser.switch_to.window(second)
    page.wait_for_panel("This session goes on in another tab")
    browser.switch_to.window(first)


def test_a_session_that_ended_meanwhile_leads_to_its_page(
    browser: WebDriver, make_study: StudyMaker, open_page: Opener
) -> None:
    make_study()
    page = open_page()
    page.wait_for_open_answers("Clip 1 of 2")
    session = Session.objects.get()
    session.state, session.ended_at = Session.State.TIMED_OUT, session.active_at
    session.save()
    page.press("1")
    page.wait_for_page("/ended")
    assert not Response.objects.exists()
    without_console_errors(browser, "410")


def test_a_session_that_the_server_does_not_know_is_told(
    browser: WebDriver, make_study: StudyMaker, open_page: Opener
) -> None:
    make_study()
    page = open_page()
    page.wait_for_open_answers("Clip 1 of 2")
    browser.delete_cookie("rater")
    page.press("1")
    page.wait_for_panel("This session cannot be continued here")
    without_console_errors(browser, "403")


def test_who_leaves_with_unsaved_answers_is_asked(
    browser: WebDriver, make_study: StudyMaker, open_page: Opener
) -> None:
    make_study()
    page = open_page()
    page.wait_for_open_answers("Clip 1 of 2")
    leaves = "return window.dispatchEvent(new Event('beforeunload', { cancelable: true }))"
    page.wait(lambda: Session.objects.get().trials.filter(events__isnull=False).exists())
    assert browser.execute_script(leaves)
    block(browser, "*/response")
    page.press("1")
    page.wait_for_open_answers("Clip 2 of 2")
    assert not browser.execute_script(leaves)
    block(browser)
    page.wait(lambda: page.saving() == "Saved")
    assert browser.execute_script(leaves)
    without_console_errors(browser, BLOCKED)
