"""``python -m benchmarks extrapolation``: how long the paper's training takes here, and how much memory.

Steps of ``GeneratorTask`` are measured on batches evenly spread over an epoch, from the short to the long ones; 5,439
clips of DIEM-A, 80 % of them for training, times 1,000 epochs is counted up from their speed in frames of clips. The
recogniser and the evaluation come on top.
"""

from __future__ import annotations

import argparse

from benchmarks.measure import Metrics, machine
from benchmarks.options import add_options, training_config
from benchmarks.race import Way, race
from benchmarks.resident import resident_megabytes
from benchmarks.training import our_way, pace_of, warmed_up
from benchmarks.workload import DIEM_A_CLIPS, TRAINING_SHARE, clips_for
from generation.model.device import choose_device

EPOCHS = 1000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_options(parser, clips=1200)


def run(arguments: argparse.Namespace) -> Metrics:
    device, config = choose_device(arguments.device), training_config(arguments)
    clips = clips_for(arguments.corpus, arguments.clips, arguments.seed)
    way = warmed_up(our_way(clips, config, device, arguments.seed), device)
    print(f"extrapolation: {machine(device)}; {len(clips.splits['train'])} clips in batches of {way.clips}")
    race([way], device, pace_of(arguments, len(way.frames), device))
    return extrapolated(way)


def extrapolated(way: Way) -> Metrics:
    epoch = TRAINING_SHARE * DIEM_A_CLIPS / way.metrics()["clips_per_s"]
    return {
        "paper_hours": EPOCHS * epoch / 3600,
        "paper_epoch_seconds": epoch,
        **{f"paper_{name}": value for name, value in way.metrics().items()},
        "paper_resident_mb": resident_megabytes(),
    }
