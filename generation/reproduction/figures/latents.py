"""Latents: movement between a low- and a high-intensity clip (the paper's Fig. 7, measured) and along each label's axis
of intensity, and how far apart the labels' mean latents lie."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from generation.reproduction.figures.style import BLUE, GREEN, GREY, GRID, ORANGE, slanted

_WAYS = (
    ("mean_latents", "Mean latents, decoded", BLUE),
    ("moved_clips", "Low clips, moved", ORANGE),
    ("asked_clips", "Clips asked for", GREEN),
)
_MEAN: dict[str, Any] = {"linewidth": 2.4, "marker": "o", "markersize": 4}
_REAL: dict[str, Any] = {"color": "black", "linewidth": 1.2, "linestyle": (0, (5, 3))}


def draw_movement(quantities: Sequence[dict[str, Any]]) -> Figure:
    """One panel per quantity over the weight of the high-intensity clip: each label thin, their mean thick.

    quantities: [{title, weights (W,), lines: [{label, values (W,)}]}]
    """
    figure = Figure(figsize=(3.5 * len(quantities) + 0.3, 3.4), layout="constrained")
    panels = figure.subplots(1, len(quantities), squeeze=False)[0]
    for axes, quantity in zip(panels, quantities, strict=True):
        _panel(axes, quantity)
    handles, titles = panels[0].get_legend_handles_labels()
    figure.legend(handles, titles, loc="outside lower center", ncols=2)
    return figure


def _panel(axes: Axes, quantity: dict[str, Any]) -> None:
    weights = np.array(quantity["weights"])
    lines = np.array([line["values"] for line in quantity["lines"]])
    for place, values in enumerate(lines):
        axes.plot(weights, values, color=BLUE, alpha=0.28, linewidth=1, label="One label" if place == 0 else None)
    axes.plot(weights, lines.mean(axis=0), color=BLUE, linewidth=2.4, marker="o", markersize=4, label="Mean of labels")
    axes.set_xlabel("Weight of the high-intensity clip")
    axes.set_title(quantity["title"], loc="left", fontsize=10)
    axes.set_ylim(bottom=0)
    axes.grid(color=GRID, linewidth=0.6)


def draw_intensity(quantities: Sequence[dict[str, Any]]) -> Figure:
    """A column per quantity, a row per way along the axis that any label went: the change from the low end, up where it
    goes as the label's real clips do, down where it goes against them.

    quantities: [{title, weights (W,), lines: [{real, and of each way (W,) or empty}]}]
    """
    ways = [way for way in _WAYS if any(line[way[0]] for line in quantities[0]["lines"])]
    figure = Figure(figsize=(3.5 * len(quantities) + 0.5, 0.8 + 2.8 * len(ways)), layout="constrained")
    panels = figure.subplots(len(ways), len(quantities), squeeze=False, sharex=True)
    for row, (way, title, colour) in zip(panels, ways, strict=True):
        for axes, quantity in zip(row, quantities, strict=True):
            _changes(axes, quantity, way, colour)
        row[0].set_ylabel(f"{title}:\nchange as in real clips")
    for top, bottom, quantity in zip(panels[0], panels[-1], quantities, strict=True):
        top.set_title(quantity["title"], loc="left", fontsize=10)
        bottom.set_xlabel("From low (0) to high (1)")
    lines = [Line2D([], [], color=GREY, linewidth=1), *(Line2D([], [], color=colour, **_MEAN) for *_, colour in ways)]
    titles = ["One label", *(f"{title}: mean of labels" for _, title, _ in ways), "Real clips: mean of labels"]
    figure.legend([*lines, Line2D([], [], **_REAL)], titles, loc="outside lower center", ncols=len(titles))
    return figure


def _changes(axes: Axes, quantity: dict[str, Any], way: str, colour: str) -> None:
    weights = np.array(quantity["weights"])
    lines = [line for line in quantity["lines"] if line[way]]
    towards_real = np.array([np.sign(line["real"]) * np.array(line[way]) for line in lines])
    axes.plot(weights, towards_real.T, color=colour, alpha=0.35, linewidth=1)
    axes.plot(weights, towards_real.mean(0), color=colour, **_MEAN)
    axes.plot(weights[[0, -1]], [0, np.mean([abs(line["real"]) for line in lines])], **_REAL)
    axes.axhline(0, color="#777777", linewidth=0.8)
    axes.grid(color=GRID, linewidth=0.6)


def draw_distances(names: Sequence[str], distances: NDArray[np.float64]) -> Figure:
    """distances (labels, labels); the nearest other label of each row is framed."""
    k = len(names)
    figure = Figure(figsize=(max(4.8, 2.6 + 0.52 * k), max(3.4, 1.9 + 0.38 * k)), layout="constrained")
    axes = figure.subplots()
    apart = np.where(np.eye(k, dtype=bool), np.nan, distances)
    smallest, largest = (float(np.nanmin(apart)), float(np.nanmax(apart))) if k > 1 else (0.0, 1.0)
    axes.set_facecolor("#EEEEEE")
    shown = np.ma.masked_invalid(apart)
    image = axes.imshow(shown, cmap="Blues", vmin=0.7 * smallest, vmax=1.05 * largest, aspect="auto")
    for row, column in zip(*np.nonzero(np.isfinite(apart)), strict=True):
        colour = "white" if apart[row, column] > 0.7 * largest else "black"
        axes.text(column, row, f"{apart[row, column]:.1f}", ha="center", va="center", fontsize=8, color=colour)
        if apart[row, column] == np.nanmin(apart[row]):
            axes.add_patch(
                Rectangle((column - 0.44, row - 0.42), 0.88, 0.84, fill=False, edgecolor=colour, linewidth=1.3)
            )
    axes.set_xticks(range(k), names, **slanted(k))
    axes.set_yticks(range(k), names)
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    bar = figure.colorbar(image, ax=axes, shrink=0.8, pad=0.02)
    bar.set_label("Distance of mean latents")
    bar.outline.set_visible(False)
    return figure
