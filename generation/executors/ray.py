"""Work as tasks on a Ray cluster that runs already.

Jobs and results travel by value through Ray's object store: no folder is shared. Miburi must be installed on every
machine, in the same version; the workshop may hold what it finds there against what it was sent with. A task whose
machine or process dies is done again elsewhere, by Ray; as jobs are deterministic, with the same result.
"""

from __future__ import annotations

import hashlib
import logging
import pickle
import socket
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any

from generation.errors import MiburiError
from generation.executors.executor import Job, Report, Result, Workshop, attempt, outcome

ATTEMPTS = 6  # of a job, when machines die under it
AHEAD = 2  # jobs handed over per core: enough for no core to wait, few enough for memory to stay flat
MISSING = "Ray is not installed; `pip install '.[cluster]'` in Miburi's checkout, on every machine of the cluster"


@dataclass(frozen=True)
class RayExecutor:
    """``address``: host:port of the cluster's head, or "auto" for the cluster that this machine belongs to.

    ``gpus``: the share of a GPU that each task reserves.
    """

    address: str
    gpus: float = 0.0

    def results(
        self, workshop: Workshop[Job, Result], jobs: Iterable[Job], report: Report
    ) -> Iterator[tuple[int, Result]]:
        """See ``Executor``. ``report`` hears of a job's progress when it is finished."""
        with self.session() as ray:
            packed = pickle.dumps(workshop)
            key, shared = hashlib.sha256(packed).hexdigest(), ray.put(packed)
            task = ray.remote(num_cpus=1, num_gpus=self.gpus, max_retries=ATTEMPTS - 1)(_do)
            waiting = enumerate(jobs)
            running: dict[Any, int] = {}
            try:
                while True:
                    for number, job in islice(waiting, max(0, AHEAD * _cores(ray) - len(running))):
                        # In a list, Ray hands the reference over as it is: a process fetches the workshop once.
                        running[task.remote(key, [shared], job)] = number
                    if not running:
                        return
                    for done in ray.wait(list(running), num_returns=1)[0]:
                        number = running.pop(done)
                        (kind, value), count = _fetched(ray, done)
                        result = outcome(kind, value)
                        report(count)
                        yield number, result
            finally:
                for left in running:
                    ray.cancel(left, force=True)

    @contextmanager
    def session(self) -> Iterator[Any]:
        """Stay connected for as long as the block lasts, so that workshops stay open between calls of ``results``."""
        try:
            import ray
        except ImportError:
            raise MiburiError(MISSING) from None
        if ray.is_initialized():
            yield ray
            return
        try:
            _answers(self.address)
            ray.init(address=self.address, log_to_driver=False, logging_level=logging.ERROR)
        except (OSError, ValueError, RuntimeError) as error:
            raise MiburiError(
                f"no Ray cluster at {self.address} ({str(error).strip().splitlines()[0]}); start one with "
                "`ray start --head`, join machines with `ray start --address HOST:PORT`, and give --ray-address"
            ) from None
        try:
            yield ray
        finally:
            ray.shutdown()


_opened: dict[str, Any] = {}
"""In a Ray worker process: the worker of the workshop that it serves, by the workshop's hash. There is only one."""


def _do(key: str, shared: list[Any], job: Any) -> tuple[tuple[str, Any], int]:
    """The task: what ``attempt`` tells, and how much of the job's unit was done."""
    done = 0

    def report(count: int) -> None:
        nonlocal done
        done += count

    def step() -> Any:
        if key not in _opened:
            import ray

            _opened.clear()
            _opened[key] = pickle.loads(ray.get(shared[0]))()
        return _opened[key](job, report)

    return attempt(step), done


def _cores(ray: Any) -> int:
    return max(1, int(ray.cluster_resources().get("CPU", 0)))


def _fetched(ray: Any, done: Any) -> Any:
    try:
        return ray.get(done)
    except ray.exceptions.RayError as error:
        words = str(error).strip().splitlines()[0] if str(error).strip() else ""
        raise MiburiError(
            f"the Ray cluster lost a task {ATTEMPTS} times ({type(error).__name__}: {words}); "
            "what is finished is kept: see to the cluster and run the same command again"
        ) from None


def _answers(address: str) -> None:
    """OSError or ValueError when nobody listens at host:port; Ray itself would try for minutes."""
    if address == "auto":
        return
    host, _, port = address.rpartition(":")
    with socket.create_connection((host, int(port)), timeout=10):
        pass
