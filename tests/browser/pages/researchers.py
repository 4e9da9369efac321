"""The researchers' pages, and those that anybody meets where something is wrong; each reached by the shortest way."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.support.ui import WebDriverWait

from tests.browser.engines import set_cookie
from tests.study.rated_study import add_raters, make_study

PASSWORD = "a long enough password"
SEND_WITHOUT_TOKEN = """
const form = Object.assign(document.createElement("form"), { method: "post", action: "/login" });
document.body.append(form);
form.submit();"""
STATUS = "return performance.getEntriesByType('navigation')[0].responseStatus"
UNFOLD = "for (const each of document.querySelectorAll('details')) each.open = true"


class Desk:
    """A researcher's browser on a site with three studies: answered by people and programs, by programs, by nobody."""

    def __init__(self, window: WebDriver, site: str, language: str) -> None:
        self.window, self.site, self.language = window, site, language
        rated, simulated, _ = (make_study(slug) for slug in ("rated", "simulated", "new"))
        add_raters(rated, 4, simulated=False)
        add_raters(rated, 1, simulated=False, completed=False, seed=1)
        for study in (rated, simulated):
            add_raters(study, 2, simulated=True, seed=2)
        for name, is_staff in (("researcher", True), ("visitor", False)):
            User.objects.create_user(name, password=PASSWORD, is_staff=is_staff)

    def go(self, page: str) -> None:
        """To a page of `PAGES`."""
        self.window.delete_all_cookies()
        try:
            PAGES[page](self)
        except Exception as error:
            error.add_note(f"on the way to: {page}")
            raise

    def sign_in(self, name: str) -> None:
        client = Client()
        client.force_login(User.objects.get(username=name))
        cookie = settings.SESSION_COOKIE_NAME
        set_cookie(self.window, f"{self.site}/", cookie, client.cookies[cookie].value)

    def open(self, path: str, status: int = 200, **parameters: str) -> None:
        """A page, which must come with this status."""
        self.window.get(f"{self.site}{path}?{urlencode({'language': self.language, **parameters})}")
        assert self.window.execute_script(STATUS) == status

    def wait_for(self, selector: str) -> None:
        there = "return !!document.querySelector(arguments[0])"
        WebDriverWait(self.window, 30, 0.05).until(lambda window: window.execute_script(there, selector))


def public(path: str, status: int = 200, **parameters: str) -> Callable[[Desk], None]:
    return lambda desk: desk.open(path, status, **parameters)


def signed_in(path: str, name: str = "researcher", status: int = 200, **parameters: str) -> Callable[[Desk], None]:
    """A page for those who have signed in, with all that is folded away on it."""

    def go(desk: Desk) -> None:
        desk.sign_in(name)
        desk.open(path, status, **parameters)
        desk.window.execute_script(UNFOLD)

    return go


def wrong_password(desk: Desk) -> None:
    desk.open("/login")
    desk.window.find_element(By.NAME, "username").send_keys("researcher")
    desk.window.find_element(By.NAME, "password").send_keys("a wrong one")
    desk.window.find_element(By.CSS_SELECTOR, "main button").click()
    desk.wait_for("[role=alert]")


def without_token(desk: Desk) -> None:
    desk.open("/login")
    desk.window.execute_script(SEND_WITHOUT_TOKEN)
    desk.wait_for("main.page:not(.narrow)")


PAGES: dict[str, Callable[[Desk], None]] = {
    "home": public("/"),
    "sign in": public("/login"),
    "sign in, wrong password": wrong_password,
    "studies": signed_in("/studies/"),
    "results": signed_in("/studies/rated/results/"),
    "results, with simulated raters": signed_in("/studies/rated/results/", simulated="1"),
    "results, of simulated raters alone": signed_in("/studies/simulated/results/"),
    "results, none yet": signed_in("/studies/new/results/"),
    "planning": signed_in("/studies/rated/planning/"),
    "planning, with mistakes": signed_in("/studies/new/planning/", raters="many", clip_sd="-1"),
    "a key that opens nothing": public("/studies/rated/results/", 403, key="wrong"),
    "for staff alone": signed_in("/studies/", name="visitor", status=403),
    "bad request": public("/fault/400", 400),
    "not allowed": public("/fault/403", 403),
    "not found": public("/s/none/", 404),
    "something went wrong": public("/fault/500", 500),
    "form without its token": without_token,
}
