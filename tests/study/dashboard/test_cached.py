"""Work that a page does not wait for."""

import logging
from datetime import date
from threading import Event

import pytest

from study.dashboard import cached
from study.models import Withdrawal
from tests.study.rated_study import add_raters, make_study


def wait_until_done(key):
    for _ in range(200):
        if key not in cached._working:
            return
        Event().wait(0.01)
    raise AssertionError(f"{key} is still being computed")


def test_one_computation_of_a_study_at_a_time():
    begun, go_on, times = Event(), Event(), []

    def compute():
        times.append(1)
        begun.set()
        go_on.wait(5)

    cached._in_background("a", compute)
    assert begun.wait(5)
    cached._in_background("a", compute)
    go_on.set()
    wait_until_done("a")
    assert len(times) == 1
    cached._in_background("a", lambda: times.append(2))
    wait_until_done("a")
    assert times == [1, 2]


def test_a_computation_that_fails_is_told_and_can_be_begun_again(caplog, monkeypatch):
    monkeypatch.setattr(logging.getLogger("django.request"), "propagate", True)
    cached._in_background("b", lambda: 1 / 0)
    wait_until_done("b")
    assert "results could not be computed" in caplog.text
    done = Event()
    cached._in_background("b", done.set)
    assert done.wait(5)


@pytest.mark.django_db
def test_of_a_very_large_study_the_count_is_kept_but_a_withdrawal_is_seen_at_once(monkeypatch):
    monkeypatch.setattr(cached, "COUNTED_ANEW", 10)
    study = make_study()
    add_raters(study, 1, simulated=False)
    first = cached.state_of(study)
    add_raters(study, 1, simulated=False, seed=1)
    assert cached.state_of(study) == first
    Withdrawal.objects.create(study=study, day=date(2026, 11, 2), state="completed")
    assert (cached.state_of(study).responses, cached.state_of(study).withdrawn) == (40, 1)


@pytest.mark.django_db
def test_of_other_studies_every_answer_is_seen_at_once():
    study = make_study()
    add_raters(study, 1, simulated=False)
    first = cached.state_of(study)
    add_raters(study, 1, simulated=False, seed=1)
    assert cached.state_of(study) != first
