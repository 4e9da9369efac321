from __future__ import annotations

import json
from dataclasses import replace

import pytest

from generation.errors import MiburiError
from generation.model.config import GeneratorConfig, LossConfig, RunConfig
from generation.model.presets import PRESETS, preset


@pytest.mark.parametrize("name", PRESETS)
def test_settings_survive_json(name: str) -> None:
    assert RunConfig.from_json(json.loads(json.dumps(preset(name).to_json()))) == preset(name)


def test_the_paper_preset_has_actors_size() -> None:
    generator = preset("paper").generator
    size = (generator.layers, generator.width, generator.heads, generator.feedforward, generator.patch)
    assert size == (8, 256, 4, 1024, 1)


def test_the_paper_presets_kl_weight_is_actors_at_its_batch_of_20() -> None:
    assert preset("paper").losses.kl == pytest.approx(1e-5 * 20)


def test_width_that_the_heads_do_not_divide_is_refused() -> None:
    with pytest.raises(MiburiError, match=r"multiple of heads \(4\), got 30"):
        GeneratorConfig(width=30, layers=1, heads=4, feedforward=8, dropout=0.0, patch=1)


@pytest.mark.parametrize(
    ("change", "message"),
    [({"steps": 0}, "steps must be greater than 0, got 0"), ({"batch": -1}, "batch must be greater than 0, got -1")],
)
def test_schedules_without_work_are_refused(change: dict[str, int], message: str) -> None:
    with pytest.raises(MiburiError, match=message):
        replace(preset("small").generator_schedule, **change)


@pytest.mark.parametrize("weight", [-1.0, float("nan"), float("inf")])
def test_loss_weights_that_are_no_weights_are_refused(weight: float) -> None:
    with pytest.raises(MiburiError, match=f"weight kl must be finite and not negative, got {weight}"):
        LossConfig(surface=0.0, velocity=0.0, kl=weight)


def test_unknown_presets_are_refused_with_the_known_ones() -> None:
    with pytest.raises(MiburiError, match="unknown preset 'huge'; expected one of paper, full, medium, small"):
        preset("huge")
