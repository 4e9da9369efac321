"""Quality of motion: each measure of generated clips as a multiple of that of real ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator

from generation.reproduction.figures.style import GRID, VARIANT_COLOURS, WARNING


def draw_quality(rows: Sequence[dict[str, Any]], target: float) -> Figure:
    """Ratios on a logarithmic axis: 1 is real motion, the coloured line the most that foot skating may reach.

    rows: [{title, ratios: [{variant, title, value}]}], of measures above zero in real motion.
    """
    figure = Figure(figsize=(6.8, 1.5 + 0.5 * len(rows)), layout="constrained")
    axes = figure.subplots()
    named: set[str] = set()
    for place, row in enumerate(reversed(rows)):
        for offset, ratio in zip((0.12, -0.12), row["ratios"], strict=False):
            label = None if ratio["title"] in named else ratio["title"]
            named.add(ratio["title"])
            colour = VARIANT_COLOURS[ratio["variant"]]
            axes.plot([1, ratio["value"]], [place + offset] * 2, color=colour, linewidth=1.6)
            axes.scatter(ratio["value"], place + offset, s=46, color=colour, label=label, zorder=3)
    axes.axvline(1, color="black", linewidth=1)
    axes.axvline(target, color=WARNING, linewidth=1.2, linestyle=(0, (5, 3)), label=f"Target for skating: {target:g}×")
    axes.set_xscale("log", base=2)
    axes.xaxis.set_major_locator(LogLocator(base=2, numticks=9))
    values = [ratio["value"] for row in rows for ratio in row["ratios"]]
    axes.set_xlim(min(0.45, 0.85 * min(values)), max(2.2, 1.18 * max(values)))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}×" if value >= 1 else f"1/{1 / value:g}×"))
    axes.set_yticks(range(len(rows)), [row["title"] for row in reversed(rows)])
    axes.set_ylim(-0.6, len(rows) - 0.4)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x", color=GRID, linewidth=0.6)
    axes.set_xlabel("Generated as a multiple of real (logarithmic)")
    figure.legend(loc="outside lower center", ncols=3)
    return figure
