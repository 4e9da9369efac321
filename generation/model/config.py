"""Settings of a run: frozen, checked on creation, stored as JSON beside the weights."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any

from generation.errors import MiburiError

POINTS = ("joints", "vertices", "mesh")  # of the vertex loss: 24 joints, a subset of the skin, all of it
MIN_FRAMES = 4  # a clip shorter than this holds no motion to learn


def _positive(owner: object, *names: str) -> None:
    for name in names:
        if not 0 < getattr(owner, name) < math.inf:
            raise MiburiError(f"{name} must be greater than 0, got {getattr(owner, name)}")


def _share(owner: object, *names: str) -> None:
    for name in names:
        if not 0 <= getattr(owner, name) < 1:
            raise MiburiError(f"{name} must be at least 0 and below 1, got {getattr(owner, name)}")


@dataclass(frozen=True)
class GeneratorConfig:
    """ACTOR's transformer CVAE. ``patch``: frames per transformer token; 1 is ACTOR.

    ``latent_tokens``: how many vectors of ``latent_width`` numbers make up a clip's latent, each in charge of its share
    of the clip's duration; ACTOR has one, as wide as the transformer (``latent_width`` 0).
    ``smoothing``: standard deviation in frames of the Gaussian that decoded clips pass through; 0 for none.
    """

    width: int
    layers: int
    heads: int
    feedforward: int
    dropout: float
    patch: int
    smoothing: float = 0.0
    latent_tokens: int = 1
    latent_width: int = 0

    def __post_init__(self) -> None:
        _positive(self, "width", "layers", "heads", "feedforward", "patch", "latent_tokens")
        if self.latent_width < 0:
            raise MiburiError(f"latent_width must not be negative, got {self.latent_width}")
        _share(self, "dropout")
        if self.smoothing < 0:
            raise MiburiError(f"smoothing must not be negative, got {self.smoothing}")
        if self.width % 2 or self.width % self.heads:
            raise MiburiError(f"width must be even and a multiple of heads ({self.heads}), got {self.width}")

    @property
    def token_width(self) -> int:
        """Numbers in one latent token."""
        return self.latent_width or self.width

    @property
    def latent(self) -> int:
        """Numbers in the whole latent of a clip."""
        return self.latent_tokens * self.token_width


@dataclass(frozen=True)
class LossConfig:
    """Weights beside the feature error's 1. ``kl`` multiplies the mean KL divergence of a clip.

    ACTOR sums the KL of its batch of 20 and multiplies by 1e-5; per clip that is 2e-4, whatever the batch.
    ``surface``: weight of the vertex loss, 0 to train without it; ``points``: which points stand for the surface, see
    ``generation.model.surface``; ``stride``: on every so-many-th frame only, since placing points is a third of a small
    step. ``root``: extra weight of the root's translation, of which the features' mean over 147 numbers makes little.
    ``feet``: weight of the error of the feet's velocity, translation included, which is what keeps them planted.
    """

    surface: float
    velocity: float
    kl: float
    points: str = "joints"
    stride: int = 1
    root: float = 0.0
    feet: float = 0.0

    def __post_init__(self) -> None:
        _positive(self, "stride")
        if self.points not in POINTS:
            raise MiburiError(f"unknown points {self.points!r} of the vertex loss; expected one of {', '.join(POINTS)}")
        for name in ("surface", "velocity", "kl", "root", "feet"):
            if not 0 <= getattr(self, name) < math.inf:
                raise MiburiError(f"the weight {name} must be finite and not negative, got {getattr(self, name)}")


@dataclass(frozen=True)
class RecogniserConfig:
    """Unidirectional LSTM. ``patch``: frames per LSTM step."""

    width: int
    layers: int
    dropout: float
    patch: int

    def __post_init__(self) -> None:
        _positive(self, "width", "layers", "patch")
        _share(self, "dropout")


@dataclass(frozen=True)
class Schedule:
    """Optimisation by AdamW. Counted in steps, never by the clock, so that a seed gives the same run everywhere.

    ``warmup``: steps of linear increase. ``cosine``: fall to zero at the last step, else constant.
    """

    steps: int
    batch: int
    learning_rate: float
    warmup: int = 0
    cosine: bool = False
    weight_decay: float = 0.01

    def __post_init__(self) -> None:
        _positive(self, "steps", "batch", "learning_rate")
        if self.warmup < 0 or self.weight_decay < 0:
            raise MiburiError(
                f"warmup and weight_decay must not be negative, got {self.warmup} and {self.weight_decay}"
            )


@dataclass(frozen=True)
class FlowConfig:
    """The rectified flow that new latents come from. ``guidance``: strength of the label over the unlabelled flow.

    ``axes``: how many of the latents' principal axes it models, widest first.
    """

    width: int
    layers: int
    schedule: Schedule
    euler_steps: int = 16
    guidance: float = 1.0
    dropout: float = 0.1
    axes: int = 256

    def __post_init__(self) -> None:
        _positive(self, "width", "layers", "euler_steps", "axes")
        _share(self, "dropout")
        if not 0 <= self.guidance < math.inf:
            raise MiburiError(f"guidance must be finite and not negative, got {self.guidance}")

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> FlowConfig:
        return cls(**{**data, "schedule": Schedule(**data["schedule"])})


@dataclass(frozen=True)
class EarlyStopping:
    """The recogniser is validated every ``every`` steps and stops after ``patience`` validations without progress."""

    every: int
    patience: int

    def __post_init__(self) -> None:
        _positive(self, "every", "patience")


@dataclass(frozen=True)
class RunConfig:
    """All settings that decide what a run becomes, beside corpus, seed and device.

    ``mirror``: the generator sees every other clip mirrored, left for right, drawn anew at each step.
    ``evaluation_clips``: generated clips per label for the recogniser's accuracy on generated motion.
    """

    generator: GeneratorConfig
    losses: LossConfig
    generator_schedule: Schedule
    recogniser: RecogniserConfig
    recogniser_schedule: Schedule
    early_stopping: EarlyStopping
    flow: FlowConfig | None
    evaluation_clips: int
    mirror: bool = False

    def __post_init__(self) -> None:
        _positive(self, "evaluation_clips")

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> RunConfig:
        return cls(
            generator=GeneratorConfig(**data["generator"]),
            losses=LossConfig(**data["losses"]),
            generator_schedule=Schedule(**data["generator_schedule"]),
            recogniser=RecogniserConfig(**data["recogniser"]),
            recogniser_schedule=Schedule(**data["recogniser_schedule"]),
            early_stopping=EarlyStopping(**data["early_stopping"]),
            flow=None if data["flow"] is None else FlowConfig.from_json(data["flow"]),
            evaluation_clips=data["evaluation_clips"],
            mirror=data["mirror"],
        )
