"""Who leaves is told how to tell the recruiter; who leaves before consent declines, and nothing is kept."""

from __future__ import annotations

import pytest

from study.models import Session, Study, Withdrawal
from tests.study.rater import Rater
from tests.study.session.recruited import OF_A_SESSION, SENT, arrive, recruit_by

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", SENT)
def test_who_has_withdrawn_unfinished_is_told_how_to_tell_the_recruiter(study: Study, rater: Rater, kind: str) -> None:
    recruit_by(study, kind)
    arrive(rater, SENT[kind])
    rater.begin_rating()
    advice = {"prolific": "Cancel participation", "sona": "My Schedule", "mturk": "“Return”"}[kind]
    assert advice in rater.post("withdraw").content.decode()


def test_who_had_finished_is_not_told_to_give_the_reward_back(study: Study, rater: Rater) -> None:
    recruit_by(study, "prolific")
    arrive(rater, SENT["prolific"])
    rater.begin_rating().answer_all()
    assert "Cancel participation" not in rater.post("withdraw").content.decode()


def test_who_withdraws_from_the_last_page_keeps_the_way_back(study: Study, rater: Rater) -> None:
    recruit_by(study, "sona")
    arrive(rater, SENT["sona"])
    rater.begin_rating().answer_all()
    page = rater.post("withdraw").content.decode()
    assert "survey_code=918273645" in page and "If you have not used your way back yet" in page
    assert not Session.objects.exists()


def test_declining_deletes_what_had_begun_and_says_how_to_tell_the_recruiter(study: Study, rater: Rater) -> None:
    recruit_by(study, "prolific")
    arrive(rater, SENT["prolific"])
    assert b"I do not agree" in rater.start().content
    page = rater.post("decline").content.decode()
    assert "You are not taking part" in page and "Cancel participation" in page
    assert not any(model.objects.exists() for model in OF_A_SESSION)
    assert Withdrawal.objects.get().state == "started"


def test_declining_is_in_the_raters_language(rater: Rater) -> None:
    rater.language = "ja"
    rater.start()
    page = rater.post("decline").content.decode()
    assert '<html lang="ja">' in page and "参加されないことを承りました" in page


def test_who_has_consented_withdraws_and_does_not_decline(rater: Rater) -> None:
    rater.begin_rating()
    assert rater.post("decline").redirect_chain[-1][0].endswith("/trials")
    assert Session.objects.count() == 1
