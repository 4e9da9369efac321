"""Every page of a study but the rating page, each reached by the shortest way."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.utils import timezone
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.support.ui import WebDriverWait

from study.design.definition import read_definition
from study.models import OUTCOMES, Participant, Session, Study
from study.session.plan import begin_session
from tests.browser.engines import set_cookie
from tests.study.rater import DEVICE
from tests.study.session.recruited import SENT, recruit_by

FULL = read_definition(Path(__file__).parents[3] / "docs" / "studies" / "full.toml").protocol


class Tour:
    """A study with all there can be in one, and a browser on it; every page begins from nothing."""

    def __init__(self, window: WebDriver, site: str, study: Study, language: str) -> None:
        self.window, self.site, self.study, self.language = window, site, study, language
        self.address = f"/s/{study.slug}/"

    def go(self, page: str) -> None:
        """To a page of `PAGES`."""
        self.window.delete_all_cookies()
        Participant.objects.all().delete()
        self.recruit("none")
        try:
            PAGES[page](self)
        except Exception as error:
            error.add_note(f"on the way to: {page}")
            raise

    def recruit(self, kind: str, **changes: Any) -> None:
        parts = {name: getattr(FULL, name) for name in ("questionnaire", "questions", "attention", "device")}
        self.study = recruit_by(self.study, kind, **(parts | changes))
        Study.objects.filter(pk=self.study.pk).update(state="open")

    def open(self, path: str = "", **parameters: str) -> None:
        """A page of the study."""
        query = urlencode({"language": self.language, **parameters})
        self.window.get(f"{self.site}{self.address}{path}?{query}")

    def at(self, state: str, path: str = "", days_ago: int = 0) -> Session:
        """The page of a session in this state, which began and perhaps ended ``days_ago``."""
        at = timezone.now() - timedelta(days=days_ago)
        session = begin_session(self.study, self.language, at)
        bring_to(session, state)
        set_cookie(self.window, f"{self.site}{self.address}", "rater", session.token)
        self.open(path)
        return session

    def press(self, selector: str = "main button.primary") -> None:
        """Press a button of a form, and wait for the page that answers."""
        self.window.execute_script("window.isOld = true")
        self.window.find_element(By.CSS_SELECTOR, selector).click()
        self._wait_for_page()

    def type(self, selector: str, text: str) -> None:
        self.window.find_element(By.CSS_SELECTOR, selector).send_keys(text)

    def tell_device(self, **facts: Any) -> None:
        """What the device check would have seen."""
        script = (
            "const form = document.querySelector('#check'); form.elements.facts.value = arguments[0]; form.submit()"
        )
        self.window.execute_script(f"window.isOld = true; {script}", json.dumps(DEVICE | facts))
        self._wait_for_page()

    def _wait_for_page(self) -> None:
        there = "return !window.isOld && document.readyState === 'complete'"
        WebDriverWait(self.window, 30, 0.05).until(lambda window: window.execute_script(there))


def bring_to(session: Session, state: str) -> None:
    """As if the rater had come so far, in no time."""
    fields: dict[str, Any] = {"state": state, "active_at": timezone.now()}
    if state != Session.State.STARTED:
        fields |= {"consented_at": session.started_at, "consent_sha256": "0" * 64}
    if state in OUTCOMES:
        fields["ended_at"] = session.started_at
    if state == Session.State.COMPLETED:
        fields["completion_code"] = f"7QXM-{session.pk:04d}"
    Session.objects.filter(pk=session.pk).update(**fields)


def consent_declined(tour: Tour) -> None:
    tour.at("started")
    tour.press("form[action$=decline] button")


def consent_not_agreed(tour: Tour) -> None:
    tour.at("started")
    tour.press()


def questionnaire_with_mistakes(tour: Tour) -> None:
    tour.at("consented")
    tour.type("[name=age]", "twelve")
    tour.press()


def device_too_small(tour: Tour) -> None:
    tour.at("questioned")
    tour.tell_device(viewport_width=200)


def closed(tour: Tour) -> None:
    Study.objects.update(state="closed")
    tour.open()


def code(tour: Tour) -> None:
    tour.recruit("codes")
    tour.open("code")


def code_unknown(tour: Tour) -> None:
    code(tour)
    tour.type("#code", "aaaa aaaa")
    tour.press()


def withdrawn(tour: Tour) -> None:
    tour.at("checked", "withdraw")
    tour.press()


def withdrawn_with_the_way_back(tour: Tour) -> None:
    tour.recruit("prolific")
    tour.at("completed", "withdraw")
    tour.press()


def withdrawal_code_unknown(tour: Tour) -> None:
    tour.open("withdraw")
    tour.type("#code", "aaaa aaaa")
    tour.press()


def by_recruiter(kind: str, **parameters: str) -> Callable[[Tour], None]:
    """The study's link as this recruiter gives it, or with other parameters."""

    def go(tour: Tour) -> None:
        tour.recruit(kind)
        tour.open(**parameters)

    return go


def way_back(kind: str) -> Callable[[Tour], None]:
    def go(tour: Tour) -> None:
        tour.recruit(kind)
        tour.at("completed")

    return go


def came_before(state: str) -> Callable[[Tour], None]:
    """A rater of Prolific who took part in another browser."""

    def go(tour: Tour) -> None:
        tour.recruit("prolific")
        tour.open(**SENT["prolific"])
        tour.press()
        bring_to(Session.objects.get(), state)
        tour.window.delete_all_cookies()
        tour.open(**SENT["prolific"])

    return go


def in_state(state: str, path: str = "", days_ago: int = 0) -> Callable[[Tour], None]:
    def go(tour: Tour) -> None:
        tour.at(state, path, days_ago)

    return go


PAGES: dict[str, Callable[[Tour], None]] = {
    "welcome": Tour.open,
    "closed": closed,
    "consent": in_state("started"),
    "consent, not agreed": consent_not_agreed,
    "consent, declined": consent_declined,
    "questionnaire": in_state("consented"),
    "questionnaire, with mistakes": questionnaire_with_mistakes,
    "device": in_state("questioned"),
    "device, too small": device_too_small,
    "instructions": in_state("checked"),
    "done": in_state("completed"),
    "done, and another person": in_state("completed", "another"),
    "done, back to Prolific": way_back("prolific"),
    "done, back to MTurk": way_back("mturk"),
    "screened out": in_state("screened_out"),
    "failed checks": in_state("failed_checks"),
    "timed out": in_state("timed_out"),
    "withdrawal": in_state("completed", "withdraw"),
    "withdrawal, too late": in_state("completed", "withdraw", days_ago=40),
    "withdrawal by code": lambda tour: tour.open("withdraw"),
    "withdrawal by code, unknown": withdrawal_code_unknown,
    "withdrawn": withdrawn,
    "withdrawn, with the way back": withdrawn_with_the_way_back,
    "code": code,
    "code, unknown": code_unknown,
    "Prolific, without its parameters": by_recruiter("prolific"),
    "Prolific, began elsewhere": came_before("consented"),
    "Prolific, took part": came_before("timed_out"),
    "MTurk's preview": by_recruiter("mturk", assignmentId="ASSIGNMENT_ID_NOT_AVAILABLE"),
    "MTurk's frame": by_recruiter("mturk", **SENT["mturk"]),
}
