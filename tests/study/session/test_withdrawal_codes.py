"""The code with which a rater withdraws on another device, and how it is told from the one for the recruiter."""

from __future__ import annotations

import pytest

from study.design.interface import words
from study.models import Session, Study
from study.session.attempts import LIMIT
from study.session.pages.leaving import with_last_day
from tests.study.rater import Rater
from tests.study.session.recruited import SENT, arrive, recruit_by

pytestmark = pytest.mark.django_db


def test_the_last_page_says_until_when_and_with_which_code(rater: Rater) -> None:
    rater.begin_rating().answer_all()
    page = rater.get("done").content.decode()
    assert with_last_day("withdraw_note", rater.session) in page
    code = rater.session.completion_code
    assert "withdrawal code for it, which is the same as your completion code" in page and page.count(str(code)) == 1


@pytest.mark.parametrize("language", ["en", "ja"])
def test_two_codes_on_the_last_page_have_two_names_and_the_withdrawal_asks_for_its_own(
    study: Study, language: str
) -> None:
    recruit_by(study, "prolific")
    rater, elsewhere = Rater("test", language), Rater("test", language)
    arrive(rater, SENT["prolific"])
    rater.begin_rating().answer_all()
    say = words(language)
    last, code = rater.get("done").content.decode(), rater.session.completion_code
    assert f"{say['code']}</p>" in last and "C0MPLETE</p>" in last
    assert f"{say['withdraw_note_code']} <code>{code}</code>" in last
    asked = elsewhere.client.get(elsewhere.address("withdraw"), {"language": language}).content.decode()
    assert f"{say['withdraw_code']}</label>" in asked and say["withdraw_code_other"] in asked
    assert say["code"] not in asked.replace(say["withdraw_code_other"], "")


def test_the_code_that_everybody_gets_is_told_from_the_one_for_withdrawing(study: Study, rater: Rater) -> None:
    recruit_by(study, "prolific")
    arrive(rater, SENT["prolific"])
    rater.begin_rating().answer_all()
    elsewhere = Rater("test")
    page = elsewhere.post("withdraw", code=" c0mplete", language="en")
    said = page.content.decode()
    assert page.status_code == 403 and "the same for everybody, and nothing has been deleted" in said
    assert Session.objects.count() == 1
    assert "have been deleted" in elsewhere.post("withdraw", code=rater.session.completion_code or "").content.decode()


def test_a_wrong_code_does_not_sound_as_if_the_data_were_gone(rater: Rater) -> None:
    page = rater.post("withdraw", code="AAAA-AAAA", language="en").content.decode()
    assert "nothing has been deleted" in page


def test_a_code_that_goes_with_the_data_is_warned_of_before_and_not_shown_after(rater: Rater) -> None:
    rater.begin_rating().answer_all()
    code = str(rater.session.completion_code)
    assert b"hand it in first" in rater.get("withdraw").content
    page = rater.post("withdraw").content.decode()
    assert code not in page and "way back" not in page


def test_a_shared_code_needs_no_warning(study: Study, rater: Rater) -> None:
    recruit_by(study, "prolific")
    arrive(rater, SENT["prolific"])
    rater.begin_rating().answer_all()
    assert b"hand it in first" not in rater.get("withdraw").content
    page = rater.post("withdraw").content.decode()
    assert "submissions/complete?cc=C0MPLETE" in page and "C0MPLETE</p>" in page


@pytest.mark.parametrize("language", ["en", "ja"])
def test_without_a_session_the_page_has_its_languages(rater: Rater, language: str) -> None:
    page = rater.client.get(rater.address("withdraw"), {"language": language}).content.decode()
    assert f'<html lang="{language}">' in page and 'href="?language=ja"' in page


def test_the_withdrawal_code_opens_the_way_on_another_device(rater: Rater, another_rater: Rater) -> None:
    rater.begin_rating().answer_all()
    code = str(rater.session.completion_code)
    assert b"type the withdrawal code" in another_rater.get("withdraw").content
    assert b"have been deleted" in another_rater.post("withdraw", code=code.lower().replace("-", " ")).content
    assert not Session.objects.exists()


@pytest.mark.parametrize("code", ["", "AAAA-AAAA", "None", "-"])
def test_a_wrong_code_deletes_nothing(rater: Rater, another_rater: Rater, code: str) -> None:
    rater.begin_rating()
    assert another_rater.post("withdraw", code=code).status_code == 403
    assert Session.objects.count() == 1


def test_completion_codes_cannot_be_guessed_at_length(rater: Rater, another_rater: Rater) -> None:
    rater.begin_rating().answer_all()
    for _ in range(LIMIT):
        another_rater.post("withdraw", code="AAAA-AAAA")
    assert another_rater.post("withdraw", code=str(rater.session.completion_code)).status_code == 429
    assert Session.objects.count() == 1
