"""What is reproduced, where its parts lie, and with which settings.

OUT/stages.json                     state and time of every stage
OUT/with-vertex-loss/run            OUT/without-vertex-loss/run            as `train` leaves them
OUT/with-vertex-loss/evaluation     OUT/without-vertex-loss/evaluation     as `evaluate` leaves them
OUT/augmentation  OUT/interpolation                                        of the run with vertex loss
OUT/report                          report.html, report.json and figures/
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from generation.errors import MiburiError
from generation.model.config import RunConfig
from generation.model.presets import preset

QUICK_STEPS = 24


@dataclass(frozen=True)
class Amounts:
    """How much is measured. sizes: numbers of added clips of the augmentation, rising from 0, each trained with so many
    ``seeds``; repeats: draws of Table I. By default the paper's, of which the number of seeds is not given."""

    sizes: tuple[int, ...] = tuple(range(0, 2001, 200))
    seeds: int = 3
    repeats: int = 20

    def __post_init__(self) -> None:
        if self.sizes[:1] != (0,) or list(self.sizes) != sorted(set(self.sizes)) or len(self.sizes) < 2:
            shown = " ".join(map(str, self.sizes))
            raise MiburiError(f"--augmentation-sizes must rise from 0 to at least one other, got {shown}")
        if self.seeds < 1:
            raise MiburiError(f"--augmentation-seeds must be at least 1, got {self.seeds}")
        if self.repeats < 2:
            raise MiburiError(f"--repeats must be at least 2, got {self.repeats}")


QUICK = Amounts(sizes=(0, 8), seeds=2, repeats=3)


@dataclass(frozen=True)
class Variant:
    """One of the generator's two losses."""

    name: str
    title: str
    folder: str


WITH = Variant("with", "With vertex loss", "with-vertex-loss")
WITHOUT = Variant("without", "Without vertex loss", "without-vertex-loss")
VARIANTS = (WITH, WITHOUT)


@dataclass(frozen=True)
class Plan:
    """``device`` as on the command line; ``quick``: everything so small that it runs in a minute and means nothing."""

    out: Path
    preset: str
    seed: int
    device: str
    quick: bool
    amounts: Amounts

    @property
    def settings(self) -> dict[str, Any]:
        """What a second call must share."""
        return {
            "preset": self.preset,
            "seed": self.seed,
            "quick": self.quick,
            "augmentation_sizes": list(self.amounts.sizes),
            "augmentation_seeds": self.amounts.seeds,
            "repeats": self.amounts.repeats,
        }

    def run(self, variant: Variant) -> Path:
        return self.out / variant.folder / "run"

    def evaluation(self, variant: Variant) -> Path:
        return self.out / variant.folder / "evaluation"

    @property
    def augmentation(self) -> Path:
        return self.out / "augmentation"

    @property
    def interpolation(self) -> Path:
        return self.out / "interpolation"

    @property
    def strips(self) -> Path:
        return self.interpolation / "strips"

    @property
    def report(self) -> Path:
        return self.out / "report"

    def config(self, variant: Variant) -> RunConfig:
        """The preset, with or without its vertex loss. MiburiError when it has none to leave out."""
        config = preset(self.preset)
        if not config.losses.surface:
            raise MiburiError(f"preset {self.preset!r} trains without vertex loss; choose another --preset")
        if self.quick:
            config = _quick(config)
        return config if variant is WITH else replace(config, losses=replace(config.losses, surface=0.0))


def _quick(config: RunConfig) -> RunConfig:
    """The same models, hardly trained."""
    flow = config.flow and replace(config.flow, schedule=replace(config.flow.schedule, steps=QUICK_STEPS))
    return replace(
        config,
        flow=flow,
        generator_schedule=replace(config.generator_schedule, steps=QUICK_STEPS),
        recogniser_schedule=replace(config.recogniser_schedule, steps=QUICK_STEPS),
        early_stopping=replace(config.early_stopping, every=QUICK_STEPS // 3),
        evaluation_clips=4,
    )
