"""Whatever a browser, a network and a rater do between them: each acknowledged answer is stored once, and no other."""

from __future__ import annotations

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from study.models import Response, Study
from tests.study.rater import Rater
from tests.study.session.questionnaires import define

TRIALS = 5
LABELS = ["joy", "sadness"]
# Which trial, whose idempotency key, which answer; how often the request arrives.
POSTS = st.lists(
    st.tuples(
        st.integers(0, TRIALS - 1) | st.none(),  # none: the next one, as a well-behaved browser would
        st.integers(0, TRIALS - 1) | st.none(),  # none: this trial's own key
        st.sampled_from([*LABELS, "not a label"]),
        st.integers(1, 2),
    ),
    max_size=25,
)


class Model:
    """What the server should hold and answer."""

    def __init__(self) -> None:
        self.answers: list[str] = []  # chosen, by trial
        self.keys: dict[int, tuple[int, str]] = {}  # key: trial and chosen

    def status(self, trial: int, key: int, chosen: str) -> int:
        over = len(self.answers) == TRIALS
        if key in self.keys:
            return 200 if self.keys[key] == (trial, chosen) else 410 if over else 409
        if over:
            return 410
        if trial != len(self.answers):
            return 409
        if chosen not in LABELS:
            return 400
        self.answers.append(chosen)
        self.keys[key] = (trial, chosen)
        return 201


def trials_of(rater: Rater) -> list[dict[str, str]]:
    keys = rater.session.trials.order_by("position").values_list("key", flat=True)
    return [{"key": key, "response": rater.address(f"trials/{key}/response")} for key in keys]


@pytest.fixture
def short(study: Study) -> Study:
    """A study of five trials in all."""
    define(practice={"trials": 0}, device={"check": False})
    keep = study.stimulus_set.stimuli.order_by("pk").values_list("pk", flat=True)[:TRIALS]
    study.stimulus_set.stimuli.exclude(pk__in=list(keep)).delete()
    return study


@pytest.mark.django_db
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(posts=POSTS)
def test_any_sequence_of_posts_leaves_what_was_acknowledged(short: Study, posts: list[tuple[Any, ...]]) -> None:
    with transaction.atomic():
        rater, model = Rater(short.slug).begin_rating(), Model()
        trials = trials_of(rater)
        for trial, key, chosen, times in posts:
            which = min(len(model.answers), TRIALS - 1) if trial is None else trial
            name = which if key is None else key
            for _ in range(times):
                reply = rater.answer(trials[which], key=f"key-number-{name}", chosen=chosen)
                assert reply.status_code == model.status(which, name, chosen)
        stored = Response.objects.order_by("trial__position").values_list("trial__position", "chosen")
        assert list(stored) == list(enumerate(model.answers))
        transaction.set_rollback(True)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("seed", range(3))
def test_tabs_that_answer_at_once_in_any_order_are_told_the_truth(short: Study, seed: int) -> None:
    """Four tabs send answers of their own to all trials, in random order and more than once, until none is left."""
    rater = Rater(short.slug).begin_rating()
    trials = trials_of(rater)

    def tab(number: int) -> Iterator[tuple[int, str]]:
        generator = random.Random(f"{seed} {number}")
        browser = rater.tab()
        for _ in range(40):
            which, chosen = generator.randrange(TRIALS), generator.choice(LABELS)
            reply = browser.answer(trials[which], key=f"tab-{number}-trial-{which}-{chosen}", chosen=chosen)
            assert reply.status_code in (200, 201, 409, 410)
            if reply.status_code in (200, 201):
                yield which, f"tab-{number}-trial-{which}-{chosen}"

    def acknowledged(number: int) -> set[tuple[int, str]]:
        try:
            return set(tab(number))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        told = set().union(*pool.map(acknowledged, range(4)))
    stored = Response.objects.order_by("trial__position").values_list("trial__position", "idempotency_key")
    assert sorted(told) == list(stored)
    assert [position for position, _ in stored] == list(range(len(stored)))
