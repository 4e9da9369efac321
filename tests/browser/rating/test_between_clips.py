"""Practice with feedback, breaks, and trials that say what to answer."""

from __future__ import annotations

import re
from typing import Any

import pytest
from selenium.webdriver.chrome.webdriver import WebDriver
from selenium.webdriver.common.keys import Keys

from study.design.default_texts import DEFAULT_TEXTS
from study.design.texts import publish_texts
from study.models import Response, Session, Trial
from tests.browser.rating.conftest import Opener, StudyMaker
from tests.browser.rating_page import RatingPage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NO_PRACTICE = {"trials": 0}


def test_practice_tells_what_was_meant(browser: WebDriver, make_study: StudyMaker, open_page: Opener) -> None:
    make_study(own_practice=2)
    page = open_page()
    trials = list(Session.objects.get().open_trials().select_related("stimulus")[:2])
    right = trials[0].stimulus.label
    page.wait_for_open_answers("Clip 1 of 2")
    page.click_answer(right)
    page.wait_for_message(f"That is right: {right}")
    chosen = page.find(".answer.intended[aria-pressed=true]")  # to be read on its dark ground
    assert [int(part) for part in re.findall(r"\d+", chosen.value_of_css_property("color"))[:3]] == [255] * 3
    assert page.focused() == "cover-button"
    page.press(Keys.ENTER)
    page.wait_for_open_answers("Clip 2 of 2")
    wrong = "sadness" if trials[1].stimulus.label != "sadness" else "anger"
    page.click_answer(wrong)
    page.wait_for_message("The movement was meant to express:")
    meant = page.find(".answer.intended")
    assert meant.get_attribute("data-label") == trials[1].stimulus.label
    assert page.message().endswith(f"{meant.find_element('css selector', 'span').text}\nYou chose: {wrong}")
    page.play()
    page.wait_for_panel("Now the study begins")
    assert page.focused() == "panel-button"
    page.press(Keys.ENTER)
    page.wait_for_open_answers("Clip 1 of 4" if Trial.objects.filter(kind="main").count() == 4 else "Clip 1 of 6")
    page.press("1")
    page.wait_for_open_answers(page.counter().replace("Clip 1", "Clip 2"))  # without feedback


def test_who_reloads_where_the_study_begins_is_told_so_again_but_not_once_it_has_begun(
    browser: WebDriver, make_study: StudyMaker, open_page: Opener
) -> None:
    make_study(practice={"trials": 1})
    page = open_page()
    page.wait_for_open_answers("Clip 1 of 1")
    page.press("1")
    page.wait_for_panel("Now the study begins")
    page.wait(lambda: page.saving() == "Saved")
    browser.refresh()
    page.wait_for_panel("Now the study begins")
    page.go_on()
    page.wait_for_open_answers("Clip 1 of 4")
    browser.refresh()
    page.play()
    page.wait_for_open_answers("Clip 1 of 4")


def test_the_head_of_the_page_tells_how_far_the_rater_is(
    browser: WebDriver, make_study: StudyMaker, open_page: Opener
) -> None:
    """At feedback and between clips the last answer counts, and the clip that is over is named no more."""

    def progress(name: str) -> Any:
        return browser.execute_script(f"return document.querySelector('#progress').{name}")

    def head() -> tuple[str, str, Any]:
        return page.counter(), page.find("#practice").text, progress("position")

    make_study(own_practice=1, practice={"trials": 1}, blocks={"trials": 2})
    page = open_page()
    page.wait_for_open_answers("Clip 1 of 1")
    assert head() == ("Clip 1 of 1", "Practice", 0)
    page.press("1")
    page.wait(lambda: page.message() != "")
    total = progress("max")
    assert head() == ("Clip 1 of 1", "Practice", pytest.approx(1 / total))
    page.play()
    page.wait_for_panel("Now the study begins")
    assert head() == ("", "", pytest.approx(1 / total))
    browser.refresh()
    page.wait_for_panel("Now the study begins")
    assert head() == ("", "", pytest.approx(1 / total))
    page.go_on()
    for number in (1, 2):
        page.wait(lambda number=number: page.counter().startswith(f"Clip {number} ") and page.can_answer())  # type: ignore[misc]
        assert head()[1:] == ("", pytest.approx(number / total))
        page.press("1")
    page.wait(lambda: page.find("#panel").is_displayed())
    assert head() == ("", "", pytest.approx(3 / total))


def test_texts_between_clips_keep_their_paragraphs(make_study: StudyMaker, open_page: Opener) -> None:
    study = make_study(practice={"trials": 1})
    told = {"en": "Practice is over.\n\nFrom now on your answers count.", "ja": "本番です。"}
    publish_texts(study, DEFAULT_TEXTS | {"practice_end": told})
    page = open_page()
    page.wait_for_open_answers("Clip 1 of 1")
    page.press("1")
    page.wait_for_panel("Now the study begins")
    assert page.find("#panel-text").text == told["en"]


def test_without_feedback_practice_goes_on_by_itself(make_study: StudyMaker, open_page: Opener) -> None:
    make_study(own_practice=2, practice={"feedback": False})
    page = open_page()
    page.wait_for_open_answers("Clip 1 of 2")
    page.press("1")
    page.wait_for_open_answers("Clip 2 of 2")


def test_a_break_cannot_be_cut_short(make_study: StudyMaker, open_page: Opener) -> None:
    make_study(practice=NO_PRACTICE, blocks={"trials": 2, "rest_seconds": 3})
    page = open_page()
    for number in (1, 2):
        page.wait_for_open_answers(f"Clip {number} of 4")
        page.press("1")
    page.wait_for_panel("Part 1 of 2 is done")
    button = page.find("#panel-button")
    assert page.focused() == "panel-button"
    page.wait(lambda: page.announced() == "You can go on in 3 seconds.")
    page.press(Keys.ENTER)
    button.click()
    assert button.get_attribute("aria-disabled") == "true"
    page.wait(lambda: page.find("#panel-wait").text == "You can go on in 1 second.")
    assert page.announced() == "You can go on in 3 seconds."  # the seconds are not told one by one
    page.wait(lambda: button.get_attribute("aria-disabled") is None)
    page.wait(lambda: page.announced() == "Go on when you are ready.")
    page.press(Keys.ENTER)
    page.wait_for_open_answers("Clip 3 of 4")
    assert page.focused() == "question"


def test_who_reloads_in_a_break_still_has_it_and_who_reloads_after_it_does_not(
    browser: WebDriver, make_study: StudyMaker, open_page: Opener
) -> None:
    make_study(practice=NO_PRACTICE, blocks={"trials": 2})
    page = open_page()
    for number in (1, 2):
        page.wait_for_open_answers(f"Clip {number} of 4")
        page.press("1")
    page.wait_for_panel("Part 1 of 2 is done")
    page.wait(lambda: page.saving() == "Saved")
    browser.refresh()
    page.wait_for_panel("Part 1 of 2 is done")
    page.go_on()
    page.wait_for_open_answers("Clip 3 of 4")
    browser.refresh()
    page.play()
    page.wait_for_open_answers("Clip 3 of 4")


def test_a_trial_may_say_what_to_answer(make_study: StudyMaker, open_page: Opener) -> None:
    make_study(practice=NO_PRACTICE, attention={"instructed": 1})
    page = open_page()
    check = Trial.objects.get(kind=Trial.Kind.ATTENTION)
    instruction = f"For this clip, please choose “{check.instructed}”, whatever the movement."
    for number in range(1, 6):
        page.wait_for_open_answers(f"Clip {number} of 5")
        if is_check(page):
            assert page.find("#question").text == instruction
            page.wait(lambda: page.announced() == instruction)
            page.click_answer(check.instructed)
        else:
            assert page.find("#question").text == "Which emotion does the movement express?"
            page.press("1")
    page.wait_for_page("/done")
    assert Response.objects.get(trial=check).chosen == check.instructed


def test_who_fails_more_checks_than_allowed_is_led_out(make_study: StudyMaker, open_page: Opener) -> None:
    make_study(practice=NO_PRACTICE, attention={"instructed": 1, "allowed_failures": 0})
    page = open_page()
    check = Trial.objects.get(kind=Trial.Kind.ATTENTION)
    for number in range(1, check.position + 2):
        page.wait_for_open_answers(f"Clip {number} of 5")
        page.click_answer("joy" if check.instructed != "joy" else "anger")
    page.wait_for_page("/ended")
    assert Session.objects.get().state == Session.State.FAILED_CHECKS


def is_check(page: RatingPage) -> bool:
    return "instructed" in (page.find("#question").get_attribute("class") or "")
