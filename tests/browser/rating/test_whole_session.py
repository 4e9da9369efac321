"""From the link to the completion code, by clicks and keys."""

from __future__ import annotations

import pytest
from selenium.webdriver.chrome.webdriver import WebDriver

from study.models import Response, Session, Trial, TrialEvent
from tests.browser.engines import both_engines
from tests.browser.rating.conftest import Opener, StudyMaker

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), both_engines]


def test_a_whole_session_by_clicks_and_keys_is_found_in_the_database(
    browser: WebDriver, make_study: StudyMaker, open_page: Opener
) -> None:
    make_study()
    page = open_page(begin=False)
    page.begin()
    for number in (1, 2):
        page.wait_for_open_answers(f"Clip {number} of 2")
        page.press(str(number))
    page.wait_for_panel("Now the study begins")
    page.go_on()
    given = ["joy", "sadness", "anger", "surprise"]
    for number, label in enumerate(given, start=1):
        page.wait_for_open_answers(f"Clip {number} of 4")
        assert page.find("#progress").get_property("value") == number + 1  # of all trials, practice among them
        if number % 2:
            page.press(str(number))
        else:
            page.click_answer(label)
    page.wait_for_page("/done")

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
        assert not response.timing["replayed"] and response.timing["failures"] == []
        assert response.timing["verified"]
    assert [response.timing["input"] for response in responses] == ["key", "mouse", "key", "mouse"]
    assert list(TrialEvent.objects.values_list("kind", flat=True)) == ["shown"] * 6
    assert TrialEvent.objects.values("page").distinct().count() == 1
