"""The rater's pages as a person uses them, in any browser that WebDriver drives."""

from __future__ import annotations

from collections.abc import Callable

from selenium.common.exceptions import NoSuchElementException, StaleElementReferenceException, TimeoutException
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

SECONDS = 30
GONE = [StaleElementReferenceException, NoSuchElementException]


class RatingPage:
    """From the study's link to the last clip. Methods return when the page has done what they name."""

    def __init__(self, window: WebDriver, address: str) -> None:
        self.window = window
        self.window.get(address)

    def find(self, selector: str) -> WebElement:
        return self.window.find_element(By.CSS_SELECTOR, selector)

    def wait(self, condition: Callable[[], bool]) -> None:
        waiting = WebDriverWait(self.window, SECONDS, 0.05, ignored_exceptions=GONE)
        try:
            waiting.until(lambda _: condition())
        except TimeoutException:
            shown = self.find("body").text
            raise AssertionError(f"not within {SECONDS} s; {self.window.current_url} shows:\n{shown}") from None

    def wait_for_page(self, end: str) -> None:
        self.wait(lambda: self.window.current_url.split("?")[0].endswith(end))

    def submit(self, next_page: str) -> None:
        """Press the page's main button."""
        self.find("main button.primary").click()
        self.wait_for_page(next_page)

    def go_to_trials(self) -> None:
        """Consent, device check and instructions, in a study without a questionnaire."""
        self.submit("/consent")
        self.find("#agree").click()
        self.find("main button.primary").click()
        self.wait(lambda: self.window.current_url.endswith(("/device", "/instructions")))
        if self.window.current_url.endswith("/device"):
            self.wait(lambda: self.find("main button.primary").is_enabled())
            self.submit("/instructions")
        self.submit("/trials")

    # The trial

    def play(self) -> None:
        """Press the button on the clip: start, try again, next clip."""
        self.wait(lambda: self.find("#cover-button").is_displayed())
        self.find("#cover-button").click()

    def begin(self) -> None:
        """To the first clip, and start it."""
        self.go_to_trials()
        self.play()

    def clip_runs(self) -> bool:
        return bool(self.window.execute_script("return document.querySelector('video').currentTime > 0"))

    def counter(self) -> str:
        return self.find("#counter").text

    def can_answer(self) -> bool:
        answer = self.find(".answer")
        return answer.is_displayed() and answer.get_attribute("aria-disabled") == "false"

    def wait_for_open_answers(self, counter: str) -> None:
        """Until the clip of that number can be answered."""
        self.wait(lambda: self.counter() == counter and self.can_answer())

    def press(self, *keys: str) -> None:
        ActionChains(self.window).send_keys(*keys).perform()

    def click_answer(self, label: str) -> None:
        self.find(f".answer[data-label='{label}']").click()

    def message(self) -> str:
        """What stands on the cover over the clip, where it stands there with a button."""
        return self.find("#cover-message").text if self.find("#cover-button").is_displayed() else ""

    def wait_for_message(self, start: str) -> None:
        self.wait(lambda: self.message().startswith(start))

    def saving(self) -> str:
        return self.find("#saving").text

    def announced(self) -> str:
        return self.find("#live").get_attribute("textContent") or ""

    def focused(self) -> str:
        """The id of the element that has the focus."""
        return self.window.switch_to.active_element.get_attribute("id") or ""

    # What comes in place of the trial

    def panel_title(self) -> str:
        return self.find("#panel-title").text  # empty where it is not shown

    def wait_for_panel(self, title: str) -> None:
        self.wait(lambda: self.panel_title() == title)

    def go_on(self) -> None:
        """Press the panel's button: after a break, at the end of practice, in the tab that is to go on."""
        self.find("#panel-button").click()

    def wait_for_questions(self) -> None:
        self.wait(lambda: self.find("#questions").is_displayed())

    def fill_in_questions(self, point: int = 2) -> None:
        """One of each kind: this point of the scale, the middle of the slider and of the affect grid."""
        self.find(f".scale label:nth-child({point})").click()
        self.find("[data-kind=slider] input").click()
        self.find(".pad").click()

    def continue_from_questions(self) -> None:
        self.find("#questions button[type=submit]").click()


# Clips take ten times as long, so that there is time to do something while they run; until they need not any more.
SLOW = """
    const play = HTMLMediaElement.prototype.play;
    window.rate = 0.1;
    HTMLMediaElement.prototype.play = function () {
      this.playbackRate = window.rate;
      return play.call(this);
    };"""
NO_LONGER_SLOW = "window.rate = 1; document.querySelector('video').playbackRate = 1"
# No clip is on the server.
NO_CLIPS = """
    const get = window.fetch;
    const none = () => Promise.resolve(new Response("", { status: 404 }));
    window.fetch = (url, ...rest) => (String(url).includes("/media/") ? none() : get(url, ...rest));"""
