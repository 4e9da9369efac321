"""The pages around the clips in both engines: focus, keyboard, double clicks, the back button."""

from __future__ import annotations

import pytest
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver import ActionChains, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.support.ui import WebDriverWait

from study.models import Session, Study
from tests.browser.engines import both_engines
from tests.study.session.questionnaires import QUESTIONNAIRE, define

pytestmark = [pytest.mark.browser, both_engines]


@pytest.fixture
def opened(browser: WebDriver, site: str, study: Study) -> WebDriver:
    """The welcome page of a study with a questionnaire and without a device check."""
    define(questionnaire=QUESTIONNAIRE, device={"check": False})
    browser.get(f"{site}/s/{study.slug}/?language=en")
    return browser


def press(window: WebDriver, *keys: str) -> None:
    ActionChains(window).send_keys(*keys).perform()


def focused(window: WebDriver) -> str:
    return str(window.switch_to.active_element.get_attribute("id"))


def arrive(window: WebDriver, page: str) -> None:
    WebDriverWait(window, 10).until(lambda window: window.current_url.endswith(page))


def consent(window: WebDriver) -> None:
    window.find_element(By.CSS_SELECTOR, "main .primary").click()
    arrive(window, "/consent")
    window.find_element(By.ID, "agree").click()
    window.find_element(By.CSS_SELECTOR, "main .primary").click()
    arrive(window, "/questionnaire")


def test_a_double_click_begins_one_session(opened: WebDriver) -> None:
    ActionChains(opened).double_click(opened.find_element(By.CSS_SELECTOR, "main .primary")).perform()
    arrive(opened, "/consent")
    assert Session.objects.count() == 1


def test_what_is_wrong_takes_the_focus_and_leads_to_its_field(opened: WebDriver) -> None:
    consent(opened)
    opened.find_element(By.ID, "question-age").send_keys("many", Keys.ENTER)
    WebDriverWait(opened, 10).until(lambda window: window.title.startswith("Please check"))
    assert opened.switch_to.active_element.get_attribute("class") == "problems"
    press(opened, Keys.TAB, Keys.ENTER)
    assert focused(opened) == "question-age"
    assert opened.find_element(By.ID, "question-age").get_attribute("value") == "many"


def test_the_questionnaire_can_be_filled_in_with_the_keyboard_alone(opened: WebDriver) -> None:
    consent(opened)
    opened.find_element(By.ID, "question-age").send_keys("")
    press(opened, "34", Keys.TAB, Keys.ARROW_DOWN, Keys.TAB, "Jap", Keys.TAB, "Japanese", Keys.ENTER)
    arrive(opened, "/instructions")
    kept = {"age": 34, "gender": "man", "country": "JP", "first_language": "Japanese"}
    assert Session.objects.get().questionnaire == kept


def test_the_language_of_the_consent_can_be_changed(opened: WebDriver) -> None:
    opened.find_element(By.CSS_SELECTOR, "main .primary").click()
    arrive(opened, "/consent")
    opened.find_element(By.CSS_SELECTOR, ".languages [value=ja]").click()
    waiting = WebDriverWait(opened, 10, ignored_exceptions=[StaleElementReferenceException])
    waiting.until(lambda window: window.find_element(By.TAG_NAME, "h1").text == "参加への同意")
    assert opened.current_url.endswith("/consent")


def test_the_back_button_leads_to_the_step_of_the_session(opened: WebDriver) -> None:
    consent(opened)
    opened.back()
    arrive(opened, "/questionnaire")
    assert opened.find_element(By.TAG_NAME, "h1").text == "About you"
