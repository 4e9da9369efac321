"""The participants' way from start to analysis."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from study.report.people import WAY
from study.report.results import Results
from study.report.wording import words_in

BOX = {"boxstyle": "round,pad=0.5", "linewidth": 1.1}
LINE = 0.42  # of the axes' units, per line of text


def draw_flow(results: Results, language: str) -> Figure:
    """Boxes downwards for who went on, to the right for who did not; in sessions."""
    words, people = words_in(language), results.participation
    steps = [(name, [loss for loss in losses if getattr(people, loss)]) for name, losses in WAY]
    heights = [1.1 + LINE * max(0, len(losses) - 1) for _, losses in steps]
    figure = Figure(figsize=(5.2, 0.5 + 0.75 * sum(heights)), layout="constrained")
    axes = figure.subplots()
    top = sum(heights)
    for place, ((name, losses), height) in enumerate(zip(steps, heights, strict=True)):
        y = top - 0.4
        _box(axes, 0.24, y, f"{words[name]}\nn = {getattr(people, name):,}", "#E3EFED", "#1F5F5B")
        if place < len(steps) - 1:
            _arrow(axes, (0.24, y - 0.36), (0.24, top - height - 0.02))
        if losses:
            beside = top - height / 2 - 0.4
            text = "\n".join(f"{words[loss]}: {getattr(people, loss):,}" for loss in losses)
            _arrow(axes, (0.24, beside), (0.5, beside))
            _box(axes, 0.52, beside, text, "#F6F5F1", "#8A9297", left=True)
        top -= height
    axes.set_xlim(0, 1)
    axes.set_ylim(-0.1, sum(heights) + 0.1)
    axes.set_axis_off()
    return figure


def _box(axes: Axes, x: float, y: float, text: str, fill: str, edge: str, *, left: bool = False) -> None:
    axes.text(
        x,
        y,
        text,
        ha="left" if left else "center",
        va="center",
        fontsize=9,
        linespacing=1.35,
        bbox={**BOX, "facecolor": fill, "edgecolor": edge},
        zorder=3,
    )


def _arrow(axes: Axes, start: tuple[float, float], end: tuple[float, float]) -> None:
    axes.annotate("", end, start, arrowprops={"arrowstyle": "-|>", "color": "#58636A", "linewidth": 1.1})
