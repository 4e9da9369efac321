"""``python -m benchmarks export``: an export of very many responses, against one database object for each row.

Each way runs in a process of its own, whose highest resident size is what counts. The plain way writes one csv of a
third of the columns, and nothing else.
"""

from __future__ import annotations

import argparse
import csv
import multiprocessing
import tempfile
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

from benchmarks.measure import Metrics, processor, resident_megabytes
from benchmarks.scratch_study import begin_database, make_study

PLAIN_SHARE = 0.1  # the plain way's time grows with the rows: a part of them tells it


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--raters", type=int, default=10_000)
    parser.add_argument("--trials", type=int, default=100, help="answers of each rater (default: 100)")
    parser.add_argument("--format", nargs="+", choices=("csv", "parquet", "bids"), default=["csv", "parquet", "bids"])
    parser.add_argument("--seed", type=int, default=0)


def run(arguments: argparse.Namespace) -> Metrics:
    responses = arguments.raters * arguments.trials
    print(f"export: {responses} responses of {arguments.raters} raters, {', '.join(arguments.format)}; {processor()}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _apart(lambda: _make(folder, arguments))
        seconds, megabytes = _apart(lambda: _export(folder, arguments.format))
        size = sum(path.stat().st_size for path in (folder / "out").rglob("*") if path.is_file())
        raters = max(1, round(PLAIN_SHARE * arguments.raters))
        part = raters * arguments.trials
        plain_seconds, plain_megabytes = _apart(lambda: _plain(folder, raters))
    return {
        "export_responses": responses,
        "export_seconds": seconds,
        "export_peak_mb": megabytes,
        "export_size_mb": size / 1e6,
        "export_plain_seconds": plain_seconds * responses / part,
        "export_plain_peak_mb": plain_megabytes,
        "export_speedup": plain_seconds * responses / part / seconds,
    }


def _make(folder: Path, arguments: argparse.Namespace) -> None:
    begin_database(folder)
    make_study(arguments.raters, arguments.trials, arguments.seed)


def _export(folder: Path, formats: list[str]) -> None:
    begin_database(folder)
    from study.exports.folder import export_study
    from study.models import Study

    export_study(Study.objects.get(), folder / "out", include_simulated=False, formats=formats)


def _plain(folder: Path, raters: int) -> None:
    """As one writes it first: a loop over responses, their trials and clips, into csv."""
    begin_database(folder)
    from study.models import Response

    related = ("trial__session__participant", "trial__stimulus")
    with (folder / "plain.csv").open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        some = Response.objects.filter(trial__session__lte=raters).select_related(*related)
        for response in some.order_by("trial__session__participant", "trial"):
            trial, stimulus = response.trial, response.trial.stimulus
            writer.writerow(
                [
                    trial.session.participant.public_id,
                    trial.session.public_id,
                    trial.position,
                    trial.block,
                    stimulus.manifest_id,
                    stimulus.condition,
                    stimulus.label,
                    response.chosen,
                    response.chosen == stimulus.label,
                    stimulus.predicted,
                    stimulus.probabilities[stimulus.label],
                    response.rt_ms,
                    response.rt_from_end_ms,
                    stimulus.duration,
                    response.clock,
                    *response.timing.values(),
                ]
            )


def _apart(work: Callable[[], None]) -> tuple[float, float]:
    """Seconds and highest resident MB of ``work`` in a process of its own."""
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe()
    process = context.Process(target=_measured, args=(work, theirs))
    process.start()
    theirs.close()
    try:
        seconds, megabytes = ours.recv()
    except EOFError:
        raise RuntimeError("the measured process ended without a result") from None
    process.join()
    return seconds, megabytes


def _measured(work: Callable[[], None], result: Connection) -> None:
    started = time.perf_counter()
    work()
    result.send((time.perf_counter() - started, resident_megabytes()))
