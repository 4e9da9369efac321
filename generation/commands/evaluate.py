"""``python -m generation evaluate CORPUS RUN OUT``"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.table import Table

from generation.corpus.store import Corpus
from generation.evaluation.evaluate import Settings, evaluate_run, read_evaluation
from generation.evaluation.reconstruction import ERRORS, MESH_ERRORS
from generation.files import exclusive
from generation.model.device import DEVICES
from generation.model.latents import SPREADS
from generation.progress import console
from generation.training.run import Run

PRINTED = ("fid", "diversity_all_pairs", "multimodality_all_pairs")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    default = Settings()
    parser.add_argument("corpus", type=Path, help="the corpus that the run was trained on")
    parser.add_argument("run", type=Path, help="run folder, as `train` made it")
    parser.add_argument("out", type=Path, help="folder of the evaluation to make; an interrupted one goes on")
    parser.add_argument(
        "--per-label",
        type=int,
        default=default.per_label,
        help=f"generated clips of a label at most, otherwise as many as the corpus has (default: {default.per_label})",
    )
    parser.add_argument(
        "--repeats", type=int, default=default.repeats, help=f"of Table I's draws (default: {default.repeats})"
    )
    parser.add_argument(
        "--mesh-frames",
        type=int,
        default=default.mesh_frames,
        help=f"frames per split on which the mesh is posed, 0 for all (default: {default.mesh_frames})",
    )
    parser.add_argument("--spread", choices=SPREADS, help="where latents are drawn from (default: the run's own)")
    parser.add_argument("--seed", type=int, default=default.seed, help="same run, settings and device: same figures")
    parser.add_argument("--device", choices=DEVICES, default="auto")


def run(arguments: argparse.Namespace) -> int:
    settings = Settings(arguments.per_label, arguments.repeats, arguments.mesh_frames, arguments.seed, arguments.spread)
    corpus, trained = Corpus.open(arguments.corpus), Run.open(arguments.run, arguments.device)
    with exclusive(arguments.out):
        made = evaluate_run(corpus, trained, arguments.out, settings)
    if not made:
        console.print(f"{arguments.out}: this evaluation is finished already; nothing to do")
    evaluation = read_evaluation(arguments.out)
    console.print(reconstruction_table(evaluation))
    console.print(generation_table(evaluation))
    ratio = evaluation["recogniser"]["generated_to_real"]
    console.print(f"recognised, generated over recorded: {_with_interval(ratio)}")
    return 0


def reconstruction_table(evaluation: dict[str, Any]) -> Table:
    """Mean errors of every split, each with the mean pose's in brackets."""
    table = Table(title="reconstruction, degrees and cm (mean pose instead)", title_justify="left", box=SIMPLE_HEAD)
    table.add_column("split", no_wrap=True)
    for column in ("angle", "joints", "root", "mesh", "mesh and root"):
        table.add_column(column, justify="right")
    for split, figures in evaluation["reconstruction"].items():
        ours, mean = figures["reconstructed"], figures["mean_pose"]
        table.add_row(split, *(_beside(ours[name], mean[name]) for name in (*ERRORS, *MESH_ERRORS)))
    return table


def generation_table(evaluation: dict[str, Any]) -> Table:
    """FID, and diversity and multimodality over all pairs, of generated clips (recorded ones in brackets)."""
    table = Table(title="generation (recorded clips at the same n)", title_justify="left", box=SIMPLE_HEAD)
    for column in ("reference", "clips"):
        table.add_column(column)
    for column in ("n", *PRINTED):
        table.add_column(column.removesuffix("_all_pairs"), justify="right")
    for reference, filters in evaluation["generation"].items():
        for name, figures in filters.items():
            values = (_beside(figures["generated"][metric], figures["recorded"][metric]) for metric in PRINTED)
            table.add_row(reference, name, str(figures["n"]), *values)
    return table


def _beside(ours: dict[str, Any], other: dict[str, Any]) -> str:
    return f"{_number(ours)} ({_number(other)})"


def _number(figure: dict[str, Any]) -> str:
    return "–" if figure["value"] is None else f"{figure['value']:.2f}"


def _with_interval(figure: dict[str, Any]) -> str:
    if figure["value"] is None:
        return f"not estimable, because {figure['reason']}"
    return f"{figure['value']:.2f} [{figure['low']:.2f}, {figure['high']:.2f}]"
