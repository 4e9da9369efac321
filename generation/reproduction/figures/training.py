"""How training went: the losses over the steps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import EngFormatter, MaxNLocator

from generation.reproduction.figures.style import GREY, GRID, VARIANT_COLOURS

_TITLES = {
    "loss": "Total loss",
    "features": "Features (MSE)",
    "surface": "Surface (m²)",
    "feet": "Velocity of the feet",
    "velocity": "Velocity",
    "kl": "KL divergence (nats)",
    "accuracy": "Accuracy of the batch",
}


LOGARITHMIC = 20  # how many times its least a quantity must vary to have a logarithmic axis
WINDOW = 0.05  # share of a curve that the running median looks at


def running_median(values: Sequence[float]) -> list[float]:
    """The median of the values around each: batches of long and short clips differ much."""
    window = max(1, round(WINDOW * len(values))) | 1
    median = pd.Series(values).rolling(window, center=True, min_periods=1).median()
    return [float(value) for value in median]


def draw_training(curves: Sequence[dict[str, Any]]) -> Figure:
    """One panel per logged quantity, one line per run."""
    names = list(dict.fromkeys(curve["quantity"] for curve in curves))
    columns = min(3, max(1, len(names)))
    rows = -(-len(names) // columns)
    figure = Figure(figsize=(max(5.2, 3.1 * columns + 0.4), 2.3 * rows + 0.5), layout="constrained")
    panels = figure.subplots(rows, columns, squeeze=False).flatten()
    for axes, name in zip(panels, names, strict=False):
        for curve in curves:
            if curve["quantity"] == name:
                colour = VARIANT_COLOURS.get(curve["variant"], GREY)
                axes.plot(curve["steps"], curve["values"], color=colour, linewidth=0.6, alpha=0.3)
                smooth = running_median(curve["values"])
                axes.plot(curve["steps"], smooth, color=colour, linewidth=1.7, label=curve["title"])
        values = [value for curve in curves if curve["quantity"] == name for value in curve["values"]]
        if min(values) > 0 and max(values) > LOGARITHMIC * min(values):
            axes.set_yscale("log")
        axes.set_title(_TITLES.get(name, name), loc="left", fontsize=10)
        axes.set_xlabel("Step", fontsize=9)
        axes.grid(color=GRID, linewidth=0.6)
        axes.xaxis.set_major_formatter(EngFormatter(sep=""))
        axes.xaxis.set_major_locator(MaxNLocator(4, integer=True))
    for axes in panels[len(names) :]:
        axes.set_visible(False)
    handles, titles = panels[0].get_legend_handles_labels()
    if len(titles) > 1:
        figure.legend(handles, titles, loc="outside lower center", ncols=2)
    return figure
