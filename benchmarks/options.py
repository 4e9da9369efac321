"""What the benchmarks can be asked."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from generation.errors import MiburiError
from generation.model.config import RunConfig
from generation.model.device import DEVICES
from generation.model.presets import PRESETS, preset


def add_options(parser: argparse.ArgumentParser, clips: int) -> None:
    parser.add_argument("--preset", choices=sorted(PRESETS), default="paper", help="size and losses (default: paper)")
    parser.add_argument("--device", choices=DEVICES, default="auto")
    parser.add_argument("--batch", type=int, help="clips per batch (default: the preset's, 20)")
    parser.add_argument("--clips", type=int, default=clips, help=f"random clips to make (default: {clips})")
    parser.add_argument("--corpus", type=Path, help="a corpus's clips instead of random ones")
    parser.add_argument("--batches", type=int, help="batches of either way per round (default: 3; on a GPU all)")
    parser.add_argument("--seconds", type=float, default=120.0, help="no round starts after that (default: 120)")
    parser.add_argument("--seed", type=int, default=0)


def training_config(arguments: argparse.Namespace) -> RunConfig:
    """The preset with the batch that was asked for. MiburiError where ACTOR has no such model."""
    config = preset(arguments.preset)
    if config.generator.patch != 1 or config.generator.latent_tokens != 1:
        raise MiburiError(
            f"--preset {arguments.preset}: not of ACTOR's kind (one frame per token, one latent token); use paper"
        )
    schedule = config.generator_schedule
    return replace(config, generator_schedule=replace(schedule, batch=arguments.batch or schedule.batch))
