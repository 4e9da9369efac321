"""A page of which a part did not arrive: it shows no clip, says so within seconds, and helps itself."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.http import HttpRequest, HttpResponse
from django.middleware.security import SecurityMiddleware
from selenium.webdriver.remote.webdriver import WebDriver

from study.design.interface import words
from study.models import TrialEvent
from tests.browser.engines import ask_for, block, both_engines, devtools, without_console_errors
from tests.browser.rating.conftest import Opener, StudyMaker
from tests.browser.rating_page import RatingPage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SECONDS = 8  # from the press that leads to the page, on a busy machine


def reload_link(page: RatingPage) -> bool:
    return page.find("#starting a").is_displayed()


def goes_on(page: RatingPage, counter: str = "Clip 1 of 2") -> None:
    """The rater presses the link, and rates."""
    page.find("#starting a").click()
    page.play()
    page.wait_for_open_answers(counter)


@both_engines
@pytest.mark.parametrize("part", ["outbox.js", "rating.js", "rating.css"])
def test_a_part_that_cannot_be_reached(
    browser: WebDriver, make_study: StudyMaker, open_page: Opener, part: str
) -> None:
    make_study()
    page = open_page(begin=False)
    block(browser, f"*/{part}")
    page.go_to_trials()
    before = time.monotonic()
    page.wait(lambda: reload_link(page))
    assert time.monotonic() - before < SECONDS
    assert not page.can_answer() and not page.find("#cover-button").is_displayed()
    assert not TrialEvent.objects.exists()
    block(browser)
    goes_on(page)
    without_console_errors(browser, "ERR_BLOCKED_BY_CLIENT", "a style sheet is missing")


@contextmanager
def failing(monkeypatch: pytest.MonkeyPatch, part: str) -> Iterator[None]:
    """The server answers requests for this file with 503."""

    def fail(middleware: SecurityMiddleware, request: HttpRequest) -> HttpResponse | None:
        return HttpResponse(status=503) if request.path.endswith(part) else None

    with monkeypatch.context() as patched:
        patched.setattr(SecurityMiddleware, "process_request", fail)
        yield


@pytest.mark.parametrize(("part", "language"), [("prefetch.js", "ja"), ("rating.css", "en")])
def test_a_part_that_the_server_fails_to_send(
    browser: WebDriver,
    make_study: StudyMaker,
    open_page: Opener,
    monkeypatch: pytest.MonkeyPatch,
    part: str,
    language: str,
) -> None:
    """Where motion is to be reduced, it comes all the same."""
    make_study()
    ask_for(browser, "prefers-reduced-motion", "reduce")
    page = open_page(language, begin=False)
    with failing(monkeypatch, part):
        page.go_to_trials()
        page.wait(lambda: reload_link(page))
    assert page.find("#starting").text.endswith(f"{words(language)['starting_late']}\n{words(language)['starting_go']}")
    goes_on(page, words(language)["counter"].format(number=1, of=2))
    without_console_errors(browser, part, "a style sheet is missing")


def test_the_device_check_says_so_too(browser: WebDriver, make_study: StudyMaker, open_page: Opener) -> None:
    make_study(device={"check": True})
    page = open_page(begin=False)
    block(browser, "*/presentation.js")
    page.submit("/consent")
    page.find("#agree").click()
    page.submit("/device")
    page.wait(lambda: reload_link(page))
    assert not page.find("#check button").is_displayed()
    block(browser)
    page.find("#starting a").click()
    page.wait(lambda: page.find("#check button").is_displayed())
    page.find("#check button").click()
    page.wait_for_page("/instructions")
    without_console_errors(browser, "ERR_BLOCKED_BY_CLIENT")


def test_what_to_do_cannot_be_reached_while_all_may_still_come(
    browser: WebDriver, make_study: StudyMaker, open_page: Opener
) -> None:
    make_study()
    page = open_page(begin=False)
    block(browser, "*/rating.js")
    page.go_to_trials()
    assert not reload_link(page)
    page.wait(lambda: page.find("#starting").text == "Loading the page …")
    block(browser)
    page.window.refresh()
    page.wait(lambda: page.find("#cover-button").is_displayed())
    assert page.window.find_elements("css selector", "#starting") == []
    without_console_errors(browser, "ERR_BLOCKED_BY_CLIENT")


def test_without_scripts_the_page_says_that_it_needs_them(
    browser: WebDriver, make_study: StudyMaker, open_page: Opener
) -> None:
    make_study()
    page = open_page(begin=False)
    page.go_to_trials()
    devtools(browser, "Emulation.setScriptExecutionDisabled", value=True)
    browser.refresh()
    page.wait(lambda: page.find("noscript .error").text.startswith("This study needs JavaScript."))
    assert not page.find("#starting").is_displayed()
