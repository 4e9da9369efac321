"""Augmentation of the recogniser: accuracy against the number of generated clips added (the paper's Fig. 4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from generation.reproduction.figures.style import (
    BLUE,
    GREEN,
    GRID,
    ORANGE,
    SKY,
    VERMILLION,
    WARNING,
    chance_line,
    per_cent,
)

_LOOK: dict[tuple[str, str], dict[str, Any]] = {
    ("one-time", "supervised"): {"color": BLUE, "marker": "o", "linestyle": "-"},
    ("one-time", "unsupervised"): {"color": SKY, "marker": "o", "linestyle": "--"},
    ("iterative", "supervised"): {"color": VERMILLION, "marker": "s", "linestyle": "-"},
    ("iterative", "unsupervised"): {"color": ORANGE, "marker": "s", "linestyle": "--"},
    ("one-time", "oracle"): {"color": GREEN, "marker": "^", "linestyle": "-."},
}


def draw_augmentation(arms: Sequence[Mapping[str, Any]], baseline: Mapping[str, Any], chance: float) -> Figure:
    """One curve per arm with 95 % intervals as bands; the recogniser without added clips as a line.

    arms: [{schedule, filter, title, points: [{size, accuracy}]}]; accuracies and baseline: {value, low, high}
    """
    figure = Figure(figsize=(6.8, 4.6), layout="constrained")
    axes = figure.subplots()
    for arm in arms:
        _curve(axes, [{"size": 0, "accuracy": baseline}, *arm["points"]], arm)
    axes.axhline(baseline["value"], color="#444444", linewidth=1, linestyle=":", label="No clips added")
    low, high = _range([baseline, *(point["accuracy"] for arm in arms for point in arm["points"])], chance)
    axes.set_ylim(low, high)
    if chance > low:
        chance_line(axes, chance)
    axes.yaxis.set_major_formatter(per_cent())
    axes.grid(color=GRID, linewidth=0.6)
    axes.set_xlabel("Generated clips added to the training split")
    axes.set_ylabel("Accuracy on real test clips")
    figure.legend(loc="outside lower center", ncols=2)
    return figure


def _range(accuracies: Sequence[Mapping[str, Any]], chance: float) -> tuple[float, float]:
    """Room for all points, and for intervals as far as they do not crush the curves; to zero where chance is near."""
    values = [each["value"] for each in accuracies]
    ends = [*values, *(each[end] for each in accuracies for end in ("low", "high") if each[end] is not None)]
    room = max(0.06, 1.2 * (max(values) - min(values)))
    low, high = max(min(ends), min(values) - room) - 0.01, min(max(ends), max(values) + room) + 0.01
    return (0.0 if low < 2 * chance else low), min(1.0, high)


def _curve(axes: Axes, points: Sequence[Mapping[str, Any]], arm: Mapping[str, Any]) -> None:
    look = _LOOK[arm["schedule"], arm["filter"]]
    sizes = np.array([point["size"] for point in points])
    values = np.array([point["accuracy"]["value"] for point in points])
    axes.plot(sizes, values, label=arm["title"], linewidth=1.7, markersize=5, markeredgecolor="white", **look)
    if all(point["accuracy"]["low"] is not None for point in points):
        low, high = (np.array([point["accuracy"][end] for point in points]) for end in ("low", "high"))
        axes.fill_between(sizes, low, high, color=look["color"], alpha=0.13, linewidth=0)


def draw_gain(rows: Sequence[Mapping[str, Any]], to_reach: float) -> Figure:
    """One line per arm at its largest size: the gain, its interval over test clips, and that over trainings.

    rows: [{title, schedule, filter, lift, lift_over_clips}], the latter two {value, low, high}
    """
    figure = Figure(figsize=(6.8, 1.3 + 0.5 * len(rows)), layout="constrained")
    axes = figure.subplots()
    for place, row in enumerate(reversed(rows)):
        colour = _LOOK[row["schedule"], row["filter"]]["color"]
        for interval, width in ((row["lift"], 1.1), (row["lift_over_clips"], 4.5)):
            if interval["low"] is not None:
                axes.plot([interval["low"], interval["high"]], [place] * 2, color=colour, linewidth=width)
        axes.scatter(row["lift"]["value"], place, s=60, color=colour, edgecolor="white", linewidth=1, zorder=3)
    axes.axvline(0, color="black", linewidth=1)
    axes.axvline(to_reach, color=WARNING, linewidth=1.2, linestyle=(0, (5, 3)))
    axes.set_xlim(*_gains([to_reach, 0.0], rows))
    axes.xaxis.set_major_formatter(per_cent())
    axes.set_yticks(range(len(rows)), [row["title"] for row in reversed(rows)])
    axes.set_ylim(-0.6, len(rows) - 0.4)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x", color=GRID, linewidth=0.6)
    axes.set_xlabel("Gain in accuracy on real test clips, relative")
    return figure


def _gains(marks: Sequence[float], rows: Sequence[Mapping[str, Any]]) -> tuple[float, float]:
    """Room for the marks, the gains and their intervals over test clips; those over few trainings may be endless."""
    shown = [*marks, *(row["lift"]["value"] for row in rows)]
    shown += [row["lift_over_clips"][end] for row in rows for end in ("low", "high")]
    known = [value for value in shown if value is not None]
    room = 0.06 * (max(known) - min(known))
    return min(known) - room, max(known) + room
