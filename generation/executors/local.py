"""Work in processes of this machine, each with a workshop of its own.

A worker and its parent talk through one pipe. It is also how they end together: a worker whose parent is gone, or has
closed the pipe, finds out at its next report and leaves.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice
from multiprocessing.connection import Connection, wait
from typing import Any, cast

from generation.errors import MiburiError
from generation.executors.executor import Job, Report, Result, Workshop, attempt, outcome
from generation.workers import deaf_to_ctrl_c

REPORT_EVERY = 5  # of a job's unit


@dataclass(frozen=True)
class LocalExecutor:
    """``workers``: processes at once."""

    workers: int

    def __post_init__(self) -> None:
        if self.workers < 1:
            raise MiburiError(f"--workers must be at least 1, got {self.workers}")

    def results(
        self, workshop: Workshop[Job, Result], jobs: Iterable[Job], report: Report
    ) -> Iterator[tuple[int, Result]]:
        """See ``Executor``."""
        later = enumerate(jobs)
        first = list(islice(later, self.workers))
        waiting = chain(first, later)
        with _started(workshop, len(first)) as connections:
            busy: dict[Connection, int] = {}
            for connection in connections:
                _assign(connection, waiting, busy)
            while busy:
                for connection in cast(list[Connection], wait(list(busy))):
                    kind, value = _receive(connection)
                    if kind == "report":
                        report(value)
                        continue
                    result = outcome(kind, value)
                    number = busy.pop(connection)
                    _assign(connection, waiting, busy)
                    yield number, result


def _assign(connection: Connection, waiting: Iterator[tuple[int, Any]], busy: dict[Connection, int]) -> None:
    for number, job in waiting:
        busy[connection] = number
        with _ended_worker_named():
            connection.send(job)
        return


def _receive(connection: Connection) -> tuple[str, Any]:
    with _ended_worker_named():
        kind, value = connection.recv()
    return kind, value


@contextmanager
def _ended_worker_named() -> Iterator[None]:
    # Reset rather than end of file: the worker was killed with a job unread, while it was still loading.
    try:
        yield
    except (EOFError, ConnectionResetError, BrokenPipeError):
        raise MiburiError("a process ended without a word, perhaps for want of memory; try --workers 1") from None


@contextmanager
def _started(workshop: Workshop[Any, Any], count: int) -> Iterator[list[Connection]]:
    # Spawned, not forked: a fork of a process in which torch or OpenGL has threads may hang.
    context = multiprocessing.get_context("spawn")
    pairs = [context.Pipe() for _ in range(count)]
    processes = [context.Process(target=_work, args=(theirs, workshop), daemon=True) for _, theirs in pairs]
    try:
        with deaf_to_ctrl_c(), _environment(OMP_NUM_THREADS="1", LP_NUM_THREADS="1", NUMBA_NUM_THREADS="1"):
            for process in processes:
                process.start()
        for _, theirs in pairs:
            theirs.close()
        yield [ours for ours, _ in pairs]
    finally:
        for ours, _ in pairs:
            ours.close()
        for process in (each for each in processes if each.pid is not None):
            process.join(20)
            if process.is_alive():
                process.kill()
                process.join()


@contextmanager
def _environment(**values: str) -> Iterator[None]:
    """For children: libraries read their thread counts while they are loaded."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _work(connection: Connection, workshop: Workshop[Any, Any]) -> None:
    """A worker process: does job after job until its parent closes the pipe."""
    with suppress(EOFError, BrokenPipeError, ConnectionResetError):
        kind, worker = attempt(workshop)
        if kind != "result":
            connection.send((kind, worker))
            return
        reports = _Reports(connection)
        while True:
            job = connection.recv()
            answer = attempt(partial(worker, job, reports.add))
            reports.send()
            connection.send(answer)


class _Reports:
    """Gathers what was done into fewer messages."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._count = 0

    def add(self, count: int) -> None:
        self._count += count
        if self._count >= REPORT_EVERY:
            self.send()

    def send(self) -> None:
        self._connection.send(("report", self._count))
        self._count = 0
