"""Work in processes of this machine."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from generation.errors import MiburiError
from generation.executors.local import LocalExecutor
from tests.generation.executors.workshops import InterruptedWhileItLoads, Slow, dying, failing, refusing, squares

ROOT = Path(__file__).resolve().parents[3]


def no_report(count: int) -> None:
    pass


def test_every_job_is_done_once_and_reported_whole() -> None:
    reports: list[int] = []
    results = dict(LocalExecutor(2).results(squares, range(12), reports.append))
    assert {number: square for number, (square, _) in results.items()} == {n: n * n for n in range(12)}
    assert sum(reports) == sum(range(12))


def test_no_more_processes_than_jobs_and_none_of_them_is_this_one() -> None:
    pids = {pid for _, (_, pid) in LocalExecutor(8).results(squares, [3], no_report)}
    assert len(pids) == 1 and os.getpid() not in pids
    assert list(LocalExecutor(2).results(squares, [], no_report)) == []


def test_jobs_are_read_as_workers_get_free() -> None:
    read: list[int] = []

    def jobs() -> Iterator[int]:
        for number in range(20):
            read.append(number)
            yield number

    for finished, _ in enumerate(LocalExecutor(1).results(squares, jobs(), no_report), start=1):
        assert len(read) <= finished + 1


@pytest.mark.usefixtures("hears_ctrl_c")
def test_ctrl_c_is_the_parents_business_from_the_workers_first_moment() -> None:
    done = LocalExecutor(1).results(InterruptedWhileItLoads(), [3], no_report)
    assert [square for _, (square, _) in done] == [9]


def test_what_a_person_can_put_right_is_said_in_one_line() -> None:
    with pytest.raises(MiburiError, match="^nothing can be drawn on this machine; use another$"):
        list(LocalExecutor(2).results(refusing, [1, 2], no_report))
    with pytest.raises(MiburiError, match="^job 2 cannot be done$"):
        list(LocalExecutor(1).results(failing, [2], no_report))


def test_any_other_failure_comes_with_the_workers_traceback() -> None:
    with pytest.raises(RuntimeError, match=r"in fail\n[^$]*ZeroDivisionError"):
        list(LocalExecutor(1).results(failing, [1], no_report))


def test_a_killed_worker_is_one_line() -> None:
    with pytest.raises(MiburiError, match="a process ended without a word, .*--workers 1"):
        list(LocalExecutor(2).results(dying, [1, 2], no_report))


def test_workers_end_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    code = (
        "from pathlib import Path\n"
        "from generation.executors.local import LocalExecutor\n"
        "from tests.generation.executors.workshops import Slow\n"
        "if __name__ == '__main__':\n"
        f"    list(LocalExecutor(2).results(Slow(Path({str(tmp_path)!r})), [1, 2], print))\n"
    )
    script = tmp_path / "script.py"
    script.write_text(code)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    parent = subprocess.Popen([sys.executable, str(script)], env=environment, stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while len(pids := [path.name for path in tmp_path.iterdir() if path.name.isdigit()]) < 2:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait()
    deadline = time.monotonic() + 10
    while any(Path(f"/proc/{pid}").exists() for pid in pids) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not [pid for pid in pids if Path(f"/proc/{pid}").exists()]


def test_a_caller_that_stops_ends_the_workers(tmp_path: Path) -> None:
    def stop(count: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        list(LocalExecutor(2).results(Slow(tmp_path), [1, 2], stop))
    assert not [path for path in tmp_path.iterdir() if Path(f"/proc/{path.name}").exists()]


def test_no_workers_at_all_are_refused() -> None:
    with pytest.raises(MiburiError, match="--workers must be at least 1, got 0"):
        LocalExecutor(0)
