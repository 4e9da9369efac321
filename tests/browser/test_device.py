"""The device check in both engines, and the clip that it plays."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from selenium.webdriver.remote.webdriver import WebDriver

from study.design.importing import import_set, open_study
from study.models import Session, Study
from tests.browser.check_clip import FRAMES
from tests.browser.engines import both_engines, look_away, set_viewport
from tests.browser.rating_page import SLOW, RatingPage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), both_engines]


@pytest.fixture
def page(make_stimulus_set: Callable[..., Path], transactional_db: None, browser: WebDriver, site: str) -> RatingPage:
    """At the device check of a study that wants 600 x 400."""
    open_study(import_set(make_stimulus_set(per_label={"correct": 1})), "short", None, 0, "en")
    Study.objects.update(definition={"device": {"min_width": 600, "min_height": 400}})
    page = RatingPage(browser, f"{site}/s/short/?language=en")
    page.submit("/consent")
    page.find("#agree").click()
    page.submit("/device")
    return page


def test_a_browser_that_plays_the_clip_goes_on_by_one_press(page: RatingPage) -> None:
    page.submit("/instructions")
    seen = Session.objects.get().device
    assert (seen["failure"], seen["format"], seen["clock"], seen["hidden"]) == (None, "mp4", "frame", False)
    # However busy the machine: each of the clip's frames was shown or is known to have been dropped.
    assert seen["presented_frames"] + seen["dropped_frames"] == pytest.approx(FRAMES, abs=1)
    assert seen["viewport_width"] == page.window.execute_script("return innerWidth")
    assert seen["refresh_hz"] is None or 1 < seen["refresh_hz"] < 500


def test_a_small_window_is_told_and_once_it_is_larger_the_rater_goes_on(page: RatingPage) -> None:
    set_viewport(page.window, 320, 700)
    page.find("main button.primary").click()
    page.wait(lambda: "at least 600 × 400 and is 320 × 700" in page.find(".problems").text)
    assert Session.objects.get().state == Session.State.QUESTIONED
    set_viewport(page.window, 1280, 900)
    page.submit("/instructions")


def test_a_browser_that_plays_nothing_is_told_so_and_has_a_way_out(page: RatingPage) -> None:
    broken = "HTMLMediaElement.prototype.play = () => Promise.reject(new DOMException('no', 'NotSupportedError'))"
    page.window.execute_script(broken)
    page.find("main button.primary").click()
    page.wait(lambda: "The test clip could not be shown" in page.find(".problems").text)
    assert Session.objects.get().device["failure"] == "decode_failed"
    page.find(".leave button").click()
    page.wait_for_page("/ended")
    assert Session.objects.get().state == Session.State.SCREENED_OUT


def test_a_page_that_is_left_while_the_clip_runs_is_told_to_stay_visible(page: RatingPage) -> None:
    page.window.execute_script(SLOW)
    page.find("main button.primary").click()
    page.wait(page.clip_runs)
    look_away(page.window)
    page.wait(lambda: "This page has to stay visible" in page.find(".problems").text)
    assert Session.objects.get().device["failure"] == "hidden"
    page.submit("/instructions")


def test_a_browser_without_frame_times_passes_and_is_known_by_its_clock(page: RatingPage) -> None:
    page.window.execute_script("delete HTMLVideoElement.prototype.requestVideoFrameCallback")
    page.submit("/instructions")
    seen = Session.objects.get().device
    assert (seen["clock"], seen["onset_source"], seen["dropped_frames"]) == ("playing", "polled", None)
    assert seen["presented_frames"] > 0
