"""``python -m generation stimuli RUN OUT``"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

from rich.table import Table

from generation.model.device import DEVICES
from generation.model.latents import SPREADS
from generation.progress import console
from generation.stimuli.manifest import Manifest
from generation.stimuli.quotas import Quotas
from generation.stimuli.select import Selection, select_stimuli
from generation.training.run import Run


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("run", type=Path, help="run folder, as `train` made it")
    parser.add_argument("out", type=Path, help="folder of the stimulus set to make")
    parser.add_argument("--correct", type=int, default=2, help="per label: recognised as intended (default: 2)")
    parser.add_argument("--misclassified", type=int, default=2, help="per label: taken for another label (default: 2)")
    parser.add_argument("--mean-latent", type=int, default=1, help="per label: of the mean latent (default: 1)")
    parser.add_argument("--seed", type=int, default=0, help="same run, options and seed: same set")
    parser.add_argument("--budget", type=int, default=400, help="candidates per label at most (default: 400)")
    parser.add_argument(
        "--max-seconds",
        type=float,
        default=15.0,
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


def run(arguments: argparse.Namespace) -> int:
    quotas = Quotas(arguments.correct, arguments.misclassified, arguments.mean_latent)
    selection = Selection(quotas, arguments.seed, arguments.budget, arguments.max_seconds, arguments.spread)
    manifest = select_stimuli(Run.open(arguments.run, arguments.device), arguments.out, selection)
    conditions = Counter(stimulus.condition for stimulus in manifest.stimuli)
    console.print(
        f"{arguments.out}: {len(manifest.stimuli)} stimuli, "
        + ", ".join(f"{count} {condition}" for condition, count in sorted(conditions.items()))
    )
    if not manifest.shortfall:
        return 0
    console.print(shortfall_table(manifest))
    return 0 if arguments.allow_shortfall else 1


def shortfall_table(manifest: Manifest) -> Table:
    """The cells that the budget did not fill."""
    table = Table(title="not filled within the budget; raise --budget, or accept it with --allow-shortfall")
    for column in ("label", "condition", "wanted", "found", "candidates"):
        table.add_column(column, justify="left" if column in ("label", "condition") else "right")
    for cell in manifest.shortfall:
        table.add_row(cell.label, cell.condition, str(cell.wanted), str(cell.found), str(cell.candidates))
    return table
