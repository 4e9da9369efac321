"""Mechanical Turk's frame: opens the study in a tab of its own, and submits the code to Amazon and to nobody else."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest

from study.models import Session, Study
from tests.study.rater import Rater
from tests.study.session.recruited import SENT, arrive, recruit_by

pytestmark = pytest.mark.django_db
FRAME = "iframe"
SENT_BY_MTURK = SENT["mturk"]


def test_the_preview_says_that_the_hit_must_be_accepted_first(study: Study, rater: Rater) -> None:
    recruit_by(study, "mturk")
    preview = {"assignmentId": "ASSIGNMENT_ID_NOT_AVAILABLE", "hitId": "123"}
    page = arrive(rater, preview, FRAME)
    assert page.status_code == 200
    assert "accept the HIT first" in page.content.decode() and "プレビュー" in page.content.decode()
    assert "arrival" not in rater.client.cookies


@pytest.mark.parametrize("host", ["https://www.mturk.com", "https://workersandbox.mturk.com/"])
def test_the_frame_submits_assignment_and_code(study: Study, rater: Rater, host: str) -> None:
    recruit_by(study, "mturk")
    page = arrive(rater, {**SENT_BY_MTURK, "turkSubmitTo": host}, FRAME).content.decode()
    assert f'method="post" action="{host.rstrip("/")}/mturk/externalSubmit"' in page
    assert f'name="assignmentId" value="{SENT_BY_MTURK["assignmentId"]}"' in page and 'name="code"' in page
    assert SENT_BY_MTURK["workerId"] not in page[page.index("<form") :]
    assert not re.search(r"<script| style=", page)


def test_the_frame_may_be_shown_by_mturk_and_may_submit_to_it(study: Study, rater: Rater) -> None:
    recruit_by(study, "mturk")
    response = arrive(rater, SENT_BY_MTURK, FRAME)
    policy = dict(each.split(" ", 1) for each in response.headers["Content-Security-Policy"].split("; "))
    hosts = ["https://worker.mturk.com", "https://workersandbox.mturk.com", "https://www.mturk.com"]
    assert policy["form-action"].split() == hosts
    assert policy["frame-ancestors"].split() == hosts[:2]
    assert "X-Frame-Options" not in response.headers


def test_no_other_page_may_be_framed_or_submit_elsewhere(study: Study, rater: Rater) -> None:
    recruit_by(study, "mturk")
    arrive(rater, SENT_BY_MTURK)
    rater.begin_rating()
    for page in (rater.get(), rater.get("withdraw"), Rater("test").get()):
        assert "form-action 'self'; base-uri 'none'; frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
        assert page.headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize(
    "host", ["https://evil.example", "http://www.mturk.com", "https://www.mturk.com.evil.example", "", "javascript:"]
)
def test_the_frame_submits_to_no_other_host(study: Study, rater: Rater, host: str) -> None:
    recruit_by(study, "mturk")
    page = arrive(rater, {**SENT_BY_MTURK, "turkSubmitTo": host}, FRAME)
    assert page.status_code == 403 and b"externalSubmit" not in page.content


def tab_address(frame: Any) -> str:
    """Where the frame's button leads."""
    link = re.search(r'<a class="button primary" href="([^"]+)" target="_blank"', frame.content.decode())
    assert link is not None
    return html.unescape(link[1])


@pytest.mark.parametrize("told", [True, False])
def test_the_tab_that_the_frame_opens_begins_the_session(study: Study, rater: Rater, told: bool) -> None:
    """Whether or not the browser says what is a frame and what is a tab. In the frame it keeps no cookie."""
    recruit_by(study, "mturk")
    frame = arrive(rater, SENT_BY_MTURK, FRAME if told else None)
    assert b"externalSubmit" in frame.content and "X-Frame-Options" not in frame.headers
    assert not frame.cookies.get("arrival") and not Session.objects.exists()
    headers = {"Sec-Fetch-Dest": "document"} if told else {}
    opened = rater.client.get(rater.address("") + tab_address(frame), headers=headers)
    assert opened.status_code == 302 and opened.headers["Location"] == "/s/test/"
    rater.begin_rating().answer_all()
    page = rater.get("done").content.decode()
    assert str(rater.session.completion_code) in page and "Mechanical Turk" in page


def test_a_frame_that_calls_itself_a_tab_stays_a_frame(study: Study, rater: Rater) -> None:
    recruit_by(study, "mturk")
    assert b"externalSubmit" in arrive(rater, {**SENT_BY_MTURK, "tab": "1"}, FRAME).content


@pytest.mark.parametrize("into", ["iframe", None])
def test_a_refusal_can_be_read_inside_the_frame(study: Study, rater: Rater, into: str | None) -> None:
    recruit_by(study, "mturk")
    refusal = arrive(rater, {"assignmentId": "123"}, into)
    assert refusal.status_code == 403 and b"accept the HIT and open the study from there" in refusal.content
    assert "X-Frame-Options" not in refusal.headers
    assert "frame-ancestors https://worker.mturk.com" in refusal.headers["Content-Security-Policy"]


def test_the_same_worker_with_another_assignment_takes_part_once(study: Study, rater: Rater) -> None:
    recruit_by(study, "mturk")
    arrive(rater, SENT_BY_MTURK)
    rater.start()
    arrive(rater, {**SENT_BY_MTURK, "assignmentId": "ANOTHER"})
    rater.start()
    assert Session.objects.count() == 1
