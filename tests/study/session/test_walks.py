"""Whatever a browser asks for, in whatever order: no page fails, no step is skipped, and nothing goes back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from study.models import Response, Session, Study
from study.models.sessions import OUTCOMES
from study.session.steps import PAGES, state_after
from tests.study.rater import DEVICE_FORM, Rater
from tests.study.session.questionnaires import ANSWERS, QUESTIONNAIRE, define, said

STUDIES: list[dict[str, Any]] = [
    {},
    {"device": {"check": False}, "practice": {"trials": 0}},
    {"questionnaire": QUESTIONNAIRE},
    {
        "questionnaire": [QUESTIONNAIRE[0] | {"screen_below": 18}],
        "attention": {"instructed": 3, "allowed_failures": 0},
        "questions": [{"name": "why", "kind": "text", "text": said("Why?"), "required": False}],
    },
]
PAGES_ASKED = ["", "consent", "questionnaire", "device", "instructions", "trials", "trials/next", "done", "ended"]
FORMS: list[tuple[str, dict[str, str]]] = [
    ("start", {"language": "ja"}),
    ("consent", {"agree": "yes"}),
    ("consent", {"agree": "no", "language": "??"}),
    ("language", {"language": "en"}),
    ("questionnaire", ANSWERS),
    ("questionnaire", {"age": "17"}),
    ("questionnaire", {"age": "\x00", "gender": "x" * 5000}),
    ("device", DEVICE_FORM),
    ("device", {"facts": "{"}),
    ("instructions", {}),
    ("done", {}),
]
# The forms of the way itself are drawn often, so that walks get far.
ACTIONS = st.one_of(
    st.sampled_from(PAGES_ASKED).map(lambda page: ("get", page, {})),
    st.sampled_from(FORMS).map(lambda form: ("post", *form)),
    st.sampled_from([FORMS[i] for i in (0, 1, 4, 7, 9)]).map(lambda form: ("post", *form)),
    st.sampled_from(["joy", "anger", "boredom"]).map(lambda label: ("answer", label, {})),
    st.sampled_from([("rest", "", {}), ("answer_all", "", {})]),
)


class Walk:
    """One browser and what must hold after each of its requests."""

    def __init__(self, slug: str) -> None:
        self.rater = Rater(slug)
        self.clock = timezone.now()
        self.session: Session | None = None

    def act(self, kind: str, target: str, fields: dict[str, str]) -> None:
        self.clock += timedelta(hours=80 if kind == "rest" else 0.01)
        if kind == "get":
            assert self.rater.get(target).status_code == 200 or (target == "trials/next" and self.session is None)
        elif kind == "post":
            assert self.rater.post(target, **fields).status_code in (200, 400, 405)
        elif kind in ("answer", "answer_all") and self.session is not None:
            self.answer(target, all_of_them=kind == "answer_all")
        self.check()

    def answer(self, label: str, all_of_them: bool) -> None:
        assert self.session is not None
        left = list(self.session.open_trials())
        for trial in left if all_of_them else left[:1]:
            names = {"key": trial.key, "response": self.rater.address(f"trials/{trial.key}/response")}
            chosen = trial.instructed or "joy" if all_of_them else label
            reply = self.rater.answer(names, chosen=chosen, ratings=self.ratings())
            assert reply.status_code in (201, 400, 409, 410)

    def ratings(self) -> dict[str, None]:
        assert self.session is not None
        return {question.name: None for question in self.session.study.protocol.questions}

    def check(self) -> None:
        if "rater" not in self.rater.client.cookies:
            return
        session = self.rater.session
        if self.session is not None:
            self.check_move(self.session, session)
        assert Response.objects.filter(trial__session=session).count() == 0 or session.consent_sha256
        self.session = session

    def check_move(self, before: Session, now: Session) -> None:
        """At most one step on, or to an outcome; and what was kept stays."""
        assert now.pk == before.pk
        if now.state != before.state:
            assert before.state not in OUTCOMES
            on = state_after(Session.State(before.state), now.study.protocol)
            assert now.state == on or (now.state in OUTCOMES and now.state != "completed")
        for kept in ("consent_sha256", "consented_at", "questionnaire", "ended_at", "completion_code"):
            assert not getattr(before, kept) or getattr(now, kept) == getattr(before, kept)
        assert now.active_at >= before.active_at

    def end(self) -> None:
        """Every address now leads to the one page of the session's state."""
        if self.session is None:
            return
        for page in ("", "consent", "trials", "ended"):
            reached = self.rater.get(page).request["PATH_INFO"]
            assert reached == self.rater.address(PAGES[Session.State(self.rater.session.state)])


@pytest.mark.django_db
@settings(max_examples=40, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(definition=st.sampled_from(STUDIES), actions=st.lists(ACTIONS, max_size=25))
def test_no_walk_fails_skips_a_step_or_goes_back(
    study: Study, definition: dict[str, Any], actions: list[tuple[str, str, dict[str, str]]]
) -> None:
    define(**definition)
    walk = Walk(study.slug)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timezone, "now", lambda: walk.clock)
        for action in actions:
            walk.act(*action)
        walk.end()


@pytest.mark.django_db
@pytest.mark.parametrize("definition", STUDIES)
def test_the_way_itself_is_such_a_walk_and_ends_with_a_code(study: Study, definition: dict[str, Any]) -> None:
    define(**definition)
    walk = Walk(study.slug)
    for form in (0, 1, 4, 7, 9):
        walk.act("post", *FORMS[form])
    walk.act("answer_all", "", {})
    walk.end()
    assert walk.rater.session.state == Session.State.COMPLETED
