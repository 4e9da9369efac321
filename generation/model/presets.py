"""Settings that belong together: the paper's, the best that we know for a GPU and for two CPU cores, and the demo's.

The paper (arXiv 2606.28769) takes ACTOR's architecture and leaves loss weights, LSTM size, batch and epochs out. The
`paper` preset takes those from ACTOR (Petrovich et al., ICCV 2021) where it states them; the rest is our choice.
"""

from __future__ import annotations

from dataclasses import replace

from generation.errors import MiburiError
from generation.model.config import (
    EarlyStopping,
    FlowConfig,
    GeneratorConfig,
    LossConfig,
    RecogniserConfig,
    RunConfig,
    Schedule,
)

# ACTOR's size, loss and optimiser; 1,000 epochs of DIEM-A's 4,351 training clips in its batches of 20.
PAPER = RunConfig(
    generator=GeneratorConfig(width=256, layers=8, heads=4, feedforward=1024, dropout=0.1, patch=1),
    losses=LossConfig(surface=1.0, velocity=0.0, kl=2e-4, points="vertices"),
    generator_schedule=Schedule(steps=217_600, batch=20, learning_rate=1e-4),
    recogniser=RecogniserConfig(width=256, layers=2, dropout=0.3, patch=1),
    recogniser_schedule=Schedule(steps=13_600, batch=64, learning_rate=5e-4, cosine=True),
    early_stopping=EarlyStopping(every=136, patience=15),
    flow=None,
    evaluation_clips=154,  # 2,002 clips for 13 labels; the paper: 2,000
)

# For two CPU cores: about half an hour.
MEDIUM = RunConfig(
    generator=GeneratorConfig(
        width=128,
        layers=2,
        heads=4,
        feedforward=384,
        dropout=0.0,
        patch=4,
        smoothing=0.6,
        latent_tokens=32,
        latent_width=48,
    ),
    losses=LossConfig(surface=2.0, velocity=10.0, kl=1e-6, stride=3, root=0.3, feet=50.0),
    generator_schedule=Schedule(steps=1000, batch=16, learning_rate=1e-3, warmup=50, cosine=True),
    recogniser=RecogniserConfig(width=96, layers=2, dropout=0.3, patch=4),
    recogniser_schedule=Schedule(steps=816, batch=64, learning_rate=2e-3, warmup=20, cosine=True),
    early_stopping=EarlyStopping(every=68, patience=6),
    flow=FlowConfig(
        width=192,
        layers=3,
        schedule=Schedule(steps=5000, batch=64, learning_rate=1e-3, warmup=50, cosine=True),
        guidance=1.5,
    ),
    evaluation_clips=40,
    mirror=True,
)

# The best that we know: minutes on a GPU, most of a day on two CPU cores.
FULL = replace(
    MEDIUM,
    generator=replace(MEDIUM.generator, width=256, layers=4, feedforward=1024, latent_width=64),
    losses=replace(MEDIUM.losses, points="vertices"),
    generator_schedule=replace(MEDIUM.generator_schedule, steps=6000, batch=64, learning_rate=6e-4, warmup=300),
    flow=FlowConfig(
        width=384,
        layers=6,
        schedule=Schedule(steps=12_000, batch=256, learning_rate=5e-4, warmup=200, cosine=True),
        guidance=1.5,
    ),
    evaluation_clips=154,
)

# For the demo: all models in minutes on two CPU cores.
SMALL = replace(
    MEDIUM,
    generator=replace(MEDIUM.generator, patch=8, smoothing=0.8, latent_width=32),
    generator_schedule=replace(MEDIUM.generator_schedule, steps=300),
    recogniser_schedule=replace(MEDIUM.recogniser_schedule, steps=408),
    flow=FlowConfig(
        width=128,
        layers=2,
        schedule=Schedule(steps=2000, batch=64, learning_rate=1e-3, warmup=50, cosine=True),
        guidance=1.5,
    ),
)

PRESETS = {"paper": PAPER, "full": FULL, "medium": MEDIUM, "small": SMALL}


def preset(name: str) -> RunConfig:
    """The settings of a preset; MiburiError names the known ones."""
    try:
        return PRESETS[name]
    except KeyError:
        raise MiburiError(f"unknown preset {name!r}; expected one of {', '.join(PRESETS)}") from None
