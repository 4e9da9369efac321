"""A device that several raters share: an ended session makes room for the next person."""

from __future__ import annotations

import pytest
from django.utils import timezone

from study.models import Session, Study
from study.session.access_codes import make_codes
from study.session.steps import end_session
from tests.study.rater import Rater
from tests.study.session.recruited import SENT, arrive, recruit_by

pytestmark = pytest.mark.django_db
LINK = b'href="/s/test/another"'


def test_after_a_session_the_next_person_begins_with_a_code_of_their_own(study: Study, rater: Rater) -> None:
    first, second = make_codes(recruit_by(study, "codes"), 2)
    rater.post("code", code=first)
    rater.post("consent", agree="yes")
    rater.post("device", leave="yes")
    ended = rater.session
    assert LINK in rater.get().content
    assert rater.post("another").templates[0].name == "session/welcome.html"
    assert rater.post("code", code=second).redirect_chain[-1][0].endswith("/consent")
    assert rater.session != ended and Session.objects.filter(pk=ended.pk).exists()


def test_where_anybody_with_the_link_may_begin_the_next_person_does(rater: Rater) -> None:
    rater.begin_rating().answer_all()
    finished = rater.session
    assert LINK in rater.get().content
    rater.post("another")
    rater.begin_rating()
    assert rater.session != finished and Session.objects.count() == 2


def test_looking_at_the_page_forgets_nothing_and_tells_the_withdrawal_code(rater: Rater) -> None:
    rater.begin_rating().answer_all()
    code = rater.session.completion_code
    page = rater.get("another").content.decode()
    assert f"<code>{code}</code>" in page and 'href="/s/test/withdraw"' in page
    assert rater.get().templates[0].name == "session/outcome.html"
    rater.post("another")
    assert b"have been deleted" in rater.post("withdraw", code=str(code)).content


def test_without_a_code_the_page_says_that_withdrawing_is_for_now(rater: Rater) -> None:
    rater.begin_rating()
    end_session(rater.session, Session.State.TIMED_OUT, timezone.now())
    assert b"has to do so now" in rater.get("another").content


@pytest.mark.parametrize("kind", SENT)
def test_recruiters_who_send_ids_tell_people_apart_by_them(study: Study, rater: Rater, kind: str) -> None:
    recruit_by(study, kind)
    arrive(rater, SENT[kind])
    rater.begin_rating().answer_all()
    assert LINK not in rater.get().content
    rater.post("another")
    assert rater.session.state == Session.State.COMPLETED


def test_a_session_that_goes_on_makes_no_room(rater: Rater) -> None:
    rater.begin_rating()
    rater.post("another")
    assert rater.session.state == Session.State.RATING
    assert rater.get("another").redirect_chain[-1][0].endswith("/trials")


def test_who_was_refused_where_only_the_cookie_tells_stays_refused(rater: Rater) -> None:
    rater.begin_rating()
    end_session(rater.session, Session.State.FAILED_CHECKS, timezone.now())
    assert LINK not in rater.get().content
    rater.post("another")
    assert rater.session.state == Session.State.FAILED_CHECKS


def test_a_closed_study_has_nothing_to_begin(rater: Rater) -> None:
    rater.begin_rating().answer_all()
    Study.objects.update(state="closed")
    assert LINK not in rater.get().content


def test_without_a_session_there_is_nobody_to_forget(rater: Rater) -> None:
    assert rater.get("another").templates[0].name == "session/welcome.html"
