"""What a study says in its own words reaches its raters: the question, the tick, the instructed answer, the code."""

from __future__ import annotations

import html
import json
import re

import pytest

from study.design.default_texts import DEFAULT_TEXTS
from study.design.texts import publish_texts
from study.models import Study
from tests.study.rater import Rater
from tests.study.session.recruited import recruit_by

pytestmark = pytest.mark.django_db
OWN = {
    "question": {"en": "Which style is it?", "ja": "どのようなスタイルですか？"},
    "instructed": {"en": "Press “{label}” now.", "ja": "「{label}」を押してください。"},
    "agreement": {"en": "{age}my parents agree, and so do I.", "ja": "{age}保護者とともに同意します。"},
    "code": {"en": "Type the code of your school.", "ja": "学校のコードを入力してください。"},
}


@pytest.fixture(params=["en", "ja"])
def asked(study: Study, request: pytest.FixtureRequest) -> Rater:
    """A rater of a study with words of its own."""
    publish_texts(study, {**DEFAULT_TEXTS, **OWN})
    return Rater("test", request.param)


def test_the_rating_page_asks_the_studys_question(asked: Rater) -> None:
    page = asked.begin_rating().get("trials").content.decode()
    own = OWN["question"][asked.language]
    assert re.search(rf'<h1 id="question"[^>]*>{re.escape(own)}</h1>', page)
    told = json.loads(re.search(r'<script id="words"[^>]*>(.*?)</script>', page, re.DOTALL)[1])  # type: ignore[index]
    assert told["question"] == own and told["instructed"] == OWN["instructed"][asked.language]
    assert DEFAULT_TEXTS["question"][asked.language] not in page


def test_the_tick_is_the_studys(asked: Rater) -> None:
    page = html.unescape(asked.start().content.decode())
    said = {"en": "I am 18 or older, my parents agree", "ja": "私は18歳以上で、保護者とともに"}
    assert said[asked.language] in page


def test_the_code_is_asked_for_in_the_studys_words(study: Study, asked: Rater) -> None:
    recruit_by(study, "codes")
    page = asked.client.get(asked.address("code"), {"language": asked.language}).content.decode()
    assert OWN["code"][asked.language] in page
    assert 'href="?language=ja"' in page and 'href="?language=en"' in page


def test_a_closed_study_says_so_in_either_language(study: Study, asked: Rater) -> None:
    Study.objects.update(state="closed")
    page = asked.client.get(asked.address(""), {"language": asked.language}).content.decode()
    assert f'<html lang="{asked.language}">' in page and 'href="?language=ja"' in page
