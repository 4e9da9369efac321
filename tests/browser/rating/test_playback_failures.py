"""Every way in which a clip can fail: told in words of its own, tried again, noted, and never taken for seen."""

from __future__ import annotations

import pytest
from selenium.webdriver.remote.webdriver import WebDriver

from study.models import Response, TrialEvent
from tests.browser.engines import before_every_page, block, both_engines, look_away, without_console_errors
from tests.browser.rating.conftest import Opener, StudyMaker, is_seen_to_end
from tests.browser.rating_page import SLOW, RatingPage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), both_engines]

# The first clip's file arrives otherwise than it should, so many times.
REPLIES = """
    const fetchFile = window.fetch;
    let left = %d, first = null;
    window.fetch = (address, options) => {
      if (!/media/.test(address) || (first ??= address) !== address || left-- <= 0) return fetchFile(address, options);
      return %s;
    };"""
TRIES = 3  # of the prefetch, before it tells

# Only the first presentation goes wrong, in one of these ways.
PLAYS = """
    const playFile = HTMLMediaElement.prototype.play;
    let isFirst = true;
    HTMLMediaElement.prototype.play = function () {
      if (!isFirst) return playFile.call(this);
      isFirst = false;
      %s
    };"""
STALLS = "setTimeout(() => this.pause(), 150); return playFile.call(this);"
REFUSES = "return Promise.reject(new DOMException('not now', 'NotAllowedError'));"
FAILS = "return Promise.reject(new DOMException('cannot', 'NotSupportedError'));"
SLOWS = "this.playbackRate = 0.1; return playFile.call(this);"


def answer_the_retried_clip(page: RatingPage, kind: str) -> None:
    """The failure is noted with the trial, and the answer is that to the second attempt."""
    assert not page.can_answer()
    page.press("1")
    page.play()
    page.wait_for_open_answers("Clip 1 of 2")
    page.press("2")
    page.wait_for_open_answers("Clip 2 of 2")
    response = Response.objects.get()
    assert response.chosen == "sadness"
    assert response.timing["attempt"] == 2 and response.timing["failures"] == [kind]
    kinds = list(response.trial.events.order_by("pk").values_list("kind", flat=True))
    assert kinds[-1] == TrialEvent.Kind.SHOWN and kind in kinds


@pytest.mark.parametrize(
    ("reply", "times", "message"),
    [
        ("Promise.resolve(new Response('', { status: 404 }))", 1, "The server does not find this clip."),
        ("Promise.resolve(new Response('', { status: 500 }))", TRIES, "The server could not send the clip."),
        ("Promise.resolve(new Response('another clip'))", TRIES, "The clip did not arrive as it should."),
        ("Promise.reject(new TypeError('no connection'))", TRIES, "The clip could not be loaded."),
    ],
    ids=["404", "500", "wrong bytes", "no connection"],
)
def test_a_clip_that_does_not_arrive(
    browser: WebDriver, make_study: StudyMaker, open_page: Opener, reply: str, times: int, message: str
) -> None:
    make_study()
    before_every_page(browser, REPLIES % (times, reply))
    page = open_page(begin=False)
    page.go_to_trials()
    page.wait_for_message(message)
    assert page.focused() == "cover-button"
    answer_the_retried_clip(page, "clip_failed")


@pytest.mark.parametrize(
    ("way", "kind", "message"),
    [
        (STALLS, "stalled", "The clip has stopped before its end."),
        (REFUSES, "refused", "Your browser plays clips only after a tap."),
        (FAILS, "decode_failed", "Your browser could not play the clip."),
    ],
    ids=["stalled", "refused", "failed"],
)
def test_a_clip_that_is_not_shown_in_full(
    browser: WebDriver, make_study: StudyMaker, open_page: Opener, way: str, kind: str, message: str
) -> None:
    make_study(answers={"when": "after_clip"})
    before_every_page(browser, PLAYS % way)
    page = open_page()
    page.wait_for_message(message)
    assert not Response.objects.exists()
    answer_the_retried_clip(page, kind)
    assert is_seen_to_end(Response.objects.get().timing)


def test_a_clip_before_which_another_tab_comes(browser: WebDriver, make_study: StudyMaker, open_page: Opener) -> None:
    make_study(answers={"when": "after_clip"})
    before_every_page(browser, PLAYS % SLOWS)
    page = open_page()
    page.wait(page.clip_runs)
    look_away(browser)
    page.wait_for_message("The page was out of sight while the clip was running.")
    assert not Response.objects.exists()
    answer_the_retried_clip(page, "hidden")
    assert is_seen_to_end(Response.objects.get().timing)


def test_where_mp4_cannot_be_decoded_webm_is_tried_by_itself(
    browser: WebDriver, make_study: StudyMaker, open_page: Opener
) -> None:
    make_study(webm=True, broken_mp4=True)
    page = open_page()
    for number in (1, 2):
        page.wait_for_open_answers(f"Clip {number} of 2")
        page.press("1")
    page.wait_for_panel("Now the study begins")
    page.wait(lambda: Response.objects.count() == 2)
    first, second = (each.timing for each in Response.objects.order_by("trial__position"))
    assert first["format"] == second["format"] == "webm"
    assert (first["failures"], second["failures"]) == (["decode_failed"], [])  # it stays with what it can play


def test_a_clip_that_cannot_be_decoded_cannot_be_answered(
    browser: WebDriver, make_study: StudyMaker, open_page: Opener
) -> None:
    make_study(broken_mp4=True)
    page = open_page(begin=False)
    page.go_to_trials()
    for _ in range(2):
        page.wait_for_message("Your browser could not play the clip.")
        page.press("1")
        page.play()
    page.wait(lambda: TrialEvent.objects.filter(kind="decode_failed").count() >= 2)
    assert not Response.objects.exists()


def test_a_failure_in_the_middle_closes_the_answers(
    browser: WebDriver, make_study: StudyMaker, open_page: Opener
) -> None:
    make_study()
    before_every_page(browser, SLOW)
    page = open_page("ja")
    page.wait_for_open_answers("映像 1 / 2")
    browser.execute_script("document.querySelector('video').pause()")
    page.wait_for_message("映像が途中で止まりました。")
    assert not page.can_answer()
    page.play()
    page.wait_for_open_answers("映像 1 / 2")


def test_the_next_clips_are_there_before_they_are_needed(
    browser: WebDriver, make_study: StudyMaker, open_page: Opener
) -> None:
    make_study()
    page = open_page()
    page.wait_for_open_answers("Clip 1 of 2")
    fetched = "return performance.getEntriesByType('resource').filter((each) => /media/.test(each.name)).length"
    page.wait(lambda: browser.execute_script(fetched) == 4)  # this one and the next three
    block(browser, "*/media/*")
    for number in (1, 2):
        page.wait_for_open_answers(f"Clip {number} of 2")
        page.press("1")
    page.wait_for_panel("Now the study begins")
    page.go_on()
    page.wait_for_open_answers("Clip 1 of 4")
    without_console_errors(browser, "ERR_BLOCKED_BY_CLIENT")


def test_a_browser_without_frame_times_is_flagged(
    browser: WebDriver, make_study: StudyMaker, open_page: Opener
) -> None:
    make_study()
    before_every_page(browser, "delete HTMLVideoElement.prototype.requestVideoFrameCallback")
    page = open_page()
    page.wait_for_open_answers("Clip 1 of 2")
    page.press("1")
    page.wait_for_open_answers("Clip 2 of 2")
    response = Response.objects.get()
    assert response.clock == Response.Clock.PLAYING and response.rt_ms > 0


def test_a_browser_that_decodes_nothing_before_it_plays_is_waited_for_no_longer_than_needed(
    browser: WebDriver, make_study: StudyMaker, open_page: Opener
) -> None:
    make_study()
    swallow = """
        for (const event of ["onloadedmetadata", "onloadeddata"])
          Object.defineProperty(HTMLMediaElement.prototype, event, { set() {} });
        delete AbortSignal.timeout;"""
    before_every_page(browser, swallow)
    page = open_page()
    page.wait_for_open_answers("Clip 1 of 2")
    page.press("1")
    page.wait(lambda: Response.objects.count() == 1)
