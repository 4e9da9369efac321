"""``python -m generation augment CORPUS RUN OUT``: what generated clips do for the recogniser."""

from __future__ import annotations

import argparse
import math
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

from generation.corpus.store import Corpus
from generation.evaluation.augmentation import FILTERS, SCHEDULES, Plan
from generation.evaluation.augmentation_folder import SUMMARY, augment
from generation.files import exclusive
from generation.model.config import RunConfig
from generation.model.device import DEVICES
from generation.model.latents import SPREADS
from generation.progress import console
from generation.training.run import Run, read_json

SIZES = tuple(range(0, 2001, 200))
CANDIDATES = 4  # generated per clip that the largest size needs


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("corpus", type=Path, help="corpus folder, the one that the run was trained on")
    parser.add_argument("run", type=Path, help="run folder, as `train` made it")
    parser.add_argument(
        "out", metavar="OUT", type=Path, help="folder of the results; an interrupted one is gone on with"
    )
    parser.add_argument(
        "--sizes", type=int, nargs="+", default=SIZES, help="numbers of added clips (default: 0, 200, ... 2000)"
    )
    parser.add_argument("--seeds", type=int, default=3, help="repetitions: pool and trainings anew each (default: 3)")
    parser.add_argument("--seed", type=int, default=0, help="of the first repetition; the next ones count up")
    parser.add_argument("--schedules", choices=SCHEDULES, nargs="+", default=SCHEDULES)
    parser.add_argument("--filters", choices=FILTERS, nargs="*", default=FILTERS, help="none: the oracle alone")
    parser.add_argument("--steps", type=int, help="at most so many steps of each training (default: the run's own)")
    parser.add_argument(
        "--pool", type=int, help=f"generated clips per label to choose from (default: {CANDIDATES}x need)"
    )
    parser.add_argument("--spread", choices=SPREADS, help="what latents are drawn from (default: the run's own)")
    parser.add_argument("--intensity", default="", help="generate clips of one of the corpus's intensities only")
    parser.add_argument("--oracle", type=Path, help="corpus of the same labels whose clips make one more, real arm")
    parser.add_argument(
        "--workers", type=int, default=os.cpu_count() or 1, help="trainings at a time, about 1 GB each (all cores)"
    )
    parser.add_argument("--device", choices=DEVICES, default="auto")


def run(arguments: argparse.Namespace) -> int:
    corpus, trained = Corpus.open(arguments.corpus), Run.open(arguments.run, arguments.device)
    oracle = None if arguments.oracle is None else Corpus.open(arguments.oracle)
    plan = plan_of(arguments, trained)
    with exclusive(arguments.out):
        made = augment(corpus, trained, arguments.out, plan, oracle=oracle, workers=arguments.workers)
    if not made:
        console.print(f"{arguments.out}: this experiment is finished already; nothing to do")
    _report(arguments.out, read_json(arguments.out / SUMMARY))
    return 0


def plan_of(arguments: argparse.Namespace, trained: Run) -> Plan:
    """The experiment that was asked for."""
    config = RunConfig.from_json(trained.description["config"])
    if arguments.steps is not None:
        config = replace(config, recogniser_schedule=replace(config.recogniser_schedule, steps=arguments.steps))
    sizes = tuple(sorted({0, *arguments.sizes}))
    needed = math.ceil(sizes[-1] / len(trained.labels))
    return Plan(
        sizes=sizes,
        seeds=tuple(range(arguments.seed, arguments.seed + arguments.seeds)),
        schedules=tuple(dict.fromkeys(arguments.schedules)),
        filters=tuple(dict.fromkeys(arguments.filters)),
        pool=CANDIDATES * needed if arguments.pool is None else arguments.pool,
        spread=arguments.spread,
        intensity=arguments.intensity,
        oracle=arguments.oracle is not None,
        config=config,
    )


def _report(out: Path, summary: dict[str, Any]) -> None:
    console.print(f"{out}: baseline {_percent(summary['baseline']['test_accuracy'])} of real test clips recognised")
    for arm in summary["arms"]:
        last = arm["points"][-1]
        console.print(
            f"  {arm['schedule']} {arm['filter']}: {_percent(last['test_accuracy'])} with {min(last['added'])} of "
            f"{last['size']} clips, lift {_percent(last['lift'])}"
        )


def _percent(figure: dict[str, Any]) -> str:
    if figure["value"] is None:
        return f"not estimable ({figure['reason']})"
    shown = f"{100 * figure['value']:.1f} %"
    return shown if figure["low"] is None else f"{shown} ({100 * figure['low']:.1f} to {100 * figure['high']:.1f})"
