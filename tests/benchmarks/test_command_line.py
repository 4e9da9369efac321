"""Each benchmark runs, and ends in lines that can be parsed; the others have files of their own."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from benchmarks.__main__ import BENCHMARKS, main
from benchmarks.measure import print_metrics
from generation.model.config import GeneratorConfig
from generation.model.presets import PRESETS

LINE = re.compile(r"METRIC [a-z_]+ [-+.e0-9]+")


@pytest.fixture(autouse=True)
def small_paper(monkeypatch):
    """The paper preset, small."""
    small = GeneratorConfig(width=16, layers=1, heads=2, feedforward=32, dropout=0.1, patch=1)
    losses = replace(PRESETS["paper"].losses, points="joints")
    monkeypatch.setitem(PRESETS, "paper", replace(PRESETS["paper"], generator=small, losses=losses))


@pytest.mark.parametrize("name", ["training", "sampling", "extrapolation"])
def test_a_benchmark_ends_in_metrics(name, capsys):
    assert main([name, "--device", "cpu", "--clips", "8", "--batch", "2", "--batches", "2", "--seconds", "0"]) == 0
    first, *lines = capsys.readouterr().out.splitlines()
    assert re.match(rf"{name}: torch \S+, cpu: .+ threads; 8 clips in batches of \d+", first)
    assert all(LINE.fullmatch(line) for line in lines)
    names = {line.split()[1] for line in lines}
    assert {"training": "training_speedup", "sampling": "sampling_speedup", "extrapolation": "paper_hours"}[
        name
    ] in names
    assert any(each.endswith("peak_mb") for each in names)


def test_without_a_name_the_benchmarks_are_listed(capsys):
    assert main([]) == 0
    listed = capsys.readouterr().out
    assert all(f"python -m benchmarks {name}" in listed for name in BENCHMARKS)


def test_a_model_that_actor_has_not_is_refused_in_one_line(capsys):
    assert main(["training", "--preset", "small"]) == 2
    assert capsys.readouterr().err.startswith("error: --preset small: not of ACTOR's kind")


def test_figures_have_four_digits(capsys):
    print_metrics({"training_speedup": 3.14159, "paper_hours": 1234.5})
    assert capsys.readouterr().out.splitlines() == ["METRIC training_speedup 3.142", "METRIC paper_hours 1234"]
