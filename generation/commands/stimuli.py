"""``python -m generation stimuli RUN OUT``"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.table import Table

from generation.corpus.store import Corpus
from generation.errors import MiburiError
from generation.executors.arguments import add_executor_arguments
from generation.executors.ray import RayExecutor
from generation.files import exclusive
from generation.model.device import DEVICES
from generation.model.latents import SPREADS
from generation.progress import console
from generation.stimuli.balance import balance_table, over_limit
from generation.stimuli.design import Correct, Design, Misclassified, Quota
from generation.stimuli.design_file import read_design
from generation.stimuli.manifest import TRIAL, Manifest
from generation.stimuli.remote_sampling import sampler_on
from generation.stimuli.sampling import Sampler, sampler_of
from generation.stimuli.select import select_stimuli
from generation.training.run import Run

QUOTAS: dict[str, type[Quota]] = {"correct": Correct, "misclassified": Misclassified, "mean_latent": Quota}
PAPER = {"correct": 2, "misclassified": 2, "mean_latent": 1}  # arXiv 2606.28769, per label
OTHERS = ("budget", "max_seconds", "spread")  # flags that a design file has as keys


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("run", type=Path, help="run folder, as `train` made it")
    parser.add_argument("out", type=Path, help="folder of the stimulus set to make")
    parser.add_argument("--design", type=Path, metavar="FILE", help="what the set is to be; examples: docs/designs")
    parser.add_argument("--corpus", type=Path, help="recorded clips, where the design asks for them")
    parser.add_argument("--correct", type=int, help="per label: recognised as intended (default: 2)")
    parser.add_argument("--misclassified", type=int, help="per label: taken for another label (default: 2)")
    parser.add_argument("--mean-latent", type=int, help="per label: of the mean latent (default: 1)")
    parser.add_argument("--seed", type=int, default=0, help="same run, design and seed: same set")
    parser.add_argument("--budget", type=int, help="candidates per label at most (default: 400)")
    parser.add_argument(
        "--max-seconds",
        type=float,
        help="the longest clip: durations are drawn from the label's distribution up to here (default: 15)",
    )
    parser.add_argument(
        "--spread",
        choices=SPREADS,
        help="latents from the flow, from the total spread of a label's clips, or from the paper's mean Sigma "
        "(default: the flow, or total where the run has none)",
    )
    parser.add_argument("--allow-shortfall", action="store_true", help="exit with 0 though quotas are not filled")
    parser.add_argument("--device", choices=DEVICES, default="auto")
    add_executor_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    design = design_of_arguments(arguments)
    corpus = None if arguments.corpus is None else Corpus.open(arguments.corpus)
    trained = Run.open(arguments.run, arguments.device)
    with exclusive(arguments.out), _sampler(arguments, trained) as sampler:
        manifest = select_stimuli(trained, arguments.out, design, seed=arguments.seed, corpus=corpus, sampler=sampler)
    _say(arguments.out, manifest)
    if not manifest.shortfall:
        return 0
    console.print(shortfall_table(manifest))
    return 0 if arguments.allow_shortfall else 1


@contextmanager
def _sampler(arguments: argparse.Namespace, trained: Run) -> Iterator[Sampler]:
    """In this process, or as tasks on a cluster; where there are GPUs, each task has one."""
    if arguments.executor == "local":
        yield sampler_of(trained)
        return
    executor = RayExecutor(arguments.ray_address, 1.0 if trained.device.type == "cuda" else 0.0)
    with executor.session():
        yield sampler_on(executor, trained)


def design_of_arguments(arguments: argparse.Namespace) -> Design:
    """The design file, or the flags as a design; MiburiError when both say what the set is to be."""
    given = {name: value for name in (*QUOTAS, *OTHERS) if (value := getattr(arguments, name)) is not None}
    if arguments.design is None:
        return _design_of_flags(given)
    for name in given:
        flag = f"--{name.replace('_', '-')}"
        place = f"[{name}] per_label" if name in QUOTAS else name
        raise MiburiError(f"{flag} and --design are both given; leave one out, or write {place} into the file")
    return read_design(arguments.design)


def _design_of_flags(given: dict[str, Any]) -> Design:
    counts = {name: given.get(name, count) for name, count in PAPER.items()}
    for name, count in counts.items():
        if count < 0:
            raise MiburiError(f"--{name.replace('_', '-')} must not be negative, got {count}")
    if not any(counts.values()):
        raise MiburiError("all quotas are 0: ask for at least one stimulus per label")
    conditions = {name: QUOTAS[name](count) for name, count in counts.items() if count}
    return Design(**conditions, **{name: given[name] for name in OTHERS if name in given})  # type: ignore[arg-type]


def _say(out: Path, manifest: Manifest) -> None:
    """What the set holds, how alike its conditions are, and what its recorded clips are if not the run's own."""
    kinds = Counter(one.condition if one.role == TRIAL else f"for {one.role}" for one in manifest.stimuli)
    counts = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
    console.print(f"{out}: {len(manifest.stimuli)} stimuli, {counts}")
    found = (manifest.selection or {}).get("balance", {})
    if (limit := found.get("largest_difference")) is not None:
        console.print(balance_table(found["differences"], limit))
        if any(over_limit(row, limit) for row in found["differences"]):
            console.print(f"warning: matched conditions differ by more than {limit} standard deviations")
    clips = manifest.provenance.get("clips")
    if clips and not clips["trained_on"]:
        console.print(
            "note: the recorded clips are not of the corpus that the run was trained on; the manifest says so"
        )


def shortfall_table(manifest: Manifest) -> Table:
    """The cells that are not full."""
    table = Table(title="not filled; raise the budget, ask for less, or accept it with --allow-shortfall")
    for column in ("label", "condition", "role", "wanted", "found", "candidates"):
        table.add_column(column, justify="left" if column in ("label", "condition", "role") else "right")
    for cell in manifest.shortfall:
        table.add_row(cell.label, cell.condition, cell.role, str(cell.wanted), str(cell.found), str(cell.candidates))
    return table
