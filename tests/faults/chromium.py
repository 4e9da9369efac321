"""A rater in a real browser on the faulty line: random reloads, second tabs, half a minute offline, clock jumps."""

from __future__ import annotations

import json
import random
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from selenium.common.exceptions import WebDriverException
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webdriver import WebDriver

from tests.browser.conftest import chromium_window
from tests.browser.engines import before_every_page
from tests.faults.ledger import Judgement
from tests.faults.site import LABELS

STUCK_SECONDS = 45.0  # without any change; then the rater loads the page again
HALF_LOADED_SECONDS = 4.0  # the same, for a page whose parts did not all come: nothing in it can be pressed
LONGEST_SESSION = 1200.0
OFTEN = 0.06  # how often a rater reloads, or goes on in a second tab

# Keeps, for all tabs and loads, which clips were on show and which presses were taken; and lets the date jump.
WITNESS = """
    const RealDate = Date;
    let offset = 0;
    setInterval(() => (offset = (Math.random() - 0.5) * 1e11), 700);
    window.Date = class extends RealDate {
      constructor(...given) { given.length ? super(...given) : super(RealDate.now() + offset); }
      static now() { return RealDate.now() + offset; }
    };
    const note = (entry) => {
      const all = JSON.parse(localStorage.getItem("witness") ?? "[]");
      localStorage.setItem("witness", JSON.stringify([...all, entry]));
    };
    const clip = () => {
      const practice = !document.querySelector("#practice").hidden;
      return `${practice ? "practice" : "main"} ${/\\d+/.exec(document.querySelector("#counter").textContent)}`;
    };
    let pressed = null;
    addEventListener("keydown", ({ key }) => {
      const answer = document.querySelector(`.answer[data-key="${key}"]`);
      pressed = answer?.getAttribute("aria-disabled") === "false" ? { answer, clip: clip() } : null;
    }, true);
    addEventListener("keydown", () => {
      if (pressed?.answer.getAttribute("aria-pressed") !== "true") return;
      note({ clip: pressed.clip, pressed: pressed.answer.dataset.label });
      pressed = null;
    });
    addEventListener("DOMContentLoaded", () => {
      const counter = document.querySelector("#counter");
      const told = () => /\\d/.test(counter.textContent) && note({ clip: clip(), pressed: null });
      if (counter) new MutationObserver(told).observe(counter, { childList: true, characterData: true, subtree: true });
    });
"""
LOOK = """
    const shown = (selector) => Boolean(document.querySelector(selector)?.checkVisibility());
    const answer = document.querySelector(".answer");
    const agree = document.querySelector("#agree");
    return {
      address: location.href,
      next: ["#cover-button", "#panel-button", "main button.primary"].find(shown) ?? null,
      agree: Boolean(agree && !agree.checked),
      open: shown(".answer") && answer.getAttribute("aria-disabled") === "false",
      counter: document.querySelector("#counter")?.textContent ?? "",
      saving: document.querySelector("#saving")?.textContent ?? "",
    };"""
READ = """
    SELECT trial.kind, trial.position, response.chosen FROM study_response response
    JOIN study_trial trial ON trial.id = response.trial_id JOIN study_session session ON session.id = trial.session_id
    WHERE session.token = ? ORDER BY trial.position
"""


@dataclass
class Browsing:
    """What a browser's rater did. ``witness``, in order: a clip came on show, or a press was taken as its answer."""

    session: str = ""
    witness: list[dict[str, Any]] = field(default_factory=list)
    done: Counter[str] = field(default_factory=Counter)


def judged(browsing: Browsing, database: Path) -> Judgement:
    """The last press that was taken for a clip is its answer; a clip that comes back after a later one was lost."""
    with closing(sqlite3.connect(database)) as connection:
        rows = connection.execute(READ, [browsing.session]).fetchall()
    practice = sum(kind == "practice" for kind, _, _ in rows)
    stored = [
        (f"{kind} {position + 1 - (practice if kind == 'main' else 0)}", chosen) for kind, position, chosen in rows
    ]
    places = {clip: place for place, (clip, _) in enumerate(stored)}
    given = {each["clip"]: each["pressed"] for each in browsing.witness if each["pressed"]}
    on_show = [places.get(each["clip"], -1) for each in browsing.witness]
    came_back = sum(later < earlier for earlier, later in zip(on_show, on_show[1:], strict=False))
    return Judgement(
        stored=len(stored),
        lost=sum(clip not in places for clip in given) + came_back,
        doubled=len(stored) - len(places),
        misattributed=sum(given.get(clip) != chosen for clip, chosen in stored),
        refused_but_stored=0,
        events_lost_or_doubled=0,
    )


def rate_in_chromium(
    profile: Path, site: str, slug: str, seed: int, go_offline: Callable[[], None], is_over: threading.Event
) -> Browsing:
    """One session, from the link to the last page; ``go_offline`` is called on the way, ``is_over`` breaks it off."""
    with chromium_window(profile) as window:
        return _Rater(window, f"{site}/s/{slug}/", seed, go_offline, is_over).take_part()


def _patience(seen: dict[str, Any] | None) -> float:
    is_rating = seen is not None and any(mark.isdigit() for mark in seen["counter"])
    return STUCK_SECONDS if is_rating else HALF_LOADED_SECONDS


class _Rater:
    def __init__(
        self, window: WebDriver, link: str, seed: int, go_offline: Callable[[], None], is_over: threading.Event
    ) -> None:
        self.window = window
        self.link = link
        self.rng = random.Random(seed)
        self.go_offline = go_offline
        self.is_over = is_over
        self.browsing = Browsing()
        self.answers = 0

    def take_part(self) -> Browsing:
        before_every_page(self.window, WITNESS)
        self._open(self.link)
        seen, since, end = None, time.monotonic(), time.monotonic() + LONGEST_SESSION
        while True:
            now = self._look()
            if now is not None and now["address"].endswith("/done"):
                return self._ended()
            if now is not None and now["address"].endswith("/ended"):
                raise AssertionError(f"the session ended before its last trial; after {self.browsing}")
            if self.is_over.is_set() or time.monotonic() > end:
                raise AssertionError(f"not done within {LONGEST_SESSION:g} s; {now} after {self.browsing}")
            if now != seen:
                seen, since = now, time.monotonic()
            elif time.monotonic() - since > _patience(now):
                self._note("reloaded when stuck")
                self._open(self.link)
                since = time.monotonic()
            self._act(now)

    def _look(self) -> dict[str, Any] | None:
        try:
            seen: dict[str, Any] = self.window.execute_script(LOOK)
        except WebDriverException:
            return None
        return seen

    def _act(self, seen: dict[str, Any] | None) -> None:
        """What a rater does with what is on the screen."""
        try:
            if seen is None or not seen["address"].startswith("http"):  # the browser's own error page
                self._note("page failed to load")
                time.sleep(0.3)
                self._open(self.link)
            elif seen["open"]:
                self._answer()
            elif seen["agree"]:
                self.window.find_element(By.ID, "agree").click()
            elif seen["next"]:
                self.window.find_element(By.CSS_SELECTOR, seen["next"]).click()
            else:
                time.sleep(0.05)
        except WebDriverException:  # the page has changed meanwhile, or did not come
            time.sleep(0.1)

    def _answer(self) -> None:
        ActionChains(self.window).send_keys(str(self.rng.randint(1, len(LABELS)))).perform()
        self.answers += 1
        if self.answers == 5:
            self._note("browser offline")
            self.go_offline()
        chance = self.rng.random()
        if chance < OFTEN:
            self._note("reload")
            self.window.refresh()
        elif chance < 2 * OFTEN:
            self._note("second tab in the browser")
            self._go_on_in_another_tab()

    def _go_on_in_another_tab(self) -> None:
        before = self.window.current_window_handle
        self.window.switch_to.new_window("tab")
        before_every_page(self.window, WITNESS)
        self._open(self.link)
        after = self.window.current_window_handle
        if self.rng.random() < 0.5:  # else the older tab stays, and says that it is no longer the one
            self.window.switch_to.window(before)
            self.window.close()
            self.window.switch_to.window(after)

    def _open(self, address: str) -> None:
        with suppress(WebDriverException):  # the line was broken: seen and tried again
            self.window.get(address)

    def _ended(self) -> Browsing:
        cookie = self.window.get_cookie("rater")
        assert cookie is not None
        self.browsing.session = cookie["value"]
        self.browsing.witness = json.loads(self.window.execute_script("return localStorage.getItem('witness')"))
        return self.browsing

    def _note(self, what: str) -> None:
        self.browsing.done[what] += 1
