"""Augmentation of the recogniser: accuracy against the number of generated clips added (the paper's Fig. 4)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from generation.reproduction.figures.style import BLUE, GRID, ORANGE, SKY, VERMILLION, chance_line

_LOOK: dict[tuple[str, str], dict[str, Any]] = {
    ("one-time", "supervised"): {"color": BLUE, "marker": "o", "linestyle": "-"},
    ("one-time", "unsupervised"): {"color": SKY, "marker": "o", "linestyle": "--"},
    ("iterative", "supervised"): {"color": VERMILLION, "marker": "s", "linestyle": "-"},
    ("iterative", "unsupervised"): {"color": ORANGE, "marker": "s", "linestyle": "--"},
}


def draw_augmentation(
    arms: Sequence[dict[str, Any]], baseline: dict[str, Any], oracle: dict[str, Any] | None, chance: float
) -> Figure:
    """One curve per arm with 95 % intervals as bands; the recogniser without added clips as a line."""
    figure = Figure(figsize=(6.8, 4.6), layout="constrained")
    axes = figure.subplots()
    for arm in arms:
        _curve(axes, [baseline_point(baseline), *arm["points"]], arm)
    axes.axhline(baseline["value"], color="#444444", linewidth=1, linestyle=":", label="No clips added")
    if oracle is not None and oracle["value"] is not None:
        axes.axhline(oracle["value"], color="#009E73", linewidth=1.4, linestyle="-.", label="As many real clips")
    every = [baseline, *(point for arm in arms for point in arm["points"])]
    low, high = _range([*every, *([oracle] if oracle else [])], chance)
    axes.set_ylim(low, high)
    if chance > low:
        chance_line(axes, chance)
    axes.yaxis.set_major_formatter(PercentFormatter(1))
    axes.grid(color=GRID, linewidth=0.6)
    axes.set_xlabel("Generated clips added to the training split")
    axes.set_ylabel("Accuracy on real test clips")
    figure.legend(loc="outside lower center", ncols=2)
    return figure


def _range(points: Sequence[dict[str, Any]], chance: float) -> tuple[float, float]:
    """Room for all points and intervals; down to zero where chance is near."""
    ends = [point[end] for point in points for end in ("low", "value", "high") if point[end] is not None]
    room = 0.15 * (max(ends) - min(ends)) + 0.01
    low = min(ends) - room
    return (0.0 if low < 2 * chance else low), min(1.0, max(ends) + room)


def baseline_point(baseline: dict[str, Any]) -> dict[str, Any]:
    return {**baseline, "size": 0}


def _curve(axes: Axes, points: Sequence[dict[str, Any]], arm: dict[str, Any]) -> None:
    look = _LOOK[arm["schedule"], arm["filter"]]
    sizes = np.array([point["size"] for point in points])
    values = np.array([point["value"] for point in points])
    title = f"{arm['schedule'].capitalize()}, {arm['filter']}"
    axes.plot(sizes, values, label=title, linewidth=1.7, markersize=5, markeredgecolor="white", **look)
    if all(point["low"] is not None for point in points):
        low, high = (np.array([point[end] for point in points]) for end in ("low", "high"))
        axes.fill_between(sizes, low, high, color=look["color"], alpha=0.13, linewidth=0)
