"""The last page: what a rater reads and takes along, by outcome."""

from __future__ import annotations

import pytest
from django.utils import timezone

from study.models import Session, Study
from study.session.steps import end_session
from tests.study.rater import Rater
from tests.study.session.questionnaires import QUESTIONNAIRE, define

pytestmark = pytest.mark.django_db

AGE = QUESTIONNAIRE[0] | {"screen_below": 18}
OUTCOMES = ["screened_out", "failed_checks", "timed_out"]


def ended(rater: Rater, outcome: str) -> str:
    """The page of a session that has ended so."""
    session = rater.begin_rating().session
    if outcome == "screened_out":
        Study.objects.update(definition=session.study.definition | {"questionnaire": [AGE]})
        Session.objects.filter(pk=session.pk).update(questionnaire={"age": 17})
    end_session(session, Session.State(outcome), timezone.now())
    return str(rater.get().content.decode())


@pytest.mark.parametrize("outcome", OUTCOMES)
@pytest.mark.parametrize("language", ["en", "ja"])
def test_each_outcome_has_the_studys_words(rater: Rater, outcome: str, language: str) -> None:
    rater.language = language
    page = ended(rater, outcome)
    text = rater.session.text_version.text(outcome, language)
    assert text.split("\n")[0] in page
    assert "<h1>" in page and f'<html lang="{language}">' in page


def test_the_words_of_the_outcomes_differ(rater: Rater) -> None:
    pages = []
    for outcome in OUTCOMES:
        each = Rater(rater.slug)
        pages.append(ended(each, outcome).split("<h1>")[1])
    assert len(set(pages)) == 3


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_without_a_recruiter_there_is_no_code_before_the_end(rater: Rater, outcome: str) -> None:
    assert 'id="code"' not in ended(rater, outcome)


def test_each_outcome_has_its_own_way_back(rater: Rater) -> None:
    back = {
        outcome: {"url": f"https://example.org/{outcome}", "code": f"CODE-{n}"} for n, outcome in enumerate(OUTCOMES)
    }
    define(recruiter={"kind": "none", **back})
    for number, outcome in enumerate(OUTCOMES):
        page = ended(Rater(rater.slug), outcome)
        assert f'href="https://example.org/{outcome}"' in page and f"CODE-{number}" in page


def test_the_completion_code_is_shown_for_copying(rater: Rater) -> None:
    rater.begin_rating().answer_all()
    page = rater.get("done").content.decode()
    assert f'id="code" role="group" aria-labelledby="code-label">{rater.session.completion_code}</p>' in page
    assert 'id="copy"' in page and 'data-copied="Copied" hidden' in page


def test_the_withdrawal_is_linked_from_consent_to_the_end(rater: Rater) -> None:
    rater.start()
    link = f'href="{rater.address("withdraw")}"'
    assert link not in rater.get().content.decode()
    rater.begin_rating()
    assert link in rater.get("trials").content.decode()
    rater.answer_all()
    assert link in rater.get("done").content.decode()
