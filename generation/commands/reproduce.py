"""``python -m generation reproduce CORPUS OUT``"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from rich.table import Table

from generation.corpus.store import Corpus
from generation.files import exclusive
from generation.model.config import PRESETS
from generation.model.device import DEVICES
from generation.progress import console
from generation.reproduction.plan import Plan
from generation.reproduction.report import PAGE, REPORT
from generation.reproduction.reproduce import reproduce


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("corpus", type=Path, help="corpus folder")
    parser.add_argument("out", type=Path, help="folder of all results; an interrupted one goes on")
    parser.add_argument("--preset", choices=sorted(PRESETS), default="small", help="size and schedule (default: small)")
    parser.add_argument(
        "--oracle", type=Path, help="corpus of the same labels whose real clips make one more arm of the augmentation"
    )
    parser.add_argument("--quick", action="store_true", help="a smoke test of all stages: hardly trained, few samples")
    parser.add_argument("--seed", type=int, default=0, help="same corpus, options, seed and device: same report")
    parser.add_argument("--device", choices=DEVICES, default="auto")


def run(arguments: argparse.Namespace) -> int:
    plan = Plan(arguments.out, arguments.preset, arguments.seed, arguments.device, arguments.quick)
    oracle = None if arguments.oracle is None else Corpus.open(arguments.oracle)
    with exclusive(plan.out):
        reproduce(Corpus.open(arguments.corpus), plan, oracle)
    results = json.loads((plan.report / REPORT).read_bytes())
    table = Table(title="results to reach", title_justify="left")
    for column in ("result", "to reach", "this run", "95 % interval", "met"):
        table.add_column(column)
    for target in results["targets"]:
        met = {True: "yes", False: "no", None: "not judged"}[target["met"]]
        table.add_row(target["title"], target["goal"], target["shown"], target["interval"], met)
    console.print(table)
    console.print(f"report: {plan.report / PAGE}")
    return 0
