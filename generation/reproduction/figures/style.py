"""The look of all figures, and how one becomes a file: the study report's, so that both read as one family."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import Any, Literal

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

Format = Literal["svg", "png"]
FORMATS: tuple[Format, ...] = ("svg", "png")

# Okabe & Ito's colour-blind-safe palette.
BLUE, SKY, GREEN, ORANGE, VERMILLION = "#0072B2", "#56B4E9", "#009E73", "#E69F00", "#D55E00"
GREY = "#8C8C8C"
VARIANT_COLOURS = {"with": BLUE, "without": ORANGE}
WARNING = "#B33F00"
GRID = "#DDDDDD"
_STYLE: dict[Any, Any] = {
    "font.family": "DejaVu Sans",
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.titlesize": 11,
    "legend.frameon": False,
    "svg.fonttype": "path",
    "svg.hashsalt": "miburi",
}
_NO_DATE: dict[Format, dict[str, Any]] = {"svg": {"Date": None}, "png": {"Software": None}}


def render(draw: Callable[[], Figure], warnings: Sequence[str], form: Format) -> bytes:
    """A figure as a file, with what must be said about its numbers above it."""
    with matplotlib.rc_context(_STYLE):
        figure = draw()
        if warnings:
            figure.suptitle(" · ".join(warnings), x=0.01, ha="left", color=WARNING, weight="bold", fontsize=10)
        stream = io.BytesIO()
        figure.savefig(stream, format=form, dpi=200, metadata=_NO_DATE[form])
    return stream.getvalue()


def per_cent() -> FuncFormatter:
    """Shares as per cent, without more digits than they need."""
    return FuncFormatter(lambda share, _: f"{round(100 * share, 6):g} %".replace("-", "\N{MINUS SIGN}"))


def percent_axis(axes: Axes, highest: float) -> None:
    """Shares from 0 to a little over the highest, in per cent, with grid lines."""
    axes.set_ylim(0, min(1.0, max(0.1, highest * 1.12)))
    axes.yaxis.set_major_formatter(per_cent())
    axes.grid(axis="y", color=GRID, linewidth=0.6)


def chance_line(axes: Axes, chance: float) -> None:
    axes.axhline(chance, color="black", linewidth=1, linestyle=(0, (5, 3)), label="Chance")


def slanted(count: int) -> dict[str, Any]:
    """How so many tick labels are turned."""
    return {"rotation": 35, "ha": "right", "rotation_mode": "anchor"} if count > 5 else {}
