"""The device check: which devices will do, what the others are told, and the way out."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from study.design.interface.device import WORDS
from study.design.protocol import Device
from study.models import Participant, Session, Study
from study.session.device import DeviceFacts, problems
from tests.study.rater import DEVICE, Rater
from tests.study.session.questionnaires import define
from tests.study.session.recruited import SENT, arrive, recruit_by

PHONE = {
    "viewport_width": 390,
    "viewport_height": 660,
    "screen_width": 390,
    "screen_height": 844,
    "coarse_pointer": True,
}


def facts(**changes: Any) -> DeviceFacts:
    return DeviceFacts.of_post(json.dumps(DEVICE | changes))


@pytest.mark.parametrize(
    ("changes", "wanted", "found"),
    [
        ({}, Device(), []),
        (PHONE, Device(), []),
        (PHONE, Device(phones=False), ["device_phone"]),
        ({**PHONE, "screen_width": 820, "screen_height": 1180}, Device(phones=False), []),
        (PHONE | {"screen_width": 844, "screen_height": 390}, Device(phones=False), ["device_phone"]),
        ({"viewport_width": 799}, Device(min_width=800), ["device_small"]),
        ({"viewport_height": 599}, Device(min_height=600), ["device_small"]),
        ({"viewport_width": 800, "viewport_height": 600}, Device(min_width=800, min_height=600), []),
        ({"failure": "decode_failed"}, Device(), ["device_no_video"]),
        ({"failure": "hidden"}, Device(), ["device_hidden"]),
        ({"hidden": True}, Device(), ["device_hidden"]),
        ({"presented_frames": 4}, Device(), ["device_no_video"]),
        ({"presented_frames": None, "clock": "playing"}, Device(), []),
        ({"clock": None}, Device(), ["device_no_video"]),
        ({"failure": "stalled", "viewport_width": 100}, Device(), ["device_no_video", "device_small"]),
    ],
)
def test_a_device_will_do_if_it_shows_clips_in_a_window_as_large_as_the_study_wants(
    changes: dict[str, Any], wanted: Device, found: list[str]
) -> None:
    assert problems(facts(**changes), wanted) == found
    assert set(found) <= set(WORDS)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"viewport_width": 0}, "viewport_width"),
        ({"viewport_width": "wide"}, r"\$\.viewport_width"),
        ({"pixel_ratio": -1}, "pixel_ratio"),
        ({"refresh_hz": 1e9}, "refresh_hz"),
        ({"clock": "sundial"}, r"\$\.clock"),
        ({"user_agent": "Mozilla"}, "user_agent"),
        ({"failure": "x" * 5000}, "facts: 5"),
    ],
)
def test_facts_that_are_none_name_their_field(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(ValueError, match=field):
        facts(**changes)


@pytest.fixture
def waiting(rater: Rater) -> Rater:
    """A rater at the device check of a study that wants 800 x 600 and no phones."""
    define(device={"min_width": 800, "min_height": 600, "phones": False})
    rater.start()
    rater.post("consent", agree="yes")
    return rater


@pytest.mark.django_db
def test_what_was_seen_is_kept_and_the_rater_goes_on(waiting: Rater) -> None:
    reply = waiting.post("device", facts=json.dumps(DEVICE | {"refresh_hz": 59.9}))
    assert reply.redirect_chain[-1][0].endswith("/instructions")
    assert waiting.session.state == Session.State.CHECKED
    assert waiting.session.device == facts(refresh_hz=59.9).to_json()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "told"),
    [("en", "at least 800\u00a0×\u00a0600 and is 640\u00a0×\u00a0480"), ("ja", "現在は640\u00a0×\u00a0480")],
)
def test_a_small_window_is_told_with_both_sizes_and_can_be_tried_again(
    waiting: Rater, language: str, told: str
) -> None:
    Participant.objects.update(language=language)
    small = json.dumps(DEVICE | {"viewport_width": 640, "viewport_height": 480})
    reply = waiting.post("device", facts=small)
    assert told in reply.content.decode() and WORDS["device_again"][language] in reply.content.decode()
    assert waiting.session.state == Session.State.QUESTIONED
    assert waiting.session.device["viewport_width"] == 640
    waiting.post("device", facts=json.dumps(DEVICE))
    assert waiting.session.state == Session.State.CHECKED


@pytest.mark.django_db
@pytest.mark.parametrize("posted", ["", "[]", "{}", "not JSON", '{"viewport_width": 1}'])
def test_a_check_that_did_not_come_to_its_end_is_asked_for_again(waiting: Rater, posted: str) -> None:
    reply = waiting.post("device", facts=posted)
    assert reply.status_code == 400
    assert WORDS["device_unread"]["en"] in reply.content.decode()
    assert waiting.session.state == Session.State.QUESTIONED and waiting.session.device == {}


@pytest.mark.django_db
def test_who_cannot_change_the_device_may_end_the_session_by_choice(waiting: Rater) -> None:
    assert WORDS["device_leave"]["en"] not in without_scripts_part(waiting.get("device").content.decode())
    reply = waiting.post("device", facts=json.dumps(DEVICE | PHONE))
    assert WORDS["device_leave"]["en"] in without_scripts_part(reply.content.decode())
    reply = waiting.post("device", leave="yes")
    assert reply.redirect_chain[-1][0].endswith("/ended")
    assert waiting.session.state == Session.State.SCREENED_OUT
    assert waiting.session.device["coarse_pointer"] is True


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "told"), [("en", "needs a device on which"), ("ja", "映像が正しく表示される端末")]
)
def test_who_ends_at_the_check_is_told_of_the_device_and_not_of_the_answers(
    waiting: Rater, language: str, told: str
) -> None:
    Participant.objects.update(language=language)
    page = waiting.post("device", leave="yes").content.decode()
    refused = waiting.session.text_version.text("screened_out", language)
    assert told in page and refused.split("\n")[0] not in page


@pytest.mark.django_db
def test_who_ends_at_the_check_without_a_way_back_is_told_how_to_tell_the_recruiter(study: Study) -> None:
    recruit_by(study, "mturk")
    rater = Rater("test")
    arrive(rater, SENT["mturk"])
    rater.start()
    rater.post("consent", agree="yes")
    assert "“Return”" in rater.post("device", leave="yes").content.decode()


@pytest.mark.django_db
def test_without_javascript_the_page_says_so_and_has_a_way_out(waiting: Rater) -> None:
    page = waiting.get("device").content.decode()
    assert WORDS["device_no_script"]["en"] in page and WORDS["device_leave"]["en"] in page


def without_scripts_part(page: str) -> str:
    """The page as a browser shows it that runs JavaScript."""
    return re.sub("<noscript>.*?</noscript>", "", page, flags=re.DOTALL)
