"""``python -m benchmarks sampling``: from sampled latents to features, against ACTOR written plainly.

Miburi's way is that of ``Run.decode``, which sorts draws by length; the plain way takes them in the order they come.
Both end at the features: what ``Run.decode`` does to them afterwards (smoothing, feet, floor) is no part of it. The
weights are random: speed does not depend on them.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Sequence
from functools import partial

import torch
from torch import Tensor

from benchmarks.measure import Metrics, PeakMemory, machine, seconds
from benchmarks.options import add_options, training_config
from benchmarks.plain_actor import PlainActor, plain_samples
from benchmarks.workload import CLASSES, clip_lengths
from generation.model.config import GeneratorConfig
from generation.model.cvae import MotionCVAE
from generation.model.device import choose_device
from generation.model.features import FEATURES
from generation.training.run import DECODING_BATCH, Draw, decoded_features
from generation.training.seeding import seeded

Sampler = Callable[[Sequence[Draw]], list[Tensor]]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_options(parser, clips=160)


def run(arguments: argparse.Namespace) -> Metrics:
    device, config = choose_device(arguments.device), training_config(arguments)
    lengths = clip_lengths(arguments.corpus, arguments.clips, arguments.seed)
    print(f"sampling: {machine(device)}; {len(lengths)} clips in batches of {DECODING_BATCH}")
    draws = random_draws(lengths, config.generator.latent)
    ways, memory, taken = dict[str, Sampler](), dict[str, PeakMemory](), dict[str, list[float]]()
    for name, make in (("plain", plain_sampler), ("miburi", our_sampler)):
        memory[name], taken[name] = PeakMemory(device), []
        ways[name] = make(config.generator, device, arguments.seed)
        with memory[name]:
            ways[name](draws if device.type == "cuda" else draws[:2])  # warm-up
    ends = time.monotonic() + arguments.seconds
    while not taken["plain"] or time.monotonic() < ends:
        for name, decode in ways.items():
            with memory[name]:
                taken[name].append(seconds(partial(decode, draws), device))
    return results(taken, memory, lengths)


def results(taken: dict[str, list[float]], memory: dict[str, PeakMemory], lengths: list[int]) -> Metrics:
    """taken: seconds of each round by way."""
    ratios = [plain / ours for plain, ours in zip(taken["plain"], taken["miburi"], strict=True)]
    found: Metrics = {"sampling_speedup": statistics.median(ratios), "sampling_rounds": len(ratios)}
    for name, rounds in taken.items():
        found[f"sampling_{name}_frames_per_s"] = sum(lengths) / statistics.median(rounds)
        found[f"sampling_{name}_clips_per_s"] = len(lengths) / statistics.median(rounds)
        found[f"sampling_{name}_peak_mb"] = memory[name].megabytes
    return found


def random_draws(lengths: Sequence[int], latent: int) -> list[Draw]:
    """Draws of these lengths, labels by turns, latents standard normal."""
    latents = torch.randn(len(lengths), 1, latent, generator=torch.Generator().manual_seed(0))
    return [Draw(number % CLASSES, frames, latents[number]) for number, frames in enumerate(lengths)]


def plain_sampler(config: GeneratorConfig, device: torch.device, seed: int) -> Sampler:
    with seeded(seed):
        model = PlainActor(config, CLASSES).to(device).eval()

    def decode(draws: Sequence[Draw]) -> list[Tensor]:
        latents = torch.cat([draw.memory for draw in draws]).to(device)
        labels = torch.tensor([draw.label for draw in draws], device=device)
        return plain_samples(model, latents, labels, [draw.frames for draw in draws], DECODING_BATCH)

    return decode


def our_sampler(config: GeneratorConfig, device: torch.device, seed: int) -> Sampler:
    with seeded(seed):
        model = MotionCVAE(config, CLASSES, torch.zeros(FEATURES), torch.ones(FEATURES)).to(device).eval()
    return partial(decoded_features, model, device=device)
