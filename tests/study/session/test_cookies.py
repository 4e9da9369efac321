"""The cookies of a rater's browser: they outlive the longest rest and the last day to withdraw."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.core import signing
from django.utils import timezone

from study.design.protocol import Resting
from study.models import Session, Study
from tests.study.rater import DEVICE_FORM, Rater
from tests.study.session.questionnaires import define
from tests.study.session.recruited import SENT, SONA, arrive, recruit_by

pytestmark = pytest.mark.django_db
DAY = 24 * 3600


def kept_for(rater: Rater, name: str = "rater") -> int:
    """Days for which the browser keeps a cookie that it has just been given."""
    return int(rater.client.cookies[name]["max-age"]) // DAY


@pytest.mark.parametrize(
    ("hours", "withdrawal", "days"),
    [
        (72.0, 30, 34),  # 3 days of rest, 30 days to withdraw, and the rest of the last one
        (72.0, 90, 94),
        (24.0 * 60, 30, 91),
        (0.5, 0, 30),
        (24.0 * 365, 30, 396),
        (72.0, 3650, 400),  # browsers keep no cookie for longer
    ],
)
def test_they_outlive_rest_and_withdrawal(rater: Rater, hours: float, withdrawal: int, days: int) -> None:
    define(resting={"hours": hours}, withdrawal={"days": withdrawal})
    rater.begin_rating()
    assert kept_for(rater) == days
    assert min(400, hours / 24 + withdrawal) <= days


def test_every_page_renews_them(rater: Rater) -> None:
    rater.begin_rating()
    del rater.client.cookies["csrftoken"]
    for step in ("", "trials", "consent", "done"):
        reply = rater.client.get(rater.address(step), follow=step == "")
        assert reply.cookies["rater"]["max-age"] == 34 * DAY


def test_no_page_renews_that_of_a_session_that_is_gone(rater: Rater) -> None:
    rater.begin_rating()
    token = rater.client.cookies["rater"].value
    rater.post("withdraw")
    rater.client.cookies["rater"] = token
    assert "rater" not in rater.client.get(rater.address("trials")).cookies


def test_what_the_way_back_needs_outlives_the_longest_rest(
    rater: Rater, study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each of the two rests is shorter than the study allows, both together are longer than one cookie's life."""
    recruit_by(study, "sona", resting=Resting(hours=60 * 24))
    arrive(rater, SENT["sona"])
    rater.start()
    now = time.time()
    for rest in (50, 100):
        monkeypatch.setattr(signing.time, "time", lambda rest=rest: now + rest * DAY)
        Session.objects.update(active_at=timezone.now() - timedelta(days=50))
        rater.get("")
        assert kept_for(rater, "arrival") == 91
    for step, form in (("consent", {"agree": "yes"}), ("device", DEVICE_FORM), ("instructions", {})):
        rater.post(step, **form)
    rater.answer_all()
    address = SONA.format(survey_code=SENT["sona"]["survey_code"]).replace("&", "&amp;")
    assert address in rater.get("done").content.decode()
