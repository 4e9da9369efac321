"""``python -m benchmarks export``: an export of very many responses, against one database object for each row.

Each way runs in a process of its own, whose highest resident size is what counts. The plain way holds fewer raters, and
is compared with an export of these: it writes the tables of responses and of trials as csv and parquet, without
marks of quality, exclusions, the other tables, and what describes them.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measure import Metrics, processor
from generation.errors import MiburiError

ROOT = Path(__file__).resolve().parents[1]
FORMATS = ("csv", "parquet", "bids")


@dataclass(frozen=True)
class Cost:
    """Of a process: seconds on the clock and of all processors, and its highest resident size."""

    seconds: float
    cpu_seconds: float
    megabytes: float

    def metrics(self, name: str) -> Metrics:
        return {
            f"{name}_seconds": self.seconds,
            f"{name}_cpu_seconds": self.cpu_seconds,
            f"{name}_peak_mb": self.megabytes,
        }


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--raters", type=int, default=10_000)
    parser.add_argument("--plain-raters", type=int, default=1_000, help="of the plain way (default: 1000)")
    parser.add_argument("--trials", type=int, default=100, help="answers of each rater (default: 100)")
    parser.add_argument("--format", nargs="+", choices=FORMATS, default=FORMATS)
    parser.add_argument("--seed", type=int, default=0)


def run(arguments: argparse.Namespace) -> Metrics:
    responses = arguments.raters * arguments.trials
    print(f"export: {responses} responses of {arguments.raters} raters, {', '.join(arguments.format)}; {processor()}")
    with tempfile.TemporaryDirectory() as name:
        many, few = Path(name, "many"), Path(name, "few")
        for folder, raters in ((many, arguments.raters), (few, arguments.plain_raters)):
            folder.mkdir()
            _apart("make", folder, raters, arguments.trials, arguments.seed)
        export = _apart("export", many, *arguments.format)
        size = sum(path.stat().st_size for path in (many / "out").rglob("*") if path.is_file())
        tidy = _apart("tidy", many)
        same = _apart("export", few, "csv", "parquet")
        plain = _apart("plain", few)
    return {
        "export_responses": responses,
        **export.metrics("export"),
        "export_size_mb": size / 1e6,
        **tidy.metrics("tidy"),
        "plain_responses": arguments.plain_raters * arguments.trials,
        **same.metrics("export_as_plain"),
        **plain.metrics("plain"),
        "export_speedup": plain.seconds / same.seconds,
        "export_cpu_speedup": plain.cpu_seconds / same.cpu_seconds,
    }


def _apart(way: str, folder: Path, *settings: object) -> Cost:
    """What a way of `benchmarks.export_ways` takes in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.export_ways", way, str(folder), *map(str, settings)]
    ran = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    if ran.returncode:
        raise MiburiError(f"the measured way {way} ended with status {ran.returncode}; what it said stands above")
    return Cost(**json.loads(ran.stdout.splitlines()[-1]))
