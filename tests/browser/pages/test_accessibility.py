"""Every page can be used by everybody: WCAG 2.2 AA, narrow windows, large targets, both languages."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from pytest_django import Settings
from selenium.webdriver.remote.webdriver import WebDriver

from study.models import Study
from study.session.pages import mturk
from tests.browser.accessibility import faults
from tests.browser.engines import without_console_errors
from tests.browser.pages import faulty_addresses, researchers
from tests.browser.pages.researchers import Desk
from tests.browser.pages.tour import PAGES, Tour

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


in_both_languages = pytest.mark.parametrize(
    ("engine", "language"), [("chromium", "en"), ("chromium", "ja"), ("firefox", "ja")], indirect=["engine"]
)


def faults_on_the_way(visitor: Tour | Desk, pages: Iterable[str]) -> dict[str, list[str]]:
    """By page; those without any are left out."""
    found = {}
    for page in pages:
        visitor.go(page)
        if wrong := faults(visitor.window):
            found[page] = wrong
    return found


@in_both_languages
def test_a_raters_pages(
    browser: WebDriver, site: str, study: Study, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mturk, "is_framed", lambda request: True)
    tour = Tour(browser, site, study, language)
    found = faults_on_the_way(tour, PAGES)
    without_console_errors(browser, "status of 4")
    assert found == {}


@in_both_languages
def test_the_researchers_pages_and_those_where_something_is_wrong(
    browser: WebDriver, site: str, language: str, settings: Settings
) -> None:
    settings.ROOT_URLCONF = faulty_addresses.__name__
    desk = Desk(browser, site, language)
    found = faults_on_the_way(desk, researchers.PAGES)
    without_console_errors(browser, "status of 4", "status of 5")
    assert found == {}
