"""Worker processes: order, and that none outlives its use."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from generation.errors import MiburiError
from generation.workers import ordered_map

KILLED_PARENT = """
import os, sys, time
sys.path.insert(0, sys.argv[1])
from test_workers import own_pid
from generation.workers import ordered_map
if __name__ == "__main__":
    with ordered_map(2) as mapper:
        print(*set(mapper(own_pid, range(8))), flush=True)
        time.sleep(60)
"""


def own_pid(number: int) -> int:
    time.sleep(0.05)  # so that each worker gets some
    return os.getpid()


def square(number: int) -> int:
    return number**2


def killed(number: int) -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return number


def slow(number: int) -> int:
    time.sleep(number)
    return number


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout
    return not state.startswith("Z")


@pytest.mark.parametrize("workers", [1, 2])
def test_results_come_in_the_order_of_the_inputs(workers: int) -> None:
    with ordered_map(workers, chunk=3) as mapper:
        assert list(mapper(square, range(10))) == [number**2 for number in range(10)]


def test_a_killed_worker_is_one_line_and_not_an_endless_wait() -> None:
    with pytest.raises(MiburiError, match="worker process was killed.*--workers 1"), ordered_map(2) as mapper:
        list(mapper(killed, [1, 2]))


def test_an_interrupted_map_does_not_wait_for_what_its_workers_are_doing() -> None:
    before = time.monotonic()
    with pytest.raises(KeyboardInterrupt), ordered_map(2) as mapper:
        assert next(iter(mapper(slow, [0, 60, 60, 60]))) == 0
        raise KeyboardInterrupt
    assert time.monotonic() - before < 30
    assert not multiprocessing.active_children()


@pytest.mark.usefixtures("hears_ctrl_c")
def test_ctrl_c_while_the_workers_start_is_not_lost() -> None:
    def inputs() -> Iterator[int]:
        yield 1
        signal.raise_signal(signal.SIGINT)
        yield 2

    with pytest.raises(KeyboardInterrupt), ordered_map(2) as mapper:
        list(mapper(square, inputs()))
    assert not multiprocessing.active_children()


def test_workers_end_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(KILLED_PARENT)
    parent = subprocess.Popen(
        [sys.executable, script, Path(__file__).parent],
        stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(Path.cwd())},
    )  # fmt: skip
    assert parent.stdout is not None
    workers = [int(pid) for pid in parent.stdout.readline().split()]
    assert workers and all(map(is_running, workers))
    parent.kill()
    parent.wait()
    ends = time.monotonic() + 10
    while any(map(is_running, workers)) and time.monotonic() < ends:
        time.sleep(0.05)
    assert not any(map(is_running, workers))
