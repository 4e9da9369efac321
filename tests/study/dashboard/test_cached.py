"""Work that a page does not wait for."""

import logging
from threading import Event

from study.dashboard import cached


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
