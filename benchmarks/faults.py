"""``python -m benchmarks faults``: ten thousand trials in the storm of tests/faults, and what became of the answers."""

from __future__ import annotations

import argparse
import asyncio
import os
import tempfile

import django

from benchmarks.measure import Metrics, processor
from generation.errors import MiburiError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--bots", type=int, default=100, help="raters without a browser, 102 trials each (default: 100)"
    )
    parser.add_argument("--browsers", type=int, default=2, help="raters in Chromium, 26 trials each (default: 2)")
    parser.add_argument("--seed", type=int, default=0)


def run(arguments: argparse.Namespace) -> Metrics:
    """MiburiError if an answer was lost, doubled or misattributed, or a session not brought to its end."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "study.settings")
    with tempfile.TemporaryDirectory() as folder:  # this process's own settings; the server has another folder
        os.environ.setdefault("MIBURI_VAR", folder)
        django.setup()
        from tests.faults.storm import Storm, raise_storm  # needs Django to be set up

        print(f"faults: {processor()}; SIGKILL ends the process, not the power: what the disk keeps is not tried")
        storm = Storm(bots=arguments.bots, browsers=arguments.browsers, bots_offline=(3.0, 30.0), seed=arguments.seed)
        report = asyncio.run(raise_storm(storm))
    judgement = report.judgement
    if not judgement.is_good or report.unfinished or report.wrong:
        raise MiburiError(f"--seed {arguments.seed}: {judgement}; {report.unfinished}; {report.wrong[:5]}")
    metrics = {"faults_trials": float(judgement.stored), "faults_trials_per_second": judgement.stored / report.seconds}
    for name in ("lost", "doubled", "misattributed"):
        metrics[f"faults_{name}"] = float(getattr(judgement, name))
    for name, count in sorted(report.faults.items()):
        metrics[f"faults_{name.replace(' ', '_')}"] = float(count)
    return metrics
