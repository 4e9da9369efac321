"""Workshops that do next to nothing, for the tests of executors."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from generation.errors import MiburiError
from generation.executors.executor import Report


def squares() -> Callable[[int, Report], tuple[int, int]]:
    """Each job's square, and the process that it was done in; what is opened anew would start its count again."""
    done = 0

    def square(number: int, report: Report) -> tuple[int, int]:
        nonlocal done
        done += 1
        report(number)
        return number * number, os.getpid()

    return square


class InterruptedWhileItLoads:
    """`squares`, but somebody presses Ctrl-C while a process loads it."""

    def __call__(self) -> Callable[[int, Report], tuple[int, int]]:
        return squares()

    def __reduce__(self) -> Any:
        return _interrupted, ()


def _interrupted() -> Any:
    signal.raise_signal(signal.SIGINT)
    return squares


def refusing() -> Callable[[int, Report], int]:
    raise MiburiError("nothing can be drawn on this machine; use another")


def failing() -> Callable[[int, Report], int]:
    def fail(number: int, report: Report) -> int:
        raise MiburiError(f"job {number} cannot be done") if number == 2 else ZeroDivisionError

    return fail


def dying() -> Callable[[int, Report], int]:
    time.sleep(0.5)  # the job is on its way by then
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


class Slow:
    """Notes its process in ``folder``, reports for ever, and never finishes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self) -> Callable[[int, Report], int]:
        def work(number: int, report: Report) -> int:
            (self.folder / str(os.getpid())).touch()
            while True:
                time.sleep(0.05)
                report(5)

        return work
