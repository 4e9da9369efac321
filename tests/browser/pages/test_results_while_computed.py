"""The results page of a large study, whose numbers come later than the page."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.support.ui import WebDriverWait

from study.models import Study
from tests.browser.accessibility import faults
from tests.browser.pages.researchers import Desk
from tests.study.dashboard.later import computed_later
from tests.study.rated_study import add_raters

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> list[Callable[[], object]]:
    """What would be computed meanwhile, for the test to do when it likes."""
    return computed_later(monkeypatch)


def test_the_first_results_show_by_themselves_and_newer_ones_are_offered(
    browser: WebDriver, site: str, work: list[Callable[[], object]]
) -> None:
    desk = Desk(browser, site, "en")
    desk.sign_in("researcher")
    desk.open("/studies/rated/results/")
    assert "The results are being computed" in browser.find_element(By.TAG_NAME, "main").text
    assert faults(browser) == []
    work.pop()()
    desk.wait_for("#raters")

    add_raters(Study.objects.get(slug="rated"), 1, simulated=False, seed=3)
    browser.refresh()
    assert faults(browser) == []
    browser.execute_script("window.isOld = true")
    work.pop()()
    desk.wait_for("[role=status] a")
    link = browser.find_element(By.CSS_SELECTOR, "[role=status] a")
    assert link.text == "Newer results are there: show them"
    assert browser.execute_script("return window.isOld")  # what is being read stays
    link.click()
    WebDriverWait(browser, 30).until(lambda window: not window.execute_script("return window.isOld"))
    assert not browser.execute_script("return !!document.querySelector('[role=status]')")
