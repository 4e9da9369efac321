"""The way through a study: every page at its step, whatever is asked for."""

from __future__ import annotations

import re

import pytest

from study.models import Session, Study
from tests.study.rater import DEVICE_FORM, Rater
from tests.study.session.questionnaires import ANSWERS, QUESTIONNAIRE, define

pytestmark = pytest.mark.django_db

STEPS = ["consent", "questionnaire", "device", "instructions", "trials", "done", "ended"]


def page_of(reply: object) -> str:
    """The last part of the address that a browser has ended on."""
    return str(reply.redirect_chain[-1][0].rsplit("/", 1)[-1])  # type: ignore[attr-defined]


def test_from_link_to_code(rater: Rater, study: Study) -> None:
    define(questionnaire=QUESTIONNAIRE)
    assert b"Emotion in body movement" in rater.get().content
    assert page_of(rater.start()) == "consent"
    assert page_of(rater.post("consent", agree="yes")) == "questionnaire"
    assert page_of(rater.post("questionnaire", **ANSWERS)) == "device"
    assert page_of(rater.post("device", **DEVICE_FORM)) == "instructions"
    assert page_of(rater.post("instructions")) == "trials"
    assert rater.answer_all() == 2 + 20
    session = rater.session
    assert session.state == Session.State.COMPLETED
    assert session.completion_code and session.completion_code in rater.get("done").content.decode()
    assert not session.participant.simulated


def test_what_a_study_does_not_ask_for_is_no_step(rater: Rater) -> None:
    define(device={"check": False})
    rater.start()
    assert page_of(rater.post("consent", agree="yes")) == "instructions"


@pytest.mark.parametrize("step", STEPS[1:])
def test_no_page_can_be_reached_before_its_step(rater: Rater, step: str) -> None:
    rater.start()
    assert page_of(rater.get(step)) == "consent"
    if step in ("questionnaire", "device", "instructions"):
        assert page_of(rater.post(step)) == "consent"
    assert rater.session.state == Session.State.STARTED


@pytest.mark.parametrize("step", [*STEPS, "language"])
def test_a_browser_without_a_session_is_led_to_the_welcome_page(rater: Rater, step: str) -> None:
    if step != "language":
        assert rater.get(step).redirect_chain[-1][0] == rater.address("")
    if step in ("consent", "questionnaire", "device", "instructions", "language"):
        assert rater.post(step).redirect_chain[-1][0] == rater.address("")
    assert not Session.objects.exists()


def test_the_link_again_leads_to_the_step_where_one_stopped(rater: Rater) -> None:
    rater.begin_rating()
    before = rater.next_trial()
    assert page_of(rater.get()) == "trials"
    assert page_of(rater.start()) == "trials"
    assert rater.next_trial() == before
    assert Session.objects.count() == 1


def test_every_form_sent_again_later_leads_to_where_the_session_is(rater: Rater) -> None:
    """The back button, and a browser that sends a form again when it is restored."""
    define(questionnaire=QUESTIONNAIRE)
    forms = [
        ("start", {"language": "en"}),
        ("consent", {"agree": "yes"}),
        ("questionnaire", ANSWERS),
        ("device", DEVICE_FORM),
        ("instructions", {}),
    ]
    for number, (step, fields) in enumerate(forms):
        reached = page_of(rater.post(step, **fields))
        kept = Session.objects.values().get()
        for earlier, earlier_fields in forms[: number + 1]:
            assert page_of(rater.post(earlier, **earlier_fields)) == reached
        assert Session.objects.values().get() == kept


def test_after_the_end_every_page_is_the_last_one(rater: Rater) -> None:
    rater.begin_rating().answer_all()
    for step in ("", "consent", "questionnaire", "device", "instructions", "trials", "ended"):
        assert page_of(rater.get(step)) == "done"


def test_pages_of_a_session_are_never_kept_by_browser_or_proxy(rater: Rater) -> None:
    for page in (rater.get(), rater.start(), rater.post("consent", agree="yes")):
        assert page.headers["Cache-Control"] == "private, no-store"


def test_every_page_forbids_inline_code(rater: Rater) -> None:
    define(questionnaire=QUESTIONNAIRE)
    pages = [rater.get(), rater.start(), rater.post("consent"), rater.post("consent", agree="yes")]
    pages += [rater.post("questionnaire"), rater.post("questionnaire", **ANSWERS), rater.post("device", **DEVICE_FORM)]
    pages.append(rater.post("instructions"))
    rater.answer_all()
    for page in (*pages, rater.get("done")):
        policy = page.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy
        assert not re.search(r"<script(?![^>]*(src=|application/json))| style=| on[a-z]+=", page.content.decode())


def test_each_page_tells_how_far_one_is(rater: Rater) -> None:
    assert "Step " not in rater.get().content.decode()
    assert "Step 1 of 4" in rater.start().content.decode()
    assert "Step 2 of 4" in rater.post("consent", agree="yes").content.decode()
    assert "Step 3 of 4" in rater.post("device", **DEVICE_FORM).content.decode()


def test_everything_follows_the_language_of_choice(rater: Rater) -> None:
    define(questionnaire=QUESTIONNAIRE)
    rater.language = "ja"
    pages = [rater.client.get(rater.address("") + "?language=ja"), rater.start(), rater.post("consent", agree="yes")]
    pages += [rater.post("questionnaire", **ANSWERS), rater.post("device", **DEVICE_FORM), rater.post("instructions")]
    rater.answer_all()
    pages.append(rater.get("done"))
    assert all('<html lang="ja">' in page.content.decode() for page in pages)
    assert "Age（日本語）" in pages[2].content.decode()
    assert "悲しみ" in pages[-2].content.decode()


def test_the_cookie_is_for_this_study_and_hidden_from_scripts(rater: Rater) -> None:
    rater.start()
    cookie = rater.client.cookies["rater"]
    assert cookie["path"] == "/s/test/" and cookie["httponly"] and cookie["samesite"] == "Lax"


@pytest.mark.parametrize("days", [30, 90])
def test_the_consent_text_tells_of_every_cookie_and_how_long_it_stays(rater: Rater, study: Study, days: int) -> None:
    define(withdrawal={"days": days})
    rater.begin_rating().answer_all()
    assert sorted(rater.client.cookies) == ["csrftoken", "rater"]
    longest = max(cookie["max-age"] for cookie in rater.client.cookies.values()) // (24 * 3600)
    texts = Study.objects.get(pk=study.pk).texts
    assert f"Two cookies are kept on this device for up to {longest} days" in texts.text("consent", "en")
    assert f"最長{longest}日間、この端末に二つのクッキー" in texts.text("consent", "ja")
