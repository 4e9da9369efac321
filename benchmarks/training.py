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
    batch = config.generator_schedule.batch
    print(f"training: {machine(device)}; {len(clips.splits['train'])} clips in batches of {batch}")
    plain = warmed_up(plain_way(clips, config, device, arguments.seed), device)
    ours = warmed_up(our_way(clips, config, device, arguments.seed), device)
    race([plain, ours], device, pace_of(arguments, len(ours.frames), device))
    return results("training", plain, ours)


def plain_way(clips: Clips, config: RunConfig, device: torch.device, seed: int) -> Way:
    memory = PeakMemory(device)
    train, batch = clips.splits["train"], config.generator_schedule.batch
    features, labels = [clips.clip(index) for index in train], clips.labels[train]
    batches = [chosen for chosen in random_batches(len(train), batch, seed) if len(chosen) == batch]
    rate = config.generator_schedule.learning_rate
    training = PlainTraining(config.generator, config.losses, rate, clips.classes, device)

    def steps(positions: Sequence[int]) -> None:
        for each in loaded(features, labels, [batches[position] for position in positions]):
            training.step(each)

    lengths = [[len(features[position]) for position in chosen] for chosen in batches]
    return Way("plain", steps, batch, [max(each) for each in lengths], [sum(each) for each in lengths], memory)


def our_way(clips: Clips, config: RunConfig, device: torch.device, seed: int) -> Way:
    memory = PeakMemory(device)
    task = GeneratorTask(clips, config, seed, device)
    batch = config.generator_schedule.batch
    stepper, source = Stepper(task), task.source
    full = [step for step in range(source.order.per_epoch) if len(source.order.at(step)) == batch]

    def steps(positions: Sequence[int]) -> None:
        for position in positions:
            stepper.step(full[position])

    valid = [sum(source.lengths[position] for position in source.order.at(step)) for step in full]
    return Way("miburi", steps, batch, [source.inputs(step).frames for step in full], valid, memory)


def pace_of(arguments: argparse.Namespace, epoch: int, device: torch.device) -> Pace:
    """On a GPU, which works ahead of its program, whole epochs at a time; elsewhere a few batches in turns."""
    on_gpu = device.type == "cuda"
    batches = min(arguments.batches or (epoch if on_gpu else 3), epoch)
    return Pace(batches, batches if on_gpu else 1, arguments.seconds)


def warmed_up(way: Way, device: torch.device) -> Way:
    """On a GPU after a batch of each length, some more before it, so that kernels are chosen and steps recorded;
    elsewhere after the shortest."""
    ranked = sorted(range(len(way.frames)), key=lambda position: way.frames[position])
    first = {way.frames[position]: position for position in reversed(ranked)}
    with way.memory:
        way.run(ranked[:4] + list(first.values()) if device.type == "cuda" else ranked[:1])
    return way
