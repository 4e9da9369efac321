"""The pages are light, and a clip runs from memory: never while it is still arriving, however slow the line."""

from __future__ import annotations

from typing import Any

import pytest
from selenium.webdriver.remote.webdriver import WebDriver

from study.models import Response, Study
from tests.browser.engines import before_every_page, devtools
from tests.browser.rating_page import RatingPage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TRANSFERRED = """
const all = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
return all.filter(({ name }) => !/media/.test(name)).reduce((sum, { transferSize }) => sum + transferSize, 0);"""
# What the player has when it begins to play.
AT_PLAY = """
const play = HTMLMediaElement.prototype.play;
HTMLMediaElement.prototype.play = function () {
  const { buffered, duration, src } = this;
  window.atPlay = { whole: buffered.end(buffered.length - 1) >= duration - 0.001, source: src.split(":")[0] };
  return play.call(this);
};"""
SLOW_LINE = {"offline": False, "latency": 50, "downloadThroughput": 250_000, "uploadThroughput": -1}  # 2 Mbit/s


def test_the_first_page_is_under_100_kb(browser: WebDriver, site: str, study: Study) -> None:
    browser.get(f"{site}/s/{study.slug}/?language=ja")
    assert 2000 < browser.execute_script(TRANSFERRED) < 100_000


def test_on_a_slow_line_a_clip_begins_only_when_all_of_it_is_there(browser: WebDriver, site: str, study: Study) -> None:
    Study.objects.update(definition={"device": {"check": False}})
    before_every_page(browser, AT_PLAY)
    devtools(browser, "Network.enable")
    devtools(browser, "Network.emulateNetworkConditions", **SLOW_LINE)
    page = RatingPage(browser, f"{site}/s/{study.slug}/?language=en")
    page.begin()
    page.wait_for_open_answers("Clip 1 of 2")
    at_play: dict[str, Any] = browser.execute_script("return atPlay")
    assert at_play == {"whole": True, "source": "blob"}
    page.press("1")
    page.wait(lambda: Response.objects.count() == 1)
    assert Response.objects.get().timing["waits"] == 0
