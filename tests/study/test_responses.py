"""The tidy tables."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest
from django.db import connection

from study import responses
from study.models import Response, Session, Stimulus, Study, Trial
from study.report.source import Tables, tables_of
from study.responses import TIDY_RESPONSES, TIDY_SESSIONS, Tidy, tidy_responses, tidy_tables
from tests.study.rated_study import add_raters, make_study
from tests.study.rater import TIMING, Rater

pytestmark = pytest.mark.django_db


def test_an_empty_study_has_the_same_columns_and_types(study: Study, rater: Rater) -> None:
    empty = tidy_responses(study, include_simulated=True)
    assert list(empty.columns) == TIDY_RESPONSES and empty.empty
    assert list(tidy_tables(study, include_simulated=True).sessions.columns) == TIDY_SESSIONS
    rater.begin_rating().answer_all()
    full = tidy_responses(study, include_simulated=True)
    numbers = ["simulated", "correct", "practised", "trial_index", "rt_ms", "rt_from_end_ms", "clip_seconds"]
    assert list(empty.dtypes[numbers]) == list(full.dtypes[numbers])


def test_one_row_per_main_trial_in_the_order_of_rating(study: Study, rater: Rater) -> None:
    rater.begin_rating()
    for _ in range(2 + 5):
        rater.answer(rater.next_trial())
    table = tidy_responses(study, include_simulated=False)
    assert list(table["trial_index"]) == list(range(5))
    planned = rater.session.trials.filter(kind=Trial.Kind.MAIN).order_by("position")[:5]
    assert list(table["stimulus"]) == [trial.stimulus.manifest_id for trial in planned]
    assert set(table["participant"]) == {rater.session.participant.public_id}


def test_a_row_says_what_was_shown_and_what_was_chosen(study: Study, rater: Rater) -> None:
    rater.begin_rating().answer_all()
    table = tidy_responses(study, include_simulated=False)
    for row in table.itertuples():
        stimulus = Stimulus.objects.get(manifest_id=row.stimulus)
        assert (row.condition, row.intended, row.predicted) == (stimulus.condition, stimulus.label, stimulus.predicted)
        assert row.probability_intended == (0.7 if row.condition != "misclassified" else 0.3 / 3)
    assert list(table["correct"]) == list(table["intended"] == "joy")
    assert set(table["chosen"]) == {"joy"} and set(table["rt_ms"]) == {2500.5}
    assert set(table["clip_seconds"]) == {0.5} and set(table["language"]) == {"en"}


def test_clips_seen_in_practice_are_flagged_and_practice_answers_left_out(study: Study, rater: Rater) -> None:
    rater.begin_rating().answer_all()
    table = tidy_responses(study, include_simulated=False)
    practice = rater.session.trials.filter(kind=Trial.Kind.PRACTICE)
    assert set(table["stimulus"][table["practised"]]) == {trial.stimulus.manifest_id for trial in practice}
    assert len(table) == 20 and Response.objects.count() == 22


def test_minutes_are_known_for_completed_sessions_only(study: Study, rater: Rater, another_rater: Rater) -> None:
    rater.begin_rating().answer_all()
    another_rater.start()
    table = tidy_tables(study, include_simulated=False).sessions.set_index("session")
    assert table["state"][rater.session.public_id] == "completed"
    assert 0 <= table["minutes"][rater.session.public_id] < 1
    assert np.isnan(table["minutes"][another_rater.session.public_id])


def test_other_studies_answers_stay_out(study: Study, rater: Rater) -> None:
    rater.begin_rating().answer_all()
    other = Study.objects.create(slug="other", title="Other", stimulus_set=study.stimulus_set)
    assert tidy_responses(other, include_simulated=True).empty


def test_what_was_measured_of_a_presentation_is_in_columns_of_its_own(study: Study, rater: Rater) -> None:
    rater.begin_rating().answer_all(timing={**TIMING, "input": "touch", "refresh_hz": 59.9, "failures": ["refused"]})
    first = Response.objects.filter(trial__kind=Trial.Kind.MAIN).order_by("trial__position").first()
    assert first is not None
    Response.objects.filter(pk=first.pk).update(timing={"stalls": 2})  # as older versions kept it
    table = tidy_responses(study, include_simulated=False)
    assert list(table["stalls"]) == [2.0] + [0.0] * 19
    assert table["input"].isna()[0] and set(table["input"][1:]) == {"touch"}
    assert np.isnan(table["refresh_hz"][0]) and set(table["refresh_hz"][1:]) == {59.9}
    assert list(table["failures"]) == [""] + ["refused"] * 19
    assert table["seen_to_end"].isna()[0] and table["seen_to_end"][1:].all()
    assert np.isnan(table["load_ms"]).all()


def test_times_of_answers_are_what_the_database_says(study: Study, rater: Rater) -> None:
    rater.begin_rating().answer_all()
    main = Response.objects.filter(trial__kind=Trial.Kind.MAIN).order_by("trial__position")
    Response.objects.filter(pk=main[0].pk).update(answered_at=main[0].answered_at.replace(microsecond=0))
    stored = main.values_list("answered_at", flat=True)
    assert list(tidy_responses(study, include_simulated=False)["answered_at"]) == list(stored)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("tables", [tidy_tables, tables_of])
def test_tables_are_of_one_moment_though_a_rater_withdraws_meanwhile(
    tables: Callable[..., Tidy | Tables], monkeypatch: pytest.MonkeyPatch
) -> None:
    study = make_study()
    add_raters(study, 2, simulated=False)
    rows = Response.objects.order_by("trial__position").values_list("trial__session__public_id", "rt_ms")
    before = dict(rows)  # the last response time of each
    read = responses.answer_rows

    def withdraw() -> None:
        Session.objects.filter(public_id=min(before)).delete()
        connection.close()

    def read_then_withdraw(*given: Any) -> Any:
        found = read(*given)
        with ThreadPoolExecutor(1) as another:
            another.submit(withdraw).result()
        return found

    monkeypatch.setattr(responses, "answer_rows", read_then_withdraw)
    tidy = tables(study, include_simulated=False)
    assert Session.objects.count() == 1
    assert set(tidy.sessions["session"]) == set(before)
    assert dict(zip(tidy.responses["session"], tidy.responses["rt_ms"], strict=True)) == before
