"""One-time codes: typed as people type, used once, and nowhere to be read."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from io import StringIO

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from study.models import AccessCode, Session, Study
from study.session.access_codes import make_codes, normalised
from study.session.attempts import LIMIT
from tests.study.rater import Rater
from tests.study.session.recruited import database_bytes, recruit_by

pytestmark = pytest.mark.django_db


@pytest.fixture
def code(study: Study) -> str:
    return make_codes(recruit_by(study, "codes"), 3)[1]


def test_the_start_button_leads_to_the_code_and_the_code_to_the_consent(rater: Rater, code: str) -> None:
    assert rater.start().redirect_chain[-1][0] == "/s/test/code?language=en"
    assert rater.post("code", code=code).redirect_chain[-1][0].endswith("/consent")
    assert AccessCode.objects.exclude(used_at=None).count() == Session.objects.count() == 1


@pytest.mark.parametrize(
    "change",
    [str.lower, lambda code: code.replace("-", ""), lambda code: f"  {code.replace('-', ' - ')} ", lambda code: "".join(
        chr(ord(letter) + 0xFEE0) for letter in code
    )],
    ids=["small letters", "no hyphen", "spaces", "full-width"],
)  # fmt: skip
def test_a_code_may_be_typed_as_people_type(rater: Rater, code: str, change: object) -> None:
    assert callable(change)
    assert rater.post("code", code=change(code)).redirect_chain[-1][0].endswith("/consent")


@given(st.text(max_size=200))
def test_a_typed_code_is_read_the_same_twice(typed: str) -> None:
    assert normalised(normalised(typed)) == normalised(typed)


def test_the_language_goes_along(rater: Rater, code: str) -> None:
    rater.language = "ja"
    assert "参加コード" in rater.start().content.decode()
    rater.post("code", code=code, language="ja")
    assert rater.session.language == "ja"


def test_an_unknown_code_is_told_and_begins_nothing(rater: Rater, code: str) -> None:
    page = rater.post("code", code="AAAA-AAAA")
    assert page.status_code == 403 and b"not known here" in page.content and b'value="AAAA-AAAA"' in page.content
    assert not Session.objects.exists()


def test_another_browser_cannot_use_the_code_again(rater: Rater, another_rater: Rater, code: str) -> None:
    rater.post("code", code=code)
    page = another_rater.post("code", code=code)
    assert page.status_code == 403 and b"used already" in page.content
    assert Session.objects.count() == 1


def test_a_code_of_one_study_opens_no_other(study: Study, rater: Rater, code: str) -> None:
    AccessCode.objects.all().delete()
    assert rater.post("code", code=code).status_code == 403


def test_a_code_opens_no_study_that_is_closed(rater: Rater, code: str) -> None:
    Study.objects.update(state=Study.State.CLOSED)
    assert rater.post("code", code=code).status_code == 410
    assert AccessCode.objects.filter(used_at=None).count() == 3


def test_who_guesses_is_stopped_and_who_mistypes_is_not(rater: Rater, code: str) -> None:
    for _ in range(LIMIT - 1):
        rater.post("code", code="AAAA-AAAA")
    assert rater.post("code", code="AAAA-AAAA").status_code == 403
    page = rater.post("code", code=code)
    assert page.status_code == 429 and b"ten minutes" in page.content
    cache.clear()
    assert rater.post("code", code=code).redirect_chain[-1][0].endswith("/consent")


def test_studies_without_codes_have_no_page_for_them(study: Study, rater: Rater) -> None:
    assert rater.get("code").templates[0].name == "session/welcome.html"


@pytest.mark.django_db(transaction=True)
def test_of_eight_browsers_with_one_code_at_once_one_begins(study: Study, code: str) -> None:
    def begin(number: int) -> int:
        try:
            return int(Rater("test").client.post("/s/test/code", {"code": code}).status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        statuses = sorted(pool.map(begin, range(8)))
    assert statuses == [302] + [403] * 7
    assert Session.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_double_click_on_the_code_begins_one_session_and_keeps_it(rater: Rater, code: str) -> None:
    rater.get("code")

    def click(number: int) -> str:
        tab = rater.tab()
        try:
            tab.client.post("/s/test/code", {"code": code})
            return tab.client.cookies["rater"].value
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        tokens = set(pool.map(click, range(2)))
    assert tokens == {Session.objects.get().token}


@pytest.mark.django_db(transaction=True)
def test_the_command_prints_codes_once_and_keeps_none(study: Study) -> None:
    recruit_by(study, "codes")
    printed = StringIO()
    call_command("access_codes", "test", "50", stdout=printed)
    head, *codes = printed.getvalue().split()
    assert head == "code" and len(set(codes)) == 50 == AccessCode.objects.count()
    stored = database_bytes()
    assert not any(code.encode() in stored or code.replace("-", "").encode() in stored for code in codes)


@pytest.mark.parametrize(("kind", "count", "message"), [("none", "1", "recruiter.kind"), ("codes", "0", "between 1")])
def test_the_command_says_what_is_wrong(study: Study, kind: str, count: str, message: str) -> None:
    recruit_by(study, kind)
    with pytest.raises(CommandError, match=message):
        call_command("access_codes", "test", count)
