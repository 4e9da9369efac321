"""Withdrawal in a browser: what the rating page kept on the device goes too, even while it is open in another tab."""

from __future__ import annotations

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.support.wait import WebDriverWait

from study.models import Session, Study
from study.session.cookie import COOKIE
from tests.browser.engines import both_engines, set_cookie
from tests.study.rater import Rater

pytestmark = [pytest.mark.browser, both_engines]

DATABASES = "return indexedDB.databases().then((all) => all.map((each) => each.name))"


def wait_for_databases(browser: WebDriver, names: list[str]) -> None:
    WebDriverWait(browser, 10).until(lambda window: window.execute_script(DATABASES) == names)


def test_the_outbox_on_the_device_is_deleted(browser: WebDriver, site: str, study: Study) -> None:
    rater = Rater(study.slug)
    rater.begin_rating()
    set_cookie(browser, f"{site}/s/{study.slug}/", COOKIE, rater.session.token)
    browser.get(f"{site}/s/{study.slug}/trials")
    wait_for_databases(browser, [f"miburi-{study.slug}"])
    browser.switch_to.new_window("tab")
    browser.get(f"{site}/s/{study.slug}/withdraw")
    browser.find_element(By.CSS_SELECTOR, "main button.primary").click()
    WebDriverWait(browser, 10).until(lambda window: window.find_elements(By.ID, "withdrawn"))
    wait_for_databases(browser, [])
    assert not Session.objects.exists()
