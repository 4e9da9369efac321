"""``python -m generation reproduce CORPUS OUT``"""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from pathlib import Path

from rich.table import Table

from generation.corpus.store import Corpus
from generation.files import exclusive
from generation.model.device import DEVICES
from generation.model.presets import PRESETS
from generation.progress import console
from generation.reproduction.plan import QUICK, Amounts, Plan
from generation.reproduction.report import PAGE, REPORT
from generation.reproduction.reproduce import reproduce

PAPER = Amounts()


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("corpus", type=Path, help="corpus folder")
    parser.add_argument("out", type=Path, help="folder of all results; an interrupted one goes on")
    parser.add_argument("--preset", choices=sorted(PRESETS), default="small", help="size and schedule (default: small)")
    parser.add_argument(
        "--oracle", type=Path, help="corpus of the same labels whose real clips make one more arm of the augmentation"
    )
    parser.add_argument(
        "--augmentation-sizes",
        type=int,
        nargs="+",
        metavar="CLIPS",
        help="numbers of added clips of the augmentation (default: the paper's, 0 200 ... 2000)",
    )
    parser.add_argument(
        "--augmentation-seeds",
        type=int,
        metavar="N",
        help=f"trainings of each size of each arm, with seeds from --seed on (default: {PAPER.seeds})",
    )
    parser.add_argument("--repeats", type=int, help=f"of Table I's draws (default: the paper's {PAPER.repeats})")
    parser.add_argument("--quick", action="store_true", help="a smoke test of all stages: hardly trained, few samples")
    parser.add_argument("--seed", type=int, default=0, help="same corpus, options, seed and device: same report")
    parser.add_argument("--device", choices=DEVICES, default="auto")


def amounts(arguments: argparse.Namespace) -> Amounts:
    """What was asked for; for the rest the paper's, or a smoke test's. MiburiError names an option without sense."""
    asked = {"seeds": arguments.augmentation_seeds, "repeats": arguments.repeats}
    if arguments.augmentation_sizes is not None:
        asked["sizes"] = tuple(sorted({0, *arguments.augmentation_sizes}))
    given = {name: value for name, value in asked.items() if value is not None}
    return replace(QUICK if arguments.quick else PAPER, **given)


def run(arguments: argparse.Namespace) -> int:
    plan = Plan(
        arguments.out,
        arguments.preset,
        arguments.seed,
        arguments.device,
        arguments.quick,
        amounts(arguments),
    )
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
