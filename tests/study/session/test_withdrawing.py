"""Withdrawal: in one click until the cut-off, and then nothing is left but that it happened."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from study.dashboard.cached import page_results
from study.design.interface import words
from study.design.protocol import Withdrawal as Terms
from study.models import AccessCode, Participant, Recruitment, Response, Session, Study, Trial, TrialEvent, Withdrawal
from study.session.access_codes import make_codes
from study.session.attempts import LIMIT
from study.session.pages.leaving import with_last_day
from study.session.simulation import rater_mark
from study.session.withdrawing import is_too_late, withdraw
from study.statistics.flow import Flow
from tests.study.rater import Rater
from tests.study.session.recruited import SENT, arrive, database_bytes, recruit_by

pytestmark = pytest.mark.django_db
OF_A_SESSION = (Participant, Session, Trial, Response, TrialEvent, Recruitment)


@pytest.fixture(autouse=True)
def no_wrong_codes_yet() -> None:
    cache.clear()


def end_days_ago(session: Session, days: int) -> None:
    ended = timezone.now() - timedelta(days=days)
    Session.objects.filter(pk=session.pk).update(
        started_at=ended - timedelta(hours=1), consented_at=ended - timedelta(minutes=50), ended_at=ended
    )


@pytest.mark.parametrize("steps", range(4))
def test_at_any_step_one_click_deletes_everything(study: Study, rater: Rater, steps: int) -> None:
    recruit_by(study, "prolific")
    arrive(rater, SENT["prolific"])
    if steps == 0:
        rater.start()
    else:
        rater.begin_rating()
    if steps > 1:
        trial = rater.next_trial()
        rater.tell(trial)
        rater.answer(trial)
    if steps > 2:
        rater.answer_all()
    state = rater.session.state
    assert rater.get("withdraw").status_code == 200
    page = rater.post("withdraw")
    assert b"Your data have been deleted" in page.content
    assert not any(model.objects.exists() for model in OF_A_SESSION)
    left = Withdrawal.objects.get()
    assert (left.state, left.day, left.simulated) == (state, timezone.now().date(), False)


def test_looking_at_the_page_deletes_nothing(rater: Rater) -> None:
    rater.begin_rating()
    page = rater.get("withdraw")
    assert b"Back to the study" in page.content and Session.objects.count() == 1


def test_the_studys_cookies_are_removed(study: Study, rater: Rater) -> None:
    recruit_by(study, "sona")
    arrive(rater, SENT["sona"])
    rater.start()
    rater.post("withdraw")
    assert not rater.client.cookies["rater"].value and not rater.client.cookies["arrival"].value


def test_what_the_rating_page_kept_in_the_browser_is_deleted_too(rater: Rater) -> None:
    rater.begin_rating()
    page = rater.post("withdraw").content.decode()
    assert 'src="/static/session/forget.js"' in page and 'data-study="test"' in page


def test_nobody_elses_session_is_touched(rater: Rater, another_rater: Rater) -> None:
    rater.begin_rating()
    another_rater.begin_rating().answer(another_rater.next_trial())
    rater.post("withdraw")
    assert another_rater.session.trials.count() == 22 and Response.objects.count() == 1


def test_a_second_click_finds_nothing_and_counts_nothing(rater: Rater) -> None:
    rater.begin_rating()
    session = rater.session
    rater.post("withdraw")
    withdraw(session, timezone.now())
    assert rater.post("withdraw").status_code == 403
    assert Withdrawal.objects.count() == 1


def test_an_answer_on_its_way_is_refused(rater: Rater) -> None:
    trial = rater.begin_rating().next_trial()
    tab = Rater("test")
    tab.client.cookies["rater"] = rater.session.token
    rater.post("withdraw")
    assert tab.answer(trial).status_code == 403 and tab.tell(trial).status_code == 403
    assert not Response.objects.exists()


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


@pytest.mark.parametrize(
    ("language", "said"), [("en", "until 23 December 2026 (UTC)"), ("ja", "2026年12月23日（協定世界時）まで")]
)
def test_the_last_day_is_said_in_the_raters_language(rater: Rater, language: str, said: str) -> None:
    rater.language = language
    rater.start()
    session = rater.session
    session.ended_at = datetime(2026, 11, 23, 23, 59, tzinfo=UTC)
    assert said in with_last_day("withdraw_until", session)


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


def test_who_withdraws_from_the_last_page_keeps_the_way_back(study: Study, rater: Rater) -> None:
    recruit_by(study, "sona")
    arrive(rater, SENT["sona"])
    rater.begin_rating().answer_all()
    page = rater.post("withdraw").content.decode()
    assert "survey_code=918273645" in page and "If you have not used your way back yet" in page
    assert not Session.objects.exists()


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


def test_the_withdrawal_code_opens_the_way_on_another_device(rater: Rater, another_rater: Rater) -> None:
    rater.begin_rating().answer_all()
    code = str(rater.session.completion_code)
    assert b"type the withdrawal code" in another_rater.get("withdraw").content
    assert b"have been deleted" in another_rater.post("withdraw", code=code.lower().replace("-", " ")).content
    assert not Session.objects.exists()


def test_a_code_after_the_cut_off_deletes_nothing(rater: Rater, another_rater: Rater) -> None:
    rater.begin_rating().answer_all()
    end_days_ago(rater.session, 31)
    page = another_rater.post("withdraw", code=str(rater.session.completion_code))
    assert page.status_code == 403 and b"It was possible until" in page.content
    assert Session.objects.count() == 1


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


def test_a_withdrawal_needs_the_pages_own_form(rater: Rater) -> None:
    rater.begin_rating()
    rater.client.handler.enforce_csrf_checks = True
    assert rater.post("withdraw").status_code == 403 and Session.objects.count() == 1


def test_who_comes_after_a_withdrawal_gets_an_order_of_their_own(rater: Rater, another_rater: Rater) -> None:
    rater.start()
    another_rater.start()
    rater.post("withdraw")
    rater.start()
    assert rater.session.seed != another_rater.session.seed


def test_the_code_of_who_has_withdrawn_is_like_one_never_used(study: Study, rater: Rater) -> None:
    code = make_codes(recruit_by(study, "codes"), 2)[0]
    rater.post("code", code=code)
    assert AccessCode.objects.exclude(used_at=None).count() == 1
    rater.post("withdraw")
    assert not AccessCode.objects.exclude(used_at=None).exists()


def test_a_simulated_raters_withdrawal_is_marked(study: Study, rater: Rater) -> None:
    rater.start(simulated=rater_mark(study, 1))
    rater.post("withdraw")
    assert Withdrawal.objects.get().simulated


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


def test_the_results_count_withdrawals_of_people(study: Study, rater: Rater, another_rater: Rater) -> None:
    rater.begin_rating().answer_all()
    before = flow_of(study, include_simulated=False)
    another_rater.start()
    another_rater.post("decline")
    simulated = Rater("test")
    simulated.start(simulated=rater_mark(study, 1))
    simulated.post("withdraw")
    flow = flow_of(study, include_simulated=False)
    assert (before.withdrawn, flow.withdrawn, flow.declined, flow.sessions) == (0, 1, 1, 1)
    assert flow_of(study, include_simulated=True).withdrawn == 2


def flow_of(study: Study, *, include_simulated: bool) -> Flow:
    """As the results page shows it."""
    kept, current = page_results(study, include_simulated=include_simulated)
    assert kept is not None and current
    return kept.results.flow


@pytest.mark.django_db(transaction=True)
def test_nothing_of_a_withdrawn_session_is_left_in_the_files(study: Study, rater: Rater) -> None:
    recruit_by(study, "sona")
    arrive(rater, SENT["sona"])
    trial = rater.begin_rating().next_trial()
    rater.answer(trial, key="key-to-look-for-1")
    session = rater.session
    names = [session.public_id, session.token, session.participant.public_id, Recruitment.objects.get().external_hmac]
    names += [trial["key"], "key-to-look-for-1"]
    before = database_bytes()
    assert all(name.encode() in before for name in names)
    rater.post("withdraw")
    after = database_bytes()
    assert [name for name in names if name.encode() in after] == []


@pytest.mark.django_db(transaction=True)
def test_a_reader_in_the_middle_does_not_hold_up_a_withdrawal(rater: Rater) -> None:
    rater.begin_rating()
    session = rater.session
    reader = connection.copy()
    try:
        with reader.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("SELECT count(*) FROM study_trial")
            started = timezone.now()
            withdraw(session, started)
            assert timezone.now() - started < timedelta(seconds=5)
            cursor.execute("COMMIT")
    finally:
        reader.close()
    assert not Session.objects.exists()
