"""Who was screened out or failed the checks cannot undo it by withdrawing; the data are deleted all the same."""

from __future__ import annotations

import pytest
from django.db import connection

from study.design.questions import Question, Words
from study.models import AccessCode, Participant, Recruitment, Refusal, Session, Study
from study.session.access_codes import make_codes
from study.session.steps import end_session
from tests.study.rater import Rater
from tests.study.session.recruited import SENT, arrive, recruit_by

pytestmark = pytest.mark.django_db
AGE = Question(name="age", kind="number", text=Words(en="Age", ja="年齢"), required=True, screen_below=18)


def begin(rater: Rater, age: int) -> Rater:
    rater.start()
    rater.post("consent", agree="yes")
    rater.post("questionnaire", age=str(age))
    return rater


def fail(rater: Rater) -> None:
    begin(rater, 30)
    session = rater.session
    end_session(session, Session.State.FAILED_CHECKS, session.active_at)


@pytest.mark.parametrize("kind", SENT)
@pytest.mark.parametrize("failed", [False, True], ids=["screened out", "failed checks"])
def test_a_refused_rater_who_withdraws_cannot_begin_again(study: Study, kind: str, failed: bool) -> None:
    recruit_by(study, kind, questionnaire=(AGE,))
    rater, again = Rater("test"), Rater("test")
    arrive(rater, SENT[kind])
    if failed:
        fail(rater)
    else:
        begin(rater, 17)
    digest = Recruitment.objects.get().external_hmac
    assert b"keyed hash by which you are recognised" in rater.get("withdraw").content
    assert b"keyed hash by which you are recognised" in rater.post("withdraw").content
    assert not Participant.objects.exists() and not Recruitment.objects.exists()
    assert Refusal.objects.get().external_hmac == digest
    for browser in (rater, again):
        arrive(browser, SENT[kind])
        assert b"You have taken part already" in browser.get().content
        assert b"You have taken part already" in begin(browser, 18).get().content
    assert not Session.objects.exists()


def test_a_refused_raters_code_stays_used(study: Study, rater: Rater) -> None:
    code = make_codes(recruit_by(study, "codes", questionnaire=(AGE,)), 2)[0]
    rater.post("code", code=code)
    rater.post("consent", agree="yes")
    rater.post("questionnaire", age="17")
    rater.post("withdraw")
    assert AccessCode.objects.exclude(used_at=None).count() == 1
    assert b"used already" in rater.post("code", code=code).content and not Session.objects.exists()


def test_a_hash_is_all_that_is_kept(study: Study) -> None:
    with connection.cursor() as cursor:
        columns = {each.name for each in connection.introspection.get_table_description(cursor, "study_refusal")}
    assert columns == {"id", "study_id", "external_hmac"}


def test_who_was_not_refused_leaves_nothing_and_may_begin_again(study: Study, rater: Rater) -> None:
    recruit_by(study, "prolific", questionnaire=(AGE,))
    arrive(rater, SENT["prolific"])
    begin(rater, 18)
    assert b"keyed hash by" not in rater.get("withdraw").content + rater.post("withdraw").content
    assert not Refusal.objects.exists()
    arrive(rater, SENT["prolific"])
    assert begin(rater, 18).session.state == Session.State.QUESTIONED


def test_who_left_at_the_device_check_was_not_refused(study: Study, rater: Rater) -> None:
    recruit_by(study, "prolific", questionnaire=(AGE,))
    arrive(rater, SENT["prolific"])
    begin(rater, 18).post("device", leave="yes")
    rater.post("withdraw")
    assert not Refusal.objects.exists()
    elsewhere = Rater("test")
    arrive(elsewhere, SENT["prolific"])
    assert begin(elsewhere, 18).session.state == Session.State.QUESTIONED


def test_without_a_recruiter_there_is_nothing_to_keep(study: Study, rater: Rater) -> None:
    recruit_by(study, "none", questionnaire=(AGE,))
    begin(rater, 17)
    assert b"keyed hash by" not in rater.get("withdraw").content
    rater.post("withdraw")
    assert not Refusal.objects.exists()
