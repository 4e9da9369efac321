"""Raters who come from a recruiter: let in once, recognised by an HMAC, and sent back with what is due."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from study.models import Recruitment, Session, Study
from study.session.recruiting import COOKIE, external_hmac
from study.session.simulation import rater_mark
from study.session.steps import end_session
from tests.study.rater import DEVICE_FORM, Rater
from tests.study.session.recruited import SENT, arrive, database_bytes, recruit_by

pytestmark = pytest.mark.django_db


def rate_all(rater: Rater) -> Any:
    """From the recruiter's link, taken already, to the last page."""
    rater.begin_rating().answer_all()
    return rater.get("done")


@pytest.mark.parametrize("kind", SENT)
def test_the_address_is_shown_without_the_recruiters_parameters(study: Study, rater: Rater, kind: str) -> None:
    recruit_by(study, kind)
    response = arrive(rater, SENT[kind])
    assert response.status_code == 302 and response.headers["Location"] == "/s/test/"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert rater.get().templates[0].name == "session/welcome.html"


def test_the_language_of_the_link_stays_in_the_address(study: Study, rater: Rater) -> None:
    recruit_by(study, "prolific")
    assert arrive(rater, {**SENT["prolific"], "language": "ja"}).headers["Location"] == "/s/test/?language=ja"


@pytest.mark.parametrize("kind", SENT)
def test_without_its_parameters_a_recruited_study_begins_no_session(study: Study, rater: Rater, kind: str) -> None:
    recruit_by(study, kind)
    page = rater.get()
    assert page.status_code == 403
    assert "come through your invitation" in page.content.decode() and "招待" in page.content.decode()
    rater.start()
    assert not Session.objects.exists()


@pytest.mark.parametrize(
    "value", ["", " ", "%SURVEY_CODE%", "{{%PROLIFIC_PID%}}", "a b", "é", "a" * 256, "a\r\nSet-Cookie: x", "<b>"]
)
def test_what_is_no_id_lets_nobody_in(study: Study, rater: Rater, value: str) -> None:
    recruit_by(study, "prolific")
    assert arrive(rater, {"PROLIFIC_PID": value}).status_code == 403
    assert COOKIE not in rater.client.cookies


def test_an_id_given_twice_lets_nobody_in(study: Study, rater: Rater) -> None:
    recruit_by(study, "prolific")
    assert rater.client.get("/s/test/?PROLIFIC_PID=one&PROLIFIC_PID=two").status_code == 403


@hypothesis_settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(value=st.text(max_size=300), name=st.sampled_from([*SENT["prolific"], "workerId", "language", "x"]))
def test_odd_parameters_are_answered_with_a_page(study: Study, value: str, name: str) -> None:
    recruit_by(study, "prolific")
    rater = Rater("test")
    assert arrive(rater, {name: value}).status_code in (302, 403)
    assert rater.get().status_code in (200, 403)


@pytest.mark.parametrize("kind", SENT)
def test_the_same_browser_goes_on_by_the_same_link(study: Study, rater: Rater, kind: str) -> None:
    recruit_by(study, kind)
    arrive(rater, SENT[kind])
    rater.begin_rating()
    session = rater.session
    arrive(rater, SENT[kind])
    assert rater.get().redirect_chain[-1][0].endswith("/trials")
    assert rater.session == session and Session.objects.count() == 1


def test_another_device_is_told_where_to_go_on(study: Study, rater: Rater, another_rater: Rater) -> None:
    recruit_by(study, "prolific")
    arrive(rater, SENT["prolific"])
    rater.start()
    arrive(another_rater, SENT["prolific"])
    page = another_rater.get()
    assert page.status_code == 403
    assert "another device" in page.content.decode() and "別の端末" in page.content.decode()
    another_rater.start()
    assert Session.objects.count() == 1


def test_after_an_outcome_another_device_is_told_so_and_gets_no_code(
    study: Study, rater: Rater, another_rater: Rater
) -> None:
    recruit_by(study, "prolific")
    arrive(rater, SENT["prolific"])
    assert "C0MPLETE" in rate_all(rater).content.decode()
    arrive(another_rater, SENT["prolific"])
    page = another_rater.get().content.decode()
    assert "taken part already" in page and "C0MPLETE" not in page


def test_after_an_outcome_the_same_browser_sees_its_last_page_again(study: Study, rater: Rater) -> None:
    recruit_by(study, "prolific")
    arrive(rater, SENT["prolific"])
    rate_all(rater)
    arrive(rater, SENT["prolific"])
    assert "C0MPLETE" in rater.get().content.decode()


def test_a_second_person_at_the_same_device_gets_a_session_of_their_own(study: Study, rater: Rater) -> None:
    recruit_by(study, "sona")
    arrive(rater, {"survey_code": "1"})
    rater.start()
    first = rater.session
    arrive(rater, {"survey_code": "2"})
    rater.start()
    assert rater.session != first and Recruitment.objects.count() == 2


def test_a_closed_study_takes_nobody_new_and_lets_others_finish(
    study: Study, rater: Rater, another_rater: Rater
) -> None:
    recruit_by(study, "prolific")
    arrive(rater, SENT["prolific"])
    rater.start()
    Study.objects.update(state=Study.State.CLOSED)
    arrive(rater, SENT["prolific"])
    assert rater.get().redirect_chain[-1][0].endswith("/consent")
    arrive(another_rater, {"PROLIFIC_PID": "somebody-else"})
    assert another_rater.start().status_code == 410
    assert Session.objects.count() == 1


def test_two_studies_know_the_same_person_by_two_values(study: Study) -> None:
    assert external_hmac(study, "one") != external_hmac(Study(pk=study.pk + 1), "one")


@pytest.mark.parametrize("forged", ["", "x", "a:b:c", '{"nonce":"x"}'])
def test_a_forged_arrival_is_none(study: Study, rater: Rater, forged: str) -> None:
    recruit_by(study, "prolific")
    rater.client.cookies[COOKIE] = forged
    assert rater.get().status_code == 403
    rater.start()
    assert not Session.objects.exists()


def test_an_arrival_at_one_study_is_none_at_another(study: Study, rater: Rater) -> None:
    recruit_by(study, "prolific")
    arrive(rater, SENT["prolific"])
    Study.objects.update(slug="moved")
    rater.slug = "moved"
    assert rater.get().status_code == 403


def test_the_cookie_is_hidden_from_scripts_and_sent_to_this_study_only(study: Study, rater: Rater) -> None:
    recruit_by(study, "sona")
    arrive(rater, SENT["sona"])
    cookie = rater.client.cookies[COOKIE]
    assert cookie["httponly"] and cookie["samesite"] == "Lax" and cookie["path"] == "/s/test/"


def test_the_cookie_stays_only_if_the_way_back_needs_it(study: Study, rater: Rater, another_rater: Rater) -> None:
    recruit_by(study, "sona")
    arrive(rater, SENT["sona"])
    rater.start()
    assert rater.client.cookies[COOKIE].value
    recruit_by(study, "prolific")
    arrive(another_rater, SENT["prolific"])
    another_rater.start()
    assert not another_rater.client.cookies[COOKIE].value


def test_prolific_raters_go_back_by_the_code_of_their_outcome(study: Study, rater: Rater) -> None:
    recruit_by(study, "prolific")
    arrive(rater, SENT["prolific"])
    rater.start()
    rater.post("consent", agree="yes")
    session = rater.session
    end_session(session, Session.State.SCREENED_OUT, session.started_at)
    page = rater.get("ended").content.decode()
    assert 'href="https://app.prolific.com/submissions/complete?cc=SCREENED"' in page and "C0MPLETE" not in page


def test_sona_raters_take_their_survey_code_back(study: Study, rater: Rater) -> None:
    recruit_by(study, "sona")
    arrive(rater, SENT["sona"])
    page = rate_all(rater).content.decode()
    assert "credit_token=abc&amp;survey_code=918273645" in page


def test_a_way_back_whose_survey_code_is_lost_is_left_out(study: Study, rater: Rater) -> None:
    recruit_by(study, "sona")
    arrive(rater, SENT["sona"])
    rater.begin_rating().answer_all()
    del rater.client.cookies[COOKIE]
    page = rater.get("done").content.decode()
    assert "sona-systems" not in page and str(rater.session.completion_code) in page


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", SENT)
def test_no_external_id_is_in_the_database_or_on_any_page(
    study: Study, rater: Rater, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    recruit_by(study, kind)
    arrive(rater, SENT[kind])
    rater.start()
    seen = [rater.get()]
    seen += [rater.post("consent", agree="yes"), rater.post("device", **DEVICE_FORM), rater.post("instructions")]
    seen.append(rater.client.get(rater.address("trials/next")))
    rater.answer_all()
    told = b"".join(page.content + repr(list(page.headers.items())).encode() for page in seen)
    stored = database_bytes()
    assert Recruitment.objects.get().external_hmac.encode() in stored
    for name, value in SENT[kind].items():
        if name != "turkSubmitTo":
            assert value.encode() not in stored and value.encode() not in told and value not in caplog.text


@pytest.mark.django_db(transaction=True)
def test_eight_starts_at_once_with_one_id_make_one_session(study: Study, rater: Rater) -> None:
    recruit_by(study, "prolific")
    arrive(rater, SENT["prolific"])

    def start(number: int) -> str:
        if number % 2:
            tab = Rater("test")  # another browser
            arrive(tab, SENT["prolific"])
        else:
            tab = rater.tab()  # a double click
        try:
            return str(tab.client.post("/s/test/start").headers["Location"])
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        places = list(pool.map(start, range(8)))
    assert Session.objects.count() == Recruitment.objects.count() == 1
    assert "/s/test/consent" in places
    assert len(set(places[0::2])) == 1  # clicks in one browser come to the same page


def test_simulated_raters_need_no_recruiter(study: Study, rater: Rater) -> None:
    recruit_by(study, "prolific")
    rater.start(simulated=rater_mark(study, 1))
    assert rater.session.participant.simulated
