"""``python -m benchmarks training``: steps of Miburi's training against steps of ACTOR written plainly.

Miburi's steps are those that ``python -m generation train`` takes (``GeneratorTask``, ``Stepper``). Both ways see whole
clips in batches of the same number of clips, with the same model size, loss terms and optimiser. Speed is counted in
frames of clips per second, padding not counted. On a CPU the plain way takes about 16 GB of memory at ACTOR's batch of
20; ``--batch 10`` halves that.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence

import torch

from benchmarks.measure import Metrics, PeakMemory, machine
from benchmarks.options import add_options, training_config
from benchmarks.plain_actor import PlainTraining, loaded, random_batches
from benchmarks.race import Pace, Way, race, results
from benchmarks.workload import clips_for
from generation.model.config import RunConfig
from generation.model.device import choose_device
from generation.training.clips import Clips
from generation.training.stepping import Stepper
from generation.training.tasks import GeneratorTask


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_options(parser, clips=1200)


def run(arguments: argparse.Namespace) -> Metrics:
    device = choose_device(arguments.device)
    config = training_config(arguments)
    clips = clips_for(arguments.corpus, arguments.clips, arguments.seed)
    plain, ours = plain_way(clips, config, device, arguments.seed), our_way(clips, config, device, arguments.seed)
    print(f"training: {machine(device)}; {len(clips.splits['train'])} clips in batches of {ours.clips}")
    for way in (plain, ours):
        way.run(warm_up(way.frames, device))
    race([plain, ours], device, pace_of(arguments, len(ours.frames), device))
    return results("training", plain, ours)


def plain_way(clips: Clips, config: RunConfig, device: torch.device, seed: int) -> Way:
    train, batch = clips.splits["train"], config.generator_schedule.batch
    features, labels = [clips.clip(index) for index in train], clips.labels[train]
    batches = [chosen for chosen in random_batches(len(train), batch, seed) if len(chosen) == batch]
    rate = config.generator_schedule.learning_rate
    training = PlainTraining(config.generator, config.losses, rate, clips.classes, device)

    def steps(positions: Sequence[int]) -> None:
        for each in loaded(features, labels, [batches[position] for position in positions]):
            training.step(each)

    lengths = [[len(features[position]) for position in chosen] for chosen in batches]
    return Way(
        "plain", steps, batch, [max(each) for each in lengths], [sum(each) for each in lengths], PeakMemory(device)
    )


def our_way(clips: Clips, config: RunConfig, device: torch.device, seed: int) -> Way:
    task = GeneratorTask(clips, config, seed, device)
    batch = config.generator_schedule.batch
    stepper, source = Stepper(task), task.source
    full = [step for step in range(source.order.per_epoch) if len(source.order.at(step)) == batch]

    def steps(positions: Sequence[int]) -> None:
        for position in positions:
            stepper.step(full[position])

    valid = [sum(source.lengths[position] for position in source.order.at(step)) for step in full]
    return Way("miburi", steps, batch, [source.inputs(step).frames for step in full], valid, PeakMemory(device))


def pace_of(arguments: argparse.Namespace, epoch: int, device: torch.device) -> Pace:
    """On a GPU, which works ahead of its program, whole epochs at a time; elsewhere a few batches in turns."""
    on_gpu = device.type == "cuda"
    batches = min(arguments.batches or (epoch if on_gpu else 3), epoch)
    return Pace(batches, batches if on_gpu else 1, arguments.seconds)


def warm_up(frames: Sequence[int], device: torch.device) -> list[int]:
    """On a GPU a batch of each length and some more before, so that all kernels are chosen and all steps recorded;
    elsewhere the shortest."""
    ranked = sorted(range(len(frames)), key=lambda position: frames[position])
    if device.type != "cuda":
        return ranked[:1]
    first = {frames[position]: position for position in reversed(ranked)}
    return ranked[:4] + list(first.values())
