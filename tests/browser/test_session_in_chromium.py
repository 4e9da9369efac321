"""Whole sessions through a real browser, with clicks and keys."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.chrome.webdriver import WebDriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

from generation.labels import LabelSet
from study.design.importing import import_set, open_study
from study.models import Response, Session, Study, Trial

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SECONDS = 30


@pytest.fixture
def short_study(make_stimulus_set: Callable[..., Path], transactional_db: None) -> Study:
    """Two practice and 8 main trials of half a second."""
    return open_study(
        import_set(make_stimulus_set(per_label={"correct": 1, "misclassified": 1})), "short", None, 0, "en"
    )


class Page:
    """The rating page as a person uses it."""

    def __init__(self, window: WebDriver, address: str) -> None:
        self.window = window
        self.window.get(address)

    def find(self, selector: str) -> WebElement:
        return self.window.find_element(By.CSS_SELECTOR, selector)

    def wait(self, condition: Callable[[], bool]) -> None:
        waiting = WebDriverWait(self.window, SECONDS, 0.05, ignored_exceptions=[StaleElementReferenceException])
        waiting.until(lambda _: condition())

    def submit(self, next_page: str) -> None:
        self.find("button.primary").click()
        self.wait(lambda: self.window.current_url.endswith(next_page))

    def go_to_first_clip(self) -> None:
        self.submit("/consent")
        self.find(".tick input").click()
        self.submit("/instructions")
        self.submit("/trials")

    def play(self) -> None:
        self.wait(lambda: self.find("#cover-button").is_displayed())
        self.find("#cover-button").click()

    def wait_for_open_answers(self, counter: str) -> None:
        self.wait(lambda: self.counter() == counter and self.find(".answer").get_attribute("aria-disabled") == "false")

    def counter(self) -> str:
        return self.find("#counter").text

    def press(self, key: str) -> None:
        ActionChains(self.window).send_keys(key).perform()


def through_practice(page: Page) -> None:
    page.go_to_first_clip()
    page.play()
    page.wait_for_open_answers("Clip 1 of 2")
    page.press("1")
    page.wait_for_open_answers("Clip 2 of 2")
    page.press("2")
    page.play()


def test_a_full_session_by_clicks_and_keys_is_found_in_the_database(
    browser: WebDriver, site: str, short_study: Study
) -> None:
    page = Page(browser, f"{site}/s/short/?language=en")
    through_practice(page)
    given = []
    for number in range(1, 9):
        page.wait_for_open_answers(f"Clip {number} of 8")
        choice = number % 4
        if number % 2:
            page.press(str(choice + 1))
        else:
            page.find(f".answer:nth-child({choice + 1})").click()
        given.append(["joy", "sadness", "anger", "surprise"][choice])
    page.wait(lambda: browser.current_url.endswith("/done"))

    session = Session.objects.get()
    assert page.find("#code").text == session.completion_code
    assert session.state == Session.State.COMPLETED and not session.participant.simulated
    responses = Response.objects.filter(trial__kind=Trial.Kind.MAIN).order_by("trial__position")
    assert [response.chosen for response in responses] == given
    for response in responses:
        assert response.clock == Response.Clock.FRAME
        assert 30 < response.rt_ms < 20_000
        # The half-second clip ended when its length had passed, give or take what a busy machine adds.
        assert 400 < response.rt_ms - response.rt_from_end_ms < 1500
        assert response.timing["presented_frames"] >= 1 and response.timing["attempt"] == 1
    assert {response.timing["input"] for response in responses} == {"key", "mouse"}


def test_a_reload_midway_resumes_on_the_same_trial(browser: WebDriver, site: str, short_study: Study) -> None:
    page = Page(browser, f"{site}/s/short/?language=en")
    through_practice(page)
    page.wait_for_open_answers("Clip 1 of 8")
    page.press("1")
    page.wait_for_open_answers("Clip 2 of 8")
    before = Session.objects.get().next_trial()
    browser.refresh()
    page.play()
    page.wait_for_open_answers("Clip 2 of 8")
    page.press("3")
    page.wait_for_open_answers("Clip 3 of 8")
    assert Response.objects.get(trial=before).chosen == "anger"
    assert Response.objects.count() == 4


def test_a_double_click_keeps_the_first_answer(browser: WebDriver, site: str, short_study: Study) -> None:
    page = Page(browser, f"{site}/s/short/?language=en")
    page.go_to_first_clip()
    page.play()
    page.wait_for_open_answers("Clip 1 of 2")
    browser.execute_script(
        "const [first, second] = document.querySelectorAll('.answer'); first.click(); second.click(); first.click();"
    )
    page.wait_for_open_answers("Clip 2 of 2")
    assert Response.objects.get().chosen == "joy"


def test_a_clip_that_cannot_be_loaded_is_told_and_can_be_tried_again(
    browser: WebDriver, site: str, short_study: Study, media_folder: Path
) -> None:
    page = Page(browser, f"{site}/s/short/?language=en")
    page.go_to_first_clip()
    page.play()
    page.wait_for_open_answers("Clip 1 of 2")
    hidden = media_folder.rename(media_folder.with_name("hidden"))
    page.press("1")
    page.wait(lambda: page.find("#cover-message").text.startswith("The clip could not be loaded"))
    hidden.rename(media_folder)
    page.find("#cover-button").click()
    page.wait_for_open_answers("Clip 2 of 2")
    page.press("2")
    page.wait(lambda: Response.objects.count() == 2)
    assert Response.objects.order_by("-answered_at")[0].timing["attempt"] == 2
    log = browser.get_log("browser")  # the browser itself notes the failed request
    assert all("404" in entry["message"] for entry in log)


def test_an_answer_given_without_a_connection_is_sent_later(browser: WebDriver, site: str, short_study: Study) -> None:
    page = Page(browser, f"{site}/s/short/?language=ja")
    page.go_to_first_clip()
    page.play()
    page.wait_for_open_answers("映像 1 / 2")
    browser.execute_cdp_cmd("Network.enable", {})
    browser.execute_cdp_cmd("Network.setBlockedURLs", {"urls": ["*/response"]})
    page.press("4")
    page.wait(lambda: page.find("#status").text.startswith("接続できないため"))
    assert not Response.objects.exists()
    browser.execute_cdp_cmd("Network.setBlockedURLs", {"urls": []})
    page.wait_for_open_answers("映像 2 / 2")
    assert Response.objects.get().chosen == "surprise"
    log = browser.get_log("browser")
    assert all("ERR_BLOCKED_BY_CLIENT" in entry["message"] for entry in log)


def before_every_page(browser: WebDriver, script: str) -> None:
    browser.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": script})


def test_a_browser_without_frame_times_is_flagged(browser: WebDriver, site: str, short_study: Study) -> None:
    before_every_page(browser, "delete HTMLVideoElement.prototype.requestVideoFrameCallback")
    page = Page(browser, f"{site}/s/short/?language=en")
    page.go_to_first_clip()
    page.play()
    page.wait_for_open_answers("Clip 1 of 2")
    page.press("1")
    page.wait_for_open_answers("Clip 2 of 2")
    response = Response.objects.get()
    assert response.clock == Response.Clock.PLAYING and response.rt_ms > 0


def test_a_browser_that_refuses_to_play_asks_for_a_tap(browser: WebDriver, site: str, short_study: Study) -> None:
    refuse_once = """
        const play = HTMLMediaElement.prototype.play;
        HTMLMediaElement.prototype.play = function () {
          HTMLMediaElement.prototype.play = play;
          return Promise.reject(new DOMException("not now", "NotAllowedError"));
        };"""
    before_every_page(browser, refuse_once)
    page = Page(browser, f"{site}/s/short/?language=en")
    page.go_to_first_clip()
    page.play()
    page.play()
    page.wait_for_open_answers("Clip 1 of 2")
    page.press("1")
    page.wait_for_open_answers("Clip 2 of 2")
    assert Response.objects.get().timing["attempt"] == 2


def test_where_answers_must_wait_the_buttons_open_at_the_end(browser: WebDriver, site: str, short_study: Study) -> None:
    Study.objects.update(definition={"answers": {"when": "after_clip"}})
    page = Page(browser, f"{site}/s/short/?language=en")
    page.go_to_first_clip()
    page.play()
    page.wait_for_open_answers("Clip 1 of 2")
    page.press("1")
    page.wait_for_open_answers("Clip 2 of 2")
    assert Response.objects.get().rt_from_end_ms >= 0
    assert Response.objects.get().timing["seen_to_end"]


def test_a_press_from_before_the_buttons_opened_is_no_answer(browser: WebDriver, site: str, short_study: Study) -> None:
    """A press that waits in the queue while the clip ends bears its own, earlier time."""
    Study.objects.update(definition={"answers": {"when": "after_clip"}})
    before_every_page(browser, "window.early = new MouseEvent('click', { bubbles: true })")
    page = Page(browser, f"{site}/s/short/?language=en")
    page.go_to_first_clip()
    page.play()
    page.wait_for_open_answers("Clip 1 of 2")
    browser.execute_script("document.querySelector('.answer:nth-child(1)').dispatchEvent(window.early)")
    assert page.find(".answer").get_attribute("aria-disabled") == "false"
    page.press("2")
    page.wait_for_open_answers("Clip 2 of 2")
    assert Response.objects.get().chosen == "sadness"


def test_a_key_held_down_answers_one_clip(browser: WebDriver, site: str, short_study: Study) -> None:
    page = Page(browser, f"{site}/s/short/?language=en")
    page.go_to_first_clip()
    page.play()
    page.wait_for_open_answers("Clip 1 of 2")
    browser.execute_script("document.querySelector('.answer').focus()")
    enter = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13, "text": "\r"}
    browser.execute_cdp_cmd("Input.dispatchKeyEvent", {"type": "keyDown", **enter})
    page.wait_for_open_answers("Clip 2 of 2")
    for _ in range(3):
        browser.execute_cdp_cmd("Input.dispatchKeyEvent", {"type": "keyDown", "autoRepeat": True, **enter})
    assert page.find(".answer").get_attribute("aria-disabled") == "false"
    assert Response.objects.get().timing["input"] == "key"


def test_a_browser_that_decodes_nothing_before_it_plays_is_waited_for_no_longer_than_needed(
    browser: WebDriver, site: str, short_study: Study
) -> None:
    swallow = """
        Object.defineProperty(HTMLMediaElement.prototype, "onloadedmetadata", { set() {} });
        delete AbortSignal.timeout;"""
    before_every_page(browser, swallow)
    page = Page(browser, f"{site}/s/short/?language=en")
    page.go_to_first_clip()
    page.play()
    page.wait_for_open_answers("Clip 1 of 2")
    page.press("1")
    page.wait(lambda: Response.objects.count() == 1)


FIFTEEN = (
    "normal happy sad angry proud not-confident masculinity feminine childish old tired active musical giant chimpira"
)


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize(("width", "height"), [(320, 568), (375, 667), (667, 375), (1280, 720)])
def test_fifteen_answers_and_the_clip_are_all_in_view(
    browser: WebDriver, site: str, make_stimulus_set: Callable[..., Path], width: int, height: int, language: str
) -> None:
    """An answer that has to be scrolled to is chosen later and less often."""
    labels = LabelSet.of_names(FIFTEEN.split())
    open_study(import_set(make_stimulus_set(labels=labels, per_label={"correct": 1})), "long", None, 0, "en")
    metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 1000}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    page = Page(browser, f"{site}/s/long/?language={language}")
    page.go_to_first_clip()
    page.wait(lambda: page.find("#cover-button").is_displayed())
    hidden = """return [...document.querySelectorAll('.answer, .stage')].filter((each) => {
        const place = each.getBoundingClientRect();
        return place.bottom > innerHeight || place.right > innerWidth || each.scrollWidth > each.clientWidth;
    }).map((each) => each.innerText)"""
    assert browser.execute_script(hidden) == []


@pytest.mark.parametrize("width", [320, 375, 1280])
def test_no_page_scrolls_sideways(browser: WebDriver, site: str, short_study: Study, width: int) -> None:
    metrics = {"width": width, "height": 700, "deviceScaleFactor": 1, "mobile": width < 400}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    page = Page(browser, f"{site}/s/short/?language=en")
    fits = "return document.documentElement.scrollWidth <= window.innerWidth"
    for next_page in ("/consent", "/instructions", "/trials"):
        assert browser.execute_script(fits)
        if tick := browser.find_elements(By.CSS_SELECTOR, ".tick input"):
            tick[0].click()
        page.submit(next_page)
    page.wait(lambda: page.find("#cover-button").is_displayed())
    assert browser.execute_script(fits)
    smallest = "return Math.min(...[...document.querySelectorAll('button:not([hidden])')].map(b => b.offsetHeight))"
    assert browser.execute_script(smallest) >= 24
