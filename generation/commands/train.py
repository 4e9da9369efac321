"""``python -m generation train CORPUS RUN``"""

from __future__ import annotations

import argparse
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

from generation.corpus.store import Corpus
from generation.files import exclusive
from generation.model.config import RunConfig
from generation.model.device import DEVICES
from generation.model.presets import PRESETS, preset
from generation.progress import console
from generation.training.distributed import Ranks, joined
from generation.training.run import METRICS, read_json
from generation.training.train import train_run


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("corpus", type=Path, help="corpus folder")
    parser.add_argument("run", type=Path, help="run folder to make")
    parser.add_argument("--preset", choices=sorted(PRESETS), default="small", help="size and schedule (default: small)")
    parser.add_argument("--steps", type=int, help="training steps of the generator (default: the preset's)")
    parser.add_argument("--recogniser-steps", type=int, help="at most so many steps of the recogniser")
    parser.add_argument("--flow-steps", type=int, help="training steps of the latents' flow")
    parser.add_argument("--batch", type=int, help="clips per batch of both models")
    parser.add_argument("--kl", type=float, help="weight of the mean KL divergence per clip")
    parser.add_argument("--seed", type=int, default=0, help="same corpus, settings, seed and device: same run")
    parser.add_argument("--device", choices=DEVICES, default="auto")
    parser.add_argument(
        "--resume", action="store_true", help="go on with an interrupted run; starts one if none is there"
    )
    parser.add_argument("--tensorboard", action="store_true", help="log for TensorBoard too, where that is installed")


def run(arguments: argparse.Namespace) -> int:
    with joined(arguments.device) as ranks, exclusive(arguments.run) if ranks.first else nullcontext():
        return _train(arguments, ranks)


def _train(arguments: argparse.Namespace, ranks: Ranks) -> int:
    corpus = Corpus.open(arguments.corpus)
    trained = train_run(
        corpus,
        arguments.run,
        settings(arguments),
        seed=arguments.seed,
        device=arguments.device,
        resume=arguments.resume,
        ranks=ranks,
        board=arguments.tensorboard,
    )
    if not trained:
        console.print(f"{arguments.run}: this run is finished already; nothing to do")
    metrics = read_json(arguments.run / METRICS)["recogniser"]
    console.print(
        f"{arguments.run}: recogniser right on {_percent(metrics['test_accuracy'])} of {metrics['test_clips']} real "
        f"test clips and {_percent(metrics['generated_accuracy'])} of {metrics['generated_clips']} generated ones "
        f"(chance {_percent(1 / len(corpus.labels))})"
    )
    return 0


def settings(arguments: argparse.Namespace) -> RunConfig:
    """The preset with the options that were given."""
    config = preset(arguments.preset)
    generator, recogniser, losses = config.generator_schedule, config.recogniser_schedule, config.losses
    if arguments.steps is not None:
        generator = replace(generator, steps=arguments.steps)
    if arguments.recogniser_steps is not None:
        recogniser = replace(recogniser, steps=arguments.recogniser_steps)
    if arguments.batch is not None:
        generator, recogniser = replace(generator, batch=arguments.batch), replace(recogniser, batch=arguments.batch)
    flow = config.flow
    if arguments.flow_steps is not None and flow is not None:
        flow = replace(flow, schedule=replace(flow.schedule, steps=arguments.flow_steps))
    if arguments.kl is not None:
        losses = replace(losses, kl=arguments.kl)
    return replace(config, generator_schedule=generator, recogniser_schedule=recogniser, losses=losses, flow=flow)


def _percent(share: float | None) -> str:
    return "no" if share is None else f"{100 * share:.1f} %"
