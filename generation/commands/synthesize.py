"""``python -m generation synthesize OUT``: a synthetic corpus in the structure of an acted-emotion database."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from generation.corpus.store import Corpus
from generation.corpus.synthetic.corpus import write_synthetic_corpus
from generation.motion import FPS


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("out", metavar="OUT", type=Path, help="folder of the new corpus")
    parser.add_argument("--performers", type=int, default=49, help="number of performers, 111 clips each (49)")
    parser.add_argument("--seed", type=int, default=0, help="the same seed gives the same bytes (0)")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="processes (all cores)")


def run(arguments: argparse.Namespace) -> int:
    """Write the corpus, unless the same one is already there."""
    out: Path = arguments.out
    if _is_there(out, arguments.performers, arguments.seed):
        print(
            f"{out}: this synthetic corpus is already there ({arguments.performers} performers, seed {arguments.seed})"
        )
        return 0
    write_synthetic_corpus(out, performers=arguments.performers, seed=arguments.seed, workers=arguments.workers)
    corpus = Corpus.open(out)
    hours = len(corpus.frames) / FPS / 3600
    print(f"{out}: synthetic corpus, {arguments.performers} performers, {len(corpus)} clips, {hours:.1f} hours")
    return 0


def _is_there(out: Path, performers: int, seed: int) -> bool:
    if not (out / "corpus.json").is_file():
        return False
    made = Corpus.open(out).description["provenance"]
    return (made.get("command"), made.get("performers"), made.get("seed")) == ("synthesize", performers, seed)
