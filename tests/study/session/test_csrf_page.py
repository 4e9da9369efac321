"""What a rater reads whose form is refused: of cookies where none came, of time where the token does not fit."""

from __future__ import annotations

import pytest
from django.test import Client

from study.models import Study

pytestmark = pytest.mark.django_db


def test_who_keeps_no_cookies_is_told_of_cookies(study: Study) -> None:
    blocked = Client(enforce_csrf_checks=True)
    page = blocked.post("/s/test/start", {"language": "en"})
    said = page.content.decode()
    assert page.status_code == 403
    assert "allow them for this site" in said and "クッキーを許可" in said and "too long" not in said


def test_a_token_that_does_not_fit_is_told_of_with_both_reasons(study: Study) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.get("/s/test/")
    said = browser.post("/s/test/start", {"language": "en", "csrfmiddlewaretoken": "x" * 64}).content.decode()
    assert "open for too long, or your browser keeps no cookies" in said and "有効期限が切れたか" in said
