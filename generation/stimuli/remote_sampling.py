"""Sampling as tasks of an executor: each process opens the run once, from bytes that travel to it."""

from __future__ import annotations

import platform
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path

import torch

from generation import __version__
from generation.executors.executor import Executor, Report, Worker, in_order, refuse_other_versions
from generation.stimuli.sampling import Request, Sample, Sampler, sample
from generation.training.run import CONTENT, METRICS, Run


@dataclass(frozen=True)
class SamplingWorkshop:
    """Opens a run from the bytes of its files. ``versions``, ``threads``: of what decides a motion's last digits, as
    they are where the work is handed out: sums over other numbers of threads are other sums."""

    files: dict[str, bytes]
    device: str
    versions: dict[str, str]
    threads: int

    @classmethod
    def of(cls, run: Run) -> SamplingWorkshop:
        files = {name: path.read_bytes() for name in (*CONTENT, METRICS) if (path := run.path / name).exists()}
        return cls(files, run.device.type, versions(), torch.get_num_threads())

    def __call__(self) -> Worker[Request, list[Sample]]:
        """MiburiError when the versions differ here, or the device is not there."""
        refuse_other_versions(self.versions, versions())
        torch.set_num_threads(self.threads)
        with tempfile.TemporaryDirectory(prefix="miburi-") as folder:
            for name, data in self.files.items():
                Path(folder, name).write_bytes(data)
            run = Run.open(Path(folder), self.device)

        def work(request: Request, report: Report) -> list[Sample]:
            samples = sample(run, request)
            report(len(samples))
            return samples

        return work


def versions() -> dict[str, str]:
    """Of all that takes part in sampling, by name."""
    libraries = {name: version(name) for name in ("torch", "numpy", "scipy")}
    return {"miburi": __version__, "python": platform.python_version(), **libraries}


def sampler_on(executor: Executor, run: Run) -> Sampler:
    """Samples wherever the executor works, in the order of the requests."""
    return partial(_samples, executor, SamplingWorkshop.of(run))


def _samples(executor: Executor, workshop: SamplingWorkshop, requests: Iterable[Request]) -> Iterator[list[Sample]]:
    return in_order(executor.results(workshop, requests, lambda count: None))
