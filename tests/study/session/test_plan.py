"""The plan of a session: practice, blocks, attention checks, all from the session's seed."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest

from generation.errors import MiburiError
from study.allocation.orders import longest_run
from study.models import Session, Study, Trial
from study.session.plan import begin_session
from tests.study.rater import Rater
from tests.study.roles import open_with_roles
from tests.study.session.questionnaires import define

pytestmark = pytest.mark.django_db
BEGIN = datetime(2026, 11, 1, 9, tzinfo=UTC)
Kind = Trial.Kind


@pytest.fixture
def study_with_roles(stimulus_set_folder: Path) -> Study:
    """15 trial clips, 3 for practice and 2 for attention checks."""
    return open_with_roles(stimulus_set_folder)


def plan_of(study: Study, rater: int = 0) -> list[Trial]:
    session = begin_session(Study.objects.get(pk=study.pk), "en", BEGIN, simulated_rater=rater)
    return list(session.trials.order_by("position").select_related("stimulus"))


def without_checks(plan: list[Trial]) -> list[tuple[str, int]]:
    return [(trial.kind, trial.stimulus_id) for trial in plan if trial.kind != Kind.ATTENTION]


def test_two_raters_get_two_orders(rater: Rater, another_rater: Rater) -> None:
    orders = []
    for each in (rater, another_rater):
        each.start()
        orders.append(list(each.session.trials.order_by("position").values_list("stimulus_id", flat=True)))
    assert orders[0] != orders[1]


def test_practice_comes_first_and_every_clip_once_in_an_order_without_runs(study: Study) -> None:
    plan = plan_of(study)
    assert [trial.kind for trial in plan] == ["practice"] * 2 + ["main"] * 20
    assert len({trial.stimulus_id for trial in plan[2:]}) == 20
    assert longest_run([trial.stimulus.label for trial in plan[2:]]) <= 2
    assert longest_run([trial.stimulus.condition for trial in plan[2:]]) <= 2


def test_blocks_are_even_and_checks_belong_to_the_block_they_stand_in(study: Study) -> None:
    define(blocks={"trials": 7}, attention={"instructed": 4})
    main = plan_of(study)[2:]
    assert Counter(trial.block for trial in main if trial.kind == Kind.MAIN) == {0: 7, 1: 7, 2: 6}
    assert [trial.block for trial in main] == sorted(trial.block for trial in main)
    for block in range(3):
        kinds = [trial.kind for trial in main if trial.block == block]
        assert kinds[0] == kinds[-1] == Kind.MAIN
    kinds = [trial.kind for trial in main]
    assert (Kind.ATTENTION, Kind.ATTENTION) not in pairwise(kinds)


def test_checks_leave_practice_and_main_order_as_they_are(study: Study) -> None:
    """So orders of a given seed are the same in studies with checks and without."""
    before = plan_of(study, 1)
    Session.objects.all().delete()
    define(attention={"instructed": 5}, blocks={"trials": 10})
    assert without_checks(plan_of(study, 1)) == without_checks(before)


def test_the_same_seed_plans_the_same_checks_and_another_seed_others(study: Study) -> None:
    define(attention={"instructed": 3})
    plans = []
    for rater in (1, 1, 2):
        plans.append([(trial.kind, trial.stimulus_id, trial.instructed) for trial in plan_of(study, rater)])
        Session.objects.all().delete()
    assert plans[0] == plans[1] != plans[2]


def test_the_sets_own_attention_clips_stand_among_the_main_trials(study_with_roles: Study) -> None:
    plan = plan_of(study_with_roles)
    checks = [trial for trial in plan if trial.kind == Kind.ATTENTION]
    assert {trial.stimulus.role for trial in checks} == {"attention"} and len(checks) == 2
    assert not any(trial.instructed for trial in checks)
    define(attention={"clips": False})
    assert Kind.ATTENTION not in {trial.kind for trial in plan_of(study_with_roles, 1)}


def test_instructed_trials_show_clips_that_are_no_trials_as_long_as_there_are_any(study_with_roles: Study) -> None:
    define(attention={"instructed": 5})
    plan = plan_of(study_with_roles)
    instructed = [trial for trial in plan if trial.instructed]
    assert Counter(trial.stimulus.role for trial in instructed) == {"practice": 3, "trial": 2}
    assert {trial.kind for trial in instructed} == {Kind.ATTENTION}
    assert len({trial.stimulus_id for trial in instructed}) == 5
    define(attention={"instructed": 2, "clips": False})
    roles = {trial.stimulus.role for trial in plan_of(study_with_roles, 1) if trial.instructed}
    assert roles == {"attention"}


@pytest.mark.parametrize("rater", range(10))
def test_an_instructed_trial_never_shows_a_trial_clip_before_its_trial(study: Study, rater: int) -> None:
    define(attention={"instructed": 10})
    plan = plan_of(study, rater)
    seen: set[int] = set()
    for trial in plan[2:]:
        assert not trial.instructed or trial.stimulus_id in seen
        seen.add(trial.stimulus_id)


def test_all_labels_are_asked_for_before_one_comes_again(study: Study) -> None:
    define(attention={"instructed": 8})
    asked = [trial.instructed for trial in plan_of(study) if trial.instructed]
    assert set(asked[:4]) == set(asked[4:]) == set(study.stimulus_set.label_set.names)


def test_checks_that_do_not_fit_are_refused_and_nothing_is_planned(study: Study) -> None:
    define(attention={"instructed": 20})
    with pytest.raises(MiburiError, match="room for 19"):
        plan_of(study)
    assert not Session.objects.exists()


def test_options_are_shuffled_per_rater_where_the_study_says_so(rater: Rater, another_rater: Rater) -> None:
    rater.start()
    assert rater.session.answer_options == ["joy", "sadness", "anger", "surprise"]
    Study.objects.update(definition={"answers": {"order": "per_rater"}}, seed=3)
    another_rater.start()
    assert sorted(another_rater.session.answer_options) == sorted(rater.session.answer_options)
    assert another_rater.session.answer_options != rater.session.answer_options
