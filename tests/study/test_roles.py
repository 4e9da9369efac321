"""Clips that a set holds beside its trials: for practice, and for attention checks."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from generation.errors import MiburiError
from study.design.importing import import_set, open_study
from study.models import Session, Trial
from study.session.plan import begin_session
from tests.study.roles import BESIDE, give_roles

pytestmark = pytest.mark.django_db
BEGIN = datetime(2026, 11, 1, 9, tzinfo=UTC)


def planned(session: Session, kind: str) -> set[str]:
    return set(session.trials.filter(kind=kind).values_list("stimulus__manifest_id", flat=True))


def test_practice_and_attention_clips_are_never_shown_as_trials(stimulus_set_folder: Path) -> None:
    ids = give_roles(stimulus_set_folder, BESIDE)
    study = open_study(import_set(stimulus_set_folder), "roles", None, seed=0, language="en")
    for number in range(3):
        session = begin_session(study, "en", BEGIN, simulated_rater=number)
        assert planned(session, Trial.Kind.MAIN) == ids["trial"]
        practised = planned(session, Trial.Kind.PRACTICE)
        assert len(practised) == study.protocol.practice.trials
        assert practised <= ids["practice"]


def test_without_practice_clips_of_its_own_a_set_practises_on_trial_clips(stimulus_set_folder: Path) -> None:
    ids = give_roles(stimulus_set_folder, {"attention": slice(0, 2)})
    study = open_study(import_set(stimulus_set_folder), "roles", None, seed=0, language="en")
    session = begin_session(study, "en", BEGIN)
    assert planned(session, Trial.Kind.PRACTICE) <= ids["trial"] == planned(session, Trial.Kind.MAIN)


def test_a_set_without_trials_is_empty(stimulus_set_folder: Path) -> None:
    give_roles(stimulus_set_folder, {"practice": slice(None)})
    with pytest.raises(MiburiError, match="the stimulus set is empty"):
        import_set(stimulus_set_folder)
