"""Processes that render clip after clip, as those of ``render`` do, timed and weighed."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, cast

from generation.executors.executor import Workshop
from generation.rendering.workshop import Clip, Videos

MARKS = (1, 10, 100, 1000)  # clips after which processes are weighed
ONE_THREAD = ("OMP_NUM_THREADS", "LP_NUM_THREADS", "NUMBA_NUM_THREADS")
PROCESSES = Path("/proc")


@dataclass(frozen=True)
class Weight:
    """Memory in MB. private: of the worker that has most of its own, pages of libraries and mapped files left out;
    peak: the highest resident size of any worker until now, these pages included; parent: private, of this process."""

    private: float
    peak: float
    parent: float

    @classmethod
    def of(cls, workers: Sequence[int]) -> Weight | None:
        """By process ids; None where the system does not tell, as on others than Linux."""
        if not (PROCESSES / "self" / "smaps_rollup").exists():
            return None
        return cls(
            max(map(private_megabytes, workers)),
            max(_kilobytes(worker, "status")["VmHWM"] / 1e3 for worker in workers),
            private_megabytes(os.getpid()),
        )


def private_megabytes(process: int) -> float:
    """What would be free again if the process ended."""
    sizes = _kilobytes(process, "smaps_rollup")
    return (sizes["Private_Clean"] + sizes["Private_Dirty"]) / 1e3


def _kilobytes(process: int, file: str) -> Mapping[str, int]:
    lines = (line.split() for line in (PROCESSES / str(process) / file).read_text().splitlines())
    return {words[0].rstrip(":"): int(words[1]) for words in lines if words[-1] == "kB"}


class Crew:
    """Processes that each have opened a workshop and wait for clips. ``weights``: after how many clips, all in all."""

    def __init__(self, connections: Sequence[Connection], processes: Sequence[int]) -> None:
        self._connections, self._processes = connections, processes
        self._clips = 0
        self.weights: dict[int, Weight] = {}

    @classmethod
    @contextmanager
    def started(cls, workshop: Workshop[Clip, Videos], warm_up: Sequence[Clip]) -> Iterator[Crew]:
        """A process for each clip of ``warm_up``, which is rendered first, and not counted."""
        context = multiprocessing.get_context("spawn")
        pairs = [context.Pipe() for _ in warm_up]
        processes = [context.Process(target=_work, args=(theirs, workshop), daemon=True) for _, theirs in pairs]
        with _one_thread():
            for process in processes:
                process.start()
        for _, theirs in pairs:
            theirs.close()  # so that a process that ends is noticed
        crew = cls([ours for ours, _ in pairs], [cast(int, process.pid) for process in processes])
        try:
            crew.per_frame(warm_up)
            crew._clips = 0
            crew.weights.clear()
            yield crew
        finally:
            for process in processes:
                process.kill()
                process.join()

    def per_frame(self, clips: Sequence[Clip]) -> float:
        """Seconds per frame, until the last clip is finished; a process gets one when it is free, in their order."""
        started = time.perf_counter()
        waiting = iter(clips)
        busy: list[Connection] = []
        for connection in self._connections:
            _hand(connection, waiting, busy)
        while busy:
            for connection in cast(list[Connection], wait(busy)):
                connection.recv()
                busy.remove(connection)
                self._clips += 1
                if self._clips in MARKS:
                    self.weigh()
                _hand(connection, waiting, busy)
        return (time.perf_counter() - started) / sum(len(clip.motion) for clip in clips)

    def weigh(self) -> None:
        if weight := Weight.of(self._processes):
            self.weights[self._clips] = weight


def _hand(connection: Connection, waiting: Iterator[Clip], busy: list[Connection]) -> None:
    for clip in waiting:
        connection.send(clip)
        busy.append(connection)
        return


def _work(connection: Connection, workshop: Workshop[Clip, Videos]) -> None:
    render = workshop()
    while True:
        connection.send(len(render(connection.recv(), lambda frames: None).mp4))


@contextmanager
def _one_thread() -> Iterator[None]:
    """For children: libraries read their thread counts while they are loaded."""
    before: dict[str, Any] = {name: os.environ.get(name) for name in ONE_THREAD}
    os.environ.update(dict.fromkeys(ONE_THREAD, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name)
            if value is not None:
                os.environ[name] = value
