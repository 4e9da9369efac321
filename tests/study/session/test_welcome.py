"""The welcome page and the beginning of a session."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone

from generation.stimuli.manifest import ATTENTION
from study.models import Session, Study
from study.session.duration import minutes
from study.session.plan import begin_session
from study.session.simulation import rater_mark
from tests.study.rater import Rater
from tests.study.session.questionnaires import QUESTIONNAIRE, said

pytestmark = pytest.mark.django_db


def visit(rater: Rater) -> str:
    """What the welcome page's form says of this visit."""
    found = re.search(r'name="visit" value="([^"]+)"', rater.get().content.decode())
    assert found is not None
    return found[1]


@pytest.mark.parametrize(("header", "language"), [("ja,en;q=0.5", "ja"), ("en-GB", "en"), ("de", "en"), ("", "en")])
def test_the_browser_says_the_language(rater: Rater, header: str, language: str) -> None:
    page = rater.client.get(rater.address(""), headers={"Accept-Language": header})
    assert f'<html lang="{language}">' in page.content.decode()


@pytest.mark.parametrize("asked", ["xx", "<script>", "en,ja", ""])
def test_an_unknown_language_is_the_studys(rater: Rater, asked: str) -> None:
    assert '<html lang="en">' in rater.client.get(rater.address(""), {"language": asked}).content.decode()
    rater.language = asked
    rater.start()
    assert rater.session.language == "en"


def test_a_link_can_be_checked_without_opening_it(rater: Rater) -> None:
    assert rater.client.head(rater.address("")).status_code == 200
    assert not Session.objects.exists()


def test_a_double_click_begins_one_session(rater: Rater, another_rater: Rater) -> None:
    """The second request leaves before the first has brought the cookie: two browsers to the server, one visit."""
    same = visit(rater)
    rater.start(visit=same)
    another_rater.start(visit=same)
    assert rater.session == another_rater.session
    assert Session.objects.count() == 1


def test_two_visits_begin_two_sessions(rater: Rater, another_rater: Rater) -> None:
    rater.start(visit=visit(rater))
    another_rater.start(visit=visit(another_rater))
    assert rater.session != another_rater.session


def test_a_visit_of_one_study_opens_no_session_of_another(rater: Rater, study: Study) -> None:
    same = visit(rater)
    rater.start(visit=same)
    other = Study.objects.create(slug="other", title="Other", stimulus_set=study.stimulus_set)
    texts = study.texts
    texts.pk, texts.study = None, other
    texts.save()
    elsewhere = Rater("other")
    elsewhere.start(visit=same)
    assert elsewhere.session.study == other
    assert elsewhere.session.token != rater.session.token


@pytest.mark.parametrize("made_up", ["", "short", "x" * 1000])
def test_a_visit_that_no_page_gave_out_is_none(rater: Rater, another_rater: Rater, made_up: str) -> None:
    rater.start(visit=made_up)
    another_rater.start(visit=made_up)
    assert rater.session != another_rater.session


def test_a_closed_study_takes_nobody_new_and_lets_others_finish(rater: Rater, another_rater: Rater) -> None:
    rater.begin_rating()
    Study.objects.update(state=Study.State.CLOSED)
    assert another_rater.get().status_code == 410
    assert another_rater.start().status_code == 410
    assert Session.objects.count() == 1
    assert rater.answer_all() == 22


def test_no_study_under_an_address_is_said_so(rater: Rater) -> None:
    assert Rater("nothing-here").get().status_code == 404


def test_only_this_site_can_mark_a_rater_as_simulated(rater: Rater, study: Study) -> None:
    assert rater.start(simulated="forged").status_code == 403
    other = Study(slug="other")
    assert rater.start(simulated=rater_mark(other, 1)).status_code == 403
    assert not Session.objects.exists()
    rater.start(simulated=rater_mark(study, 1))
    assert rater.session.participant.simulated
    assert b"Simulated rater" in rater.get("consent").content


def test_a_simulated_rater_with_a_forged_clock_is_refused(rater: Rater, study: Study) -> None:
    rater.start(simulated=rater_mark(study, 1))
    rater.client.defaults["HTTP_X_SIMULATED_TIME"] = "forged"
    assert rater.post("consent", agree="yes").status_code == 403
    assert rater.session.state == Session.State.STARTED


class TestMinutes:
    """What raters are told of the time: 20 clips of half a second, 2 for practice."""

    def of(self, study: Study, **definition: object) -> int:
        Study.objects.update(definition=definition)
        return minutes(Study.objects.get(pk=study.pk))

    def test_they_come_in_fives(self, study: Study) -> None:
        assert self.of(study) == 10  # 22 x 12.5 s + 150 s = 7.1 min

    def test_every_part_counts(self, study: Study) -> None:
        scale = {"name": "sure", "kind": "scale", "text": said("Sure?"), "low": said("no"), "high": said("yes")}
        assert self.of(study, questions=[scale, scale | {"name": "strong"}]) == 15
        assert self.of(study, questions=[{"name": "why", "kind": "text", "text": said("Why?")}]) == 15
        assert self.of(study, blocks={"trials": 5, "rest_seconds": 120}) == 15
        assert self.of(study, practice={"trials": 50}) == 20
        assert self.of(study, attention={"instructed": 20}) == 15
        assert self.of(study, questionnaire=[QUESTIONNAIRE[0] | {"name": f"q{n}"} for n in range(20)]) == 15

    def test_attention_clips_count_where_the_study_shows_them(self, study: Study) -> None:
        before = self.of(study, attention={"clips": True})
        study.stimulus_set.stimuli.filter(manifest_id__lt="stimulus-015").update(role=ATTENTION)
        assert self.of(study, attention={"clips": True}) == before
        assert self.of(study, attention={"clips": False}) < before

    def test_attention_checks_make_no_more_breaks(self, study: Study) -> None:
        """Blocks are of main trials: 20 in blocks of 10 have one break, however many checks are among them."""
        blocks = {"trials": 10, "rest_seconds": 400}
        assert self.of(study, blocks=blocks, attention={"instructed": 2}) == 15  # 24 x 12.5 s + 150 s + 400 s
        planned = begin_session(Study.objects.get(pk=study.pk), "en", timezone.now())
        assert set(planned.trials.values_list("block", flat=True)) == {0, 1}

    def test_the_page_tells_them(self, rater: Rater) -> None:
        assert "It takes about 10 minutes." in rater.get().content.decode()
