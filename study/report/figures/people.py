"""The participants' way from start to analysis."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from study.report.people import WAY, Participation
from study.report.results import Results
from study.report.wording import words_in

BOX = {"boxstyle": "round,pad=0.55", "linewidth": 1.1}
STEP, LOSS = ("#E3EFED", "#1F5F5B"), ("#F6F5F1", "#8A9297")  # fill and edge
LINE = 0.2  # inches per line of text
PAD = 0.2  # above and below the text of a box
HEAD = 0.35  # for the warning above
GAP = 0.3  # between a step's losses and the boxes above and below
MIDDLE, BESIDE, WIDTH = 1.2, 2.45, 5.2  # inches: the steps' middle, the losses' left edge, the whole


def draw_flow(results: Results, language: str) -> Figure:
    """Boxes downwards for who went on, to the right for who did not; in sessions. Drawn in inches."""
    words, people = words_in(language), results.participation
    steps = [_step(words, people, name) for name, _ in WAY]
    losses = [[f"{words[loss]}: {getattr(people, loss):,}" for loss in row if getattr(people, loss)] for _, row in WAY]
    height = sum(_high(step) for step in steps) + sum(_between(lost) for lost in losses[:-1]) + 2 * PAD
    height += HEAD if results.warnings else 0
    width = WIDTH if any(losses[:-1]) or results.warnings else 2 * MIDDLE  # a warning takes the room, too
    figure = Figure(figsize=(width, height))
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, width), ylim=(0, height))
    axes.set_axis_off()
    top = height - PAD - (HEAD if results.warnings else 0)
    for place, (step, lost) in enumerate(zip(steps, losses, strict=True)):
        _box(axes, MIDDLE, top - _high(step) / 2, step, *STEP)
        top -= _high(step)
        if place == len(steps) - 1:
            break
        end = top - _between(lost)
        _arrow(axes, (MIDDLE, top), (MIDDLE, end))
        if lost:
            _arrow(axes, (MIDDLE, (top + end) / 2), (BESIDE - PAD / 2, (top + end) / 2))
            _box(axes, BESIDE, (top + end) / 2, lost, *LOSS, left=True)
        top = end
    return figure


def _step(words: dict[str, str], people: Participation, name: str) -> list[str]:
    lines = [words[name], f"n = {getattr(people, name):,}"]
    if name == "analysed" and people.analysed_incomplete:
        lines.append(f"({words['analysed_incomplete']}: {people.analysed_incomplete:,})")
    return lines


def _high(lines: list[str]) -> float:
    """Of a box with its padding."""
    return LINE * len(lines) + PAD


def _between(losses: list[str]) -> float:
    """From one step's box to the next."""
    return max(0.45, _high(losses) + GAP if losses else 0)


def _box(axes: Axes, x: float, y: float, lines: list[str], fill: str, edge: str, *, left: bool = False) -> None:
    axes.text(
        x,
        y,
        "\n".join(lines),
        ha="left" if left else "center",
        va="center",
        fontsize=9,
        linespacing=1.35,
        bbox={**BOX, "facecolor": fill, "edgecolor": edge},
        zorder=3,
    )


def _arrow(axes: Axes, start: tuple[float, float], end: tuple[float, float]) -> None:
    style = {"arrowstyle": "-|>", "color": "#58636A", "linewidth": 1.1, "shrinkA": 0, "shrinkB": 2}
    axes.annotate("", end, start, arrowprops=style)
