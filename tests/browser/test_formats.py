"""Which of a clip's files a real browser plays."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from selenium.webdriver.remote.webdriver import WebDriver

from study.design.importing import import_set, open_study
from study.models import Response
from tests.browser.engines import before_every_page, both_engines
from tests.browser.rating_page import RatingPage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), both_engines]

NO_H264 = """
const canPlayType = HTMLMediaElement.prototype.canPlayType;
HTMLMediaElement.prototype.canPlayType = function (type) {
  return type.includes("mp4") ? "" : canPlayType.call(this, type);
};
"""
FETCHED = (
    "return performance.getEntriesByType('resource').map((each) => each.name).filter((each) => /media/.test(each))"
)


@pytest.mark.parametrize(
    ("script", "webm", "format"),
    [("", True, "mp4"), (NO_H264, True, "webm"), (NO_H264, False, "mp4")],
    ids=["plays both", "has no H.264", "has no H.264, nor the set WebM"],
)
def test_mp4_is_played_unless_the_browser_cannot_and_there_is_webm(
    browser: WebDriver,
    site: str,
    make_stimulus_set: Callable[..., Path],
    add_webm: Callable[[Path], Path],
    script: str,
    webm: bool,
    format: str,
) -> None:
    folder = make_stimulus_set(per_label={"correct": 1})
    open_study(import_set(add_webm(folder) if webm else folder), "both", None, 0, "en")
    before_every_page(browser, script)
    page = RatingPage(browser, f"{site}/s/both/?language=en")
    page.begin()
    page.wait_for_open_answers("Clip 1 of 2")
    page.press("1")
    page.wait_for_open_answers("Clip 2 of 2")
    fetched = browser.execute_script(FETCHED)
    assert len(fetched) >= 2 and all(name.endswith(f".{format}") for name in fetched)
    response = Response.objects.get()
    assert response.timing["format"] == format
    assert response.clock == Response.Clock.FRAME
    assert response.timing["clip_ms"] == pytest.approx(500, abs=60)
