"""A study with raters who answered all, something and nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from study.design.definition import read_definition
from study.models import Response, Session, Study
from tests.study.rated_study import add_raters
from tests.study.rater import Rater

FULL = Path(__file__).parents[3] / "docs/studies/full.toml"
ABOUT = {"age": 21, "gender": "woman", "country": "NA", "first_language": "日本語", "eyesight": "yes"}
RATED = {"confidence": 4, "intensity": 0.25, "affect": [0.5, -0.25], "remark": 'It "waved",\nthen sat'}


@pytest.fixture
def rated(study: Study, rater: Rater) -> Study:
    """One rater who answered everything, one who stopped before the first answer, and one simulated."""
    rater.begin_rating().answer_all()
    Rater(study.slug, "ja").begin_rating()
    add_raters(study, 1, simulated=True)
    return Study.objects.get(pk=study.pk)


@pytest.fixture
def asked(rated: Study) -> Study:
    """The same with the questionnaire, the second questions and the recruiter of docs/studies/full.toml."""
    Study.objects.filter(pk=rated.pk).update(definition=read_definition(FULL).protocol.to_json())
    Session.objects.update(questionnaire=ABOUT)
    Response.objects.update(ratings=RATED)
    return Study.objects.get(pk=rated.pk)
