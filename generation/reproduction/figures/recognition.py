"""Figures of the recogniser: accuracy by source, confusions (the paper's Fig. 3) and calibration."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from generation.reproduction.figures.style import (
    BLUE,
    GREY,
    ORANGE,
    VERMILLION,
    chance_line,
    per_cent,
    percent_axis,
    slanted,
)

TOP = 3  # marked entries per row, as in the paper


def draw_accuracy(rows: Sequence[dict[str, Any]], chance: float, comparable: bool) -> Figure:
    """Accuracy per kind of clip with its interval; the paper's beside it, hatched where it does not compare."""
    figure = Figure(figsize=(max(6.4, 1.6 + 1.3 * len(rows)), 4.0), layout="constrained")
    axes = figure.subplots()
    paper = "Paper" if comparable else "Paper: not comparable"
    labels = {"This run", paper}
    for place, row in enumerate(rows):
        theirs = row["paper"]
        centre = place - 0.2 if theirs is not None else place
        axes.bar(centre, row["value"], 0.38, color=BLUE, label=_once(labels, "This run"))
        if row["low"] is not None:
            axes.vlines(centre, row["low"], row["high"], color="#222222", linewidth=0.9)
        if theirs is not None:
            style: dict[str, Any] = {"color": GREY} if comparable else _HATCHED
            axes.bar(place + 0.2, theirs, 0.38, label=_once(labels, paper), **style)
    chance_line(axes, chance)
    axes.set_xticks(range(len(rows)), [str(row["title"]).replace(", ", ",\n", 1) for row in rows], fontsize=9)
    highest = max((max(row["high"] or row["value"], row["paper"] or 0) for row in rows), default=1.0)
    percent_axis(axes, highest)
    axes.set_ylabel("Accuracy of the recogniser")
    figure.legend(loc="outside lower center", ncols=3)
    return figure


_HATCHED: dict[str, Any] = {"color": "white", "edgecolor": "#9A9A9A", "hatch": "////", "linewidth": 0.8}


def _once(open_labels: set[str], label: str) -> str | None:
    """The label the first time, then None: one entry in the legend."""
    if label not in open_labels:
        return None
    open_labels.remove(label)
    return label


def draw_confusions(names: Sequence[str], matrices: Sequence[dict[str, Any]]) -> Figure:
    """Row-normalised confusions side by side on one scale; frames mark the three largest shares of a row."""
    k = len(names)
    width, height = max(8.4, 2.6 + 0.74 * k), max(3.6, 2.0 + 0.36 * k)
    figure = Figure(figsize=(width, height), layout="compressed")
    panels = figure.subplots(1, len(matrices), sharey=True, squeeze=False)[0]
    shares = [_row_shares(np.array(matrix["counts"], float)) for matrix in matrices]
    brightest = max((float(np.nanmax(share)) for share in shares if np.isfinite(share).any()), default=1.0)
    image = None
    for axes, matrix, share in zip(panels, matrices, shares, strict=True):
        image = _draw_matrix(axes, share, brightest)
        axes.set_title(matrix["title"], loc="left")
        turned: dict[str, Any] = {"rotation": 45, "ha": "right", "rotation_mode": "anchor"} if k > 4 else {}
        axes.set_xticks(range(k), names, **turned)
        axes.set_yticks(range(k), names)
        axes.set_xlabel("Recognised as")
    panels[0].set_ylabel("Intended")
    if image is not None:
        bar = figure.colorbar(image, ax=list(panels), shrink=0.8, pad=0.015)
        bar.ax.yaxis.set_major_formatter(per_cent())
        bar.set_label("Share of the row")
        bar.outline.set_visible(False)
    return figure


def _row_shares(counts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Shares of each row; NaN in a row without clips."""
    totals = counts.sum(axis=1, keepdims=True)
    shares: NDArray[np.float64] = np.divide(counts, totals, out=np.full_like(counts, np.nan), where=totals > 0)
    return shares


def _draw_matrix(axes: Axes, shares: NDArray[np.float64], brightest: float) -> AxesImage:
    axes.set_facecolor("#DDDDDD")
    image = axes.imshow(np.ma.masked_invalid(shares), cmap="cividis", vmin=0, vmax=brightest)
    for row, line in enumerate(shares):
        if np.isnan(line).any():
            continue
        marked = top_of_row(line)
        for column, share in enumerate(line):
            colour = "white" if share < 0.55 * brightest else "black"
            if column in marked:
                axes.add_patch(_frame(row, column, colour))
            axes.text(column, row, f"{share * 100:.0f}", ha="center", va="center", fontsize=8, color=colour)
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    return image


def top_of_row(shares: NDArray[np.float64]) -> list[int]:
    """The columns of a row's three largest shares above zero, largest first; of equal ones the earlier.

    None where a row has no more than three entries: all would be marked.
    """
    if len(shares) <= TOP:
        return []
    ranked = np.argsort(-shares, kind="stable")[:TOP]
    return [int(column) for column in ranked if shares[column] > 0]


def _frame(row: int, column: int, colour: str) -> Rectangle:
    return Rectangle((column - 0.42, row - 0.42), 0.84, 0.84, fill=False, edgecolor=colour, linewidth=1.3)


def draw_reliability(curves: Sequence[dict[str, Any]], clips: int) -> Figure:
    """Confidence against accuracy in bins, before and after temperature, with the clips in each bin below."""
    figure = Figure(figsize=(4.3 * len(curves) + 0.6, 4.6), layout=ConstrainedLayoutEngine(wspace=0.08))
    panels = figure.subplots(2, len(curves), sharex=True, sharey="row", height_ratios=(4, 1), squeeze=False)
    for place, curve in enumerate(curves):
        upper, lower = panels[0][place], panels[1][place]
        upper.plot([0, 1], [0, 1], color="black", linewidth=1, linestyle=(0, (5, 3)))
        filled = [entry for entry in curve["bins"] if entry["n"]]
        for entry in filled:
            _reliability_bar(upper, entry)
        lower.bar(
            [(entry["lower"] + entry["upper"]) / 2 for entry in curve["bins"]],
            [entry["n"] for entry in curve["bins"]],
            [0.92 * (entry["upper"] - entry["lower"]) for entry in curve["bins"]],
            color=GREY,
        )
        upper.set_title(f"{curve['title']}: ECE {100 * curve['ece']:.1f} %", loc="left")
        lower.set_xlabel("Confidence")
        lower.set_xticks([0, 0.25, 0.5, 0.75, 1])
        lower.xaxis.set_major_formatter(per_cent())
    upper_left, lower_left = panels[0][0], panels[1][0]
    upper_left.set_xlim(0, 1)
    upper_left.set_ylim(0, 1)
    upper_left.yaxis.set_major_formatter(per_cent())
    upper_left.set_ylabel(f"Accuracy of {clips} clips")
    lower_left.set_ylabel("Clips")
    return figure


def _reliability_bar(axes: Axes, entry: dict[str, Any]) -> None:
    """Accuracy of a bin as a bar, its mean confidence as a tick."""
    centre, width = (entry["lower"] + entry["upper"]) / 2, 0.92 * (entry["upper"] - entry["lower"])
    axes.bar(centre, entry["accuracy"], width, color=BLUE)
    axes.hlines(entry["confidence"], centre - width / 2, centre + width / 2, color=ORANGE, linewidth=2.2)


def draw_label_accuracy(names: Sequence[str], series: Sequence[dict[str, Any]], chance: float) -> Figure:
    """Accuracy per label, one bar for each kind of clip, with Wilson intervals."""
    figure = Figure(figsize=(max(5.5, 2 + 0.68 * len(names)), 4.0), layout="constrained")
    axes = figure.subplots()
    width = 0.8 / max(1, len(series))
    highest = 0.0
    for place, (row, colour) in enumerate(zip(series, (VERMILLION, BLUE, ORANGE), strict=False)):
        centres = np.arange(len(names)) - 0.4 + width * (place + 0.5)
        values = [0.0 if cell["value"] is None else cell["value"] for cell in row["cells"]]
        axes.bar(centres, values, 0.92 * width, color=colour, label=row["title"])
        for centre, cell in zip(centres, row["cells"], strict=True):
            if cell["value"] is not None:
                axes.vlines(centre, cell["low"], cell["high"], color="#222222", linewidth=0.9)
                highest = max(highest, cell["high"])
    chance_line(axes, chance)
    axes.set_xticks(range(len(names)), names, **slanted(len(names)))
    axes.set_xlim(-0.6, len(names) - 0.4)
    percent_axis(axes, highest or 1.0)
    axes.set_ylabel("Accuracy of the recogniser")
    figure.legend(loc="outside lower center", ncols=3)
    return figure
