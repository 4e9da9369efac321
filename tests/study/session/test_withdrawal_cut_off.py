"""Until when a rater may withdraw, and what is said of it before and after."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from study.design.protocol import Withdrawal as Terms
from study.models import Session, Study, Withdrawal
from study.session.pages.leaving import with_last_day
from study.session.withdrawing import is_too_late
from tests.study.rater import Rater
from tests.study.session.recruited import recruit_by

pytestmark = pytest.mark.django_db


def end_days_ago(session: Session, days: int) -> None:
    ended = timezone.now() - timedelta(days=days)
    Session.objects.filter(pk=session.pk).update(
        started_at=ended - timedelta(hours=1), consented_at=ended - timedelta(minutes=50), ended_at=ended
    )


@pytest.mark.parametrize(
    ("language", "said"), [("en", "until 23 December 2026 (UTC)"), ("ja", "2026年12月23日（協定世界時）まで")]
)
def test_the_last_day_is_said_in_the_raters_language(rater: Rater, language: str, said: str) -> None:
    rater.language = language
    rater.start()
    session = rater.session
    session.ended_at = datetime(2026, 11, 23, 23, 59, tzinfo=UTC)
    assert said in with_last_day("withdraw_until", session)


@pytest.mark.parametrize("days", [0, 1, 30])
def test_the_cut_off_is_the_end_of_its_day(study: Study, rater: Rater, days: int) -> None:
    recruit_by(study, "none", withdrawal=Terms(days=days))
    rater.begin_rating().answer_all()
    session = Session.objects.get()
    assert session.ended_at is not None
    midnight = session.ended_at.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=days + 1)
    assert not is_too_late(session, midnight - timedelta(microseconds=1))
    assert is_too_late(session, midnight)


def test_after_the_cut_off_the_page_says_until_when_it_was(rater: Rater) -> None:
    rater.begin_rating().answer_all()
    end_days_ago(rater.session, 31)
    for page in (rater.get("withdraw"), rater.post("withdraw")):
        assert b"It was possible until" in page.content and b'type="submit"' not in page.content
    assert Session.objects.count() == 1 and not Withdrawal.objects.exists()
    assert b"You can have your data deleted" not in rater.get("done").content


def test_a_code_after_the_cut_off_deletes_nothing(rater: Rater, another_rater: Rater) -> None:
    rater.begin_rating().answer_all()
    end_days_ago(rater.session, 31)
    page = another_rater.post("withdraw", code=str(rater.session.completion_code))
    assert page.status_code == 403 and b"It was possible until" in page.content
    assert Session.objects.count() == 1
