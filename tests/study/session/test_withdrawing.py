"""Withdrawal: in one click, and then nothing is left but that it happened."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from study.dashboard.cached import page_results
from study.models import AccessCode, Recruitment, Response, Session, Study, Withdrawal
from study.session.access_codes import make_codes
from study.session.simulation import rater_mark
from study.session.withdrawing import withdraw
from study.statistics.flow import Flow
from tests.study.rater import Rater
from tests.study.session.recruited import OF_A_SESSION, SENT, arrive, database_bytes, recruit_by

pytestmark = pytest.mark.django_db


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
