"""Consent: what was shown, in which language, and that nothing goes on without it."""

from __future__ import annotations

import pytest

from study.design.texts import consent_sha256
from study.models import Session, Study
from tests.study.rater import Rater
from tests.study.session.questionnaires import define

pytestmark = pytest.mark.django_db


def test_consent_is_stored_with_the_hash_of_what_was_shown(rater: Rater, study: Study) -> None:
    rater.language = "ja"
    rater.start()
    rater.post("consent", agree="yes")
    session = rater.session
    assert session.consent_sha256 == consent_sha256(study.texts, "ja")
    assert session.consented_at is not None
    assert session.active_at == session.consented_at


def test_without_the_tick_there_is_no_consent(rater: Rater) -> None:
    rater.start()
    page = rater.post("consent").content.decode()
    assert "Please tick the box" in page
    assert '<a href="#agree">' in page and 'id="agree"' in page
    assert 'aria-describedby="missing" aria-invalid="true"' in page and 'id="missing"' in page
    assert "<title>Please check: " in page
    assert rater.session.state == Session.State.STARTED


@pytest.mark.parametrize(
    ("consent", "english", "japanese"),
    [
        ({}, "I am 18 or older, I have read this,", "私は18歳以上で、上記を読み、"),
        ({"minimum_age": 20}, "I am 20 or older, I have read this,", "私は20歳以上で、上記を読み、"),
        ({"minimum_age": 0}, "<span>I have read this, and I agree", "<span>上記を読み、参加に同意します"),
    ],
)
def test_the_tick_says_the_age_that_the_study_asks_for(
    rater: Rater, consent: dict[str, int], english: str, japanese: str
) -> None:
    define(consent=consent)
    assert english in rater.start().content.decode()
    assert japanese in rater.post("language", language="ja").content.decode()


@pytest.mark.parametrize("agree", ["no", "", "Yes", "on"])
def test_only_the_tick_is_consent(rater: Rater, agree: str) -> None:
    rater.start()
    rater.post("consent", agree=agree)
    assert rater.session.consented_at is None


def test_the_language_can_be_changed_until_consent(rater: Rater, study: Study) -> None:
    rater.start()
    assert '<html lang="ja">' in rater.post("language", language="ja").content.decode()
    rater.post("consent", agree="yes")
    assert rater.session.consent_sha256 == consent_sha256(study.texts, "ja")
    rater.post("language", language="en")
    assert rater.session.language == "ja"


def test_consent_is_to_the_page_on_which_it_was_given(rater: Rater, study: Study) -> None:
    """Two tabs: one shows Japanese, then the other switches the session to English, then the first agrees."""
    rater.language = "ja"
    rater.start()
    rater.post("language", language="en")
    rater.post("consent", agree="yes", language="ja")
    assert rater.session.consent_sha256 == consent_sha256(study.texts, "ja")
    assert rater.session.language == "ja"


def test_an_unknown_language_changes_nothing(rater: Rater) -> None:
    rater.start()
    assert '<html lang="en">' in rater.post("language", language="xx").content.decode()


def test_agreeing_twice_keeps_the_first_consent(rater: Rater) -> None:
    rater.start()
    rater.post("consent", agree="yes")
    first = rater.session.consented_at
    rater.post("consent", agree="yes", language="ja")
    assert rater.session.consented_at == first
    assert rater.session.language == "en"
