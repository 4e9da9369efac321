"""``python -m generation interpolate CORPUS RUN OUT``: what the latents hold, as motions, measures and strips."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from rich.table import Table

from generation.corpus.store import SPLITS, Corpus
from generation.evaluation.latent_figures import RESULT, STRIPS, LatentSettings, read_latents, write_latents
from generation.files import exclusive
from generation.model.device import DEVICES
from generation.progress import console
from generation.training.run import Run


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("corpus", type=Path, help="corpus folder that the run was trained on")
    parser.add_argument("run", type=Path, help="run folder, as `train` made it")
    parser.add_argument("out", type=Path, help="folder to make: interpolation.json, motions and strips")
    parser.add_argument(
        "--pairs",
        type=int,
        default=5,
        help="per label: clips of low and high intensity to interpolate between; 0 leaves mean latents and bias "
        "vectors alone (default: 5)",
    )
    parser.add_argument(
        "--between", nargs=2, metavar=("CLIP_A", "CLIP_B"), help="interpolate between these two clips instead"
    )
    parser.add_argument("--steps", type=int, default=7, help="weights from 0 to 1, both included (default: 7)")
    parser.add_argument(
        "--beyond", type=int, default=0, help="as many further steps below 0 and above 1 (default: 0, none)"
    )
    parser.add_argument("--split", choices=SPLITS, default="test", help="where the pairs come from (default: test)")
    parser.add_argument(
        "--seconds", type=float, help="length of mean latents' and bias vectors' motions (default: the label's median)"
    )
    parser.add_argument("--no-strips", action="store_true", help="draw nothing; a later call without this does it")
    parser.add_argument("--seed", type=int, default=0, help="same run, options, seed and device: same result")
    parser.add_argument("--device", choices=DEVICES, default="auto")


def run(arguments: argparse.Namespace) -> int:
    settings = LatentSettings(
        pairs=arguments.pairs,
        between=None if arguments.between is None else (arguments.between[0], arguments.between[1]),
        steps=arguments.steps,
        beyond=arguments.beyond,
        split=arguments.split,
        seconds=arguments.seconds,
        seed=arguments.seed,
    )
    corpus, trained = Corpus.open(arguments.corpus), Run.open(arguments.run, arguments.device)
    with exclusive(arguments.out):
        made = write_latents(corpus, trained, arguments.out, settings)
        drawn = 0 if arguments.no_strips else _draw(arguments.out, trained)
    if not made and not drawn:
        console.print(f"{arguments.out}: these interpolations are there already; nothing to do")
    result = read_latents(arguments.out)
    if result["trends"]:
        console.print(trends_table(result))
    console.print(f"{arguments.out / RESULT}" + (f", {drawn} sheets in {arguments.out / STRIPS}" if drawn else ""))
    return 0


def _draw(out: Path, trained: Run) -> int:
    from generation.evaluation.latent_strips import draw_strips  # OpenGL is loaded only where something is drawn

    return draw_strips(out, trained.labels)


def trends_table(result: dict[str, Any]) -> Table:
    """The trends of all quantities in short, in the direction in which the real clips differ."""
    ways = {f"{len(result['pairs'])} pairs of clips": result["trends"]}
    if result["intensity"]:
        ways["mean latents, low to high"] = result["intensity"]["mean_latents"]
        ways["clips moved alike"] = result["intensity"]["moved_clips"]
        if result["intensity"]["asked_clips"]:
            ways["clips asked for"] = result["intensity"]["asked_clips"]
    table = Table(title="Spearman's rho of movement with the weight, as the real clips differ; share steady throughout")
    table.add_column("quantity", no_wrap=True)
    for way in ways:
        table.add_column(way, justify="right")
    for name in result["quantities"]:
        cells = [_rho(trends[name]["towards_real"]) for trends in ways.values()]
        table.add_row(name.replace("_", " "), *cells)
    return table


def _rho(group: dict[str, Any]) -> str:
    rho, throughout = group["rho"]["value"], group["throughout"]["value"]
    return "none" if rho is None else f"{rho:.2f}, {throughout:.0%}"
