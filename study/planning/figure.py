"""Power against the number of raters: one line per contrast, points where it was simulated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator, PercentFormatter
from numpy.typing import NDArray

from study.planning.wording import planning_words
from study.report.figures.style import COLOURS, GRID, MARKERS, Format, image_of, note_above
from study.statistics.estimate import Z

PALETTE, SHAPES = tuple(COLOURS.values()), tuple(MARKERS.values())
DASHES = ("-", (0, (6, 2)), (0, (1, 1.5)))
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class PowerLine:
    """One contrast: ``power`` at ``raters`` (a line), and (raters, power, standard error) of simulated points."""

    name: str
    raters: Floats
    power: Floats
    points: Sequence[tuple[float, float, float]] = ()


def render_power(
    lines: Sequence[PowerLine], note: str, form: Format, marked: int | None = None, language: str = "en"
) -> bytes:
    """The curve as a file; same lines, same bytes. ``note`` stands above; ``marked``: a number of raters to show."""
    return image_of(lambda: draw_power(lines, note, marked, language), form, language)


def draw_power(lines: Sequence[PowerLine], note: str, marked: int | None, language: str) -> Figure:
    words = planning_words(language)
    rows = -(-len(lines) // 2)
    figure = Figure(figsize=(7.2, 4.0 + 0.22 * rows), layout="constrained")
    axes = figure.subplots()
    for target in (0.8, 0.9):
        axes.axhline(target, color="#777777", linewidth=0.9, linestyle=(0, (4, 3)), zorder=1)
        axes.annotate(f"{target:.0%}", (1, target), (3, 0), ("axes fraction", "data"), "offset points", va="center")
    if marked:
        axes.axvline(marked, color="#777777", linewidth=0.9, zorder=1)
        axes.annotate(
            words["plan_marked"].format(n=marked), (marked, 0.01), (4, 2), ("data", "axes fraction"), "offset points"
        )
    for place, line in enumerate(lines):
        colour, dash = PALETTE[place % len(PALETTE)], DASHES[place // len(PALETTE) % len(DASHES)]
        shape = SHAPES[place % len(SHAPES)] if len(line.points) else ""
        axes.plot(line.raters, line.power, color=colour, linestyle=dash, linewidth=1.8)
        if len(line.points):
            x, y, error = np.array(line.points).T
            axes.errorbar(x, y, Z * error, fmt=shape, color=colour, markersize=5, linewidth=1, capsize=2)
        axes.plot([], [], color=colour, linestyle=dash, marker=shape, markersize=5, label=line.name)
    everything = np.concatenate([line.raters for line in lines])
    axes.set_xscale("log")
    ticks = [n for n in (2, 5, 10, 20, 50, 100, 200, 500, 1000) if everything.min() <= n <= everything.max()]
    axes.xaxis.set_major_locator(FixedLocator(ticks))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axes.set_ylim(0, 1.02)
    axes.yaxis.set_major_formatter(PercentFormatter(1))
    axes.grid(color=GRID, linewidth=0.6)
    axes.set_xlabel(words["plan_axis_raters"])
    axes.set_ylabel(words["plan_axis_power"])
    note_above(axes, note)
    figure.legend(loc="outside lower center", ncols=2 if len(lines) > 1 else 1)
    return figure
