"""Interpolation between a low- and a high-intensity clip: movement along the way (the paper's Fig. 7, measured)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from generation.reproduction.figures.style import BLUE, GRID


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
