"""The figures of a report, each drawn from ``Results`` alone. Same results, same bytes."""

from __future__ import annotations

import io
from collections.abc import Callable
from textwrap import fill
from threading import Lock
from typing import Any, Literal

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, PercentFormatter

from study.report.results import Results
from study.report.wording import CONDITION_NAMES
from study.statistics.accuracy import Accuracy
from study.statistics.confusion import ConfusionMatrix
from study.statistics.estimate import Interval, NotEstimable
from study.statistics.response_time import Histogram

Format = Literal["svg", "png", "pdf"]
FORMATS: tuple[Format, ...] = ("svg", "png", "pdf")

# Okabe & Ito's colour-blind-safe palette, in the order of the conditions.
COLOURS = {
    "correct": "#0072B2",
    "misclassified": "#E69F00",
    "mean_latent": "#009E73",
    "bias_vector": "#CC79A7",
    "interpolated": "#56B4E9",
    "real": "#D55E00",
}
WARNING = "#B33F00"
_STYLE: dict[Any, Any] = {
    "font.family": "DejaVu Sans",
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.titlesize": 11,
    "legend.frameon": False,
    "pdf.fonttype": 42,  # text stays text
    "svg.fonttype": "path",
    "svg.hashsalt": "miburi",
}
_NO_DATE: dict[Format, dict[str, Any]] = {
    "svg": {"Date": None},
    "png": {"Software": None},
    "pdf": {"CreationDate": None},
}
_drawing = Lock()  # Matplotlib's settings belong to the whole process


def figure_names(results: Results) -> tuple[str, ...]:
    """The figures that these results have, in reporting order."""
    return tuple(_figures(results))


def render_figure(results: Results, name: str, form: Format) -> bytes:
    """One figure as a file. KeyError if there is none of that name."""
    draw = _figures(results)[name]
    with _drawing, matplotlib.rc_context(_STYLE):
        figure = draw()
        if results.warnings:
            figure.suptitle(" · ".join(results.warnings), x=0.01, ha="left", color=WARNING, weight="bold", fontsize=10)
        stream = io.BytesIO()
        figure.savefig(stream, format=form, dpi=200, metadata=_NO_DATE[form])
    return stream.getvalue()


def _figures(results: Results) -> dict[str, Callable[[], Figure]]:
    figures: dict[str, Callable[[], Figure]] = {"accuracy": lambda: draw_accuracy(results)}
    for matrix in results.confusions:
        name = f"confusion_{matrix.condition}" if matrix.condition else "confusion"
        figures[name] = lambda matrix=matrix: draw_confusion(results, matrix)  # type: ignore[misc]
    figures["response_time_accuracy"] = lambda: draw_speed_accuracy(results)
    if results.rt_histograms:
        figures["response_times"] = lambda: draw_response_times(results)
    return figures


def draw_accuracy(results: Results) -> Figure:
    """Accuracy per condition and intended emotion with Wilson intervals and the chance line (the paper's Fig. 5)."""
    emotions, conditions = results.study.labels, results.study.conditions
    figure = Figure(figsize=(max(5.5, 2 + 0.68 * len(emotions)), 4.2), layout="constrained")
    axes = figure.subplots()
    width = 0.8 / max(1, len(conditions))
    for place, condition in enumerate(conditions):
        rows = [row for row in results.by_cell if row.cell[0] == condition]
        centres = np.arange(len(rows)) - 0.4 + width * (place + 0.5)
        _bars(axes, centres, rows, width, condition)
    axes.axhline(results.chance, color="black", linewidth=1, linestyle=(0, (5, 3)), label="Chance")
    turned: dict[str, Any] = {"rotation": 35, "ha": "right", "rotation_mode": "anchor"} if len(emotions) > 5 else {}
    axes.set_xticks(range(len(emotions)), [label.en for label in emotions], **turned)
    axes.set_xlim(-0.6, len(emotions) - 0.4)
    highest = max((row.wilson.high for row in results.by_cell if isinstance(row.wilson, Interval)), default=1.0)
    axes.set_ylim(0, min(1.0, max(0.5, highest * 1.05)))
    axes.yaxis.set_major_formatter(PercentFormatter(1))
    axes.grid(axis="y", color="#DDDDDD", linewidth=0.6)
    axes.set_xlabel("Intended emotion")
    axes.set_ylabel("Accuracy")
    figure.legend(loc="outside lower center", ncols=4 if len(emotions) > 5 else 2)
    return figure


def _bars(axes: Axes, centres: np.ndarray, rows: list[Accuracy], width: float, condition: str) -> None:
    heights = [0.0 if isinstance(row.accuracy, NotEstimable) else row.accuracy for row in rows]
    axes.bar(centres, heights, width * 0.92, color=COLOURS[condition], label=CONDITION_NAMES[condition])
    for centre, row in zip(centres, rows, strict=True):
        if isinstance(row.wilson, Interval):
            axes.vlines(centre, row.wilson.low, row.wilson.high, color="#222222", linewidth=0.9)


def draw_confusion(results: Results, matrix: ConfusionMatrix) -> Figure:
    """Row-normalised confusion in per cent; grey rows have no answers (the paper's Fig. 3)."""
    names = [label.en for label in results.study.labels]
    k = len(names)
    figure = Figure(figsize=(max(4.2, 2.2 + 0.5 * k), max(3.4, 1.8 + 0.46 * k)), layout="constrained")
    axes = figure.subplots()
    shares = np.array([[np.nan] * k if isinstance(row, NotEstimable) else list(row) for row in matrix.shares])
    brightest = _brightest(results)
    axes.set_facecolor("#DDDDDD")
    image = axes.imshow(np.ma.masked_invalid(shares), cmap="cividis", vmin=0, vmax=brightest)
    for (i, j), share in np.ndenumerate(shares):
        if not np.isnan(share):
            axes.text(
                j,
                i,
                f"{share * 100:.0f}",
                ha="center",
                va="center",
                fontsize=8,
                color="white" if share < 0.55 * brightest else "black",
            )
    turned: dict[str, Any] = {"rotation": 45, "ha": "right", "rotation_mode": "anchor"} if k > 4 else {}
    axes.set_xticks(range(k), names, **turned)
    axes.set_yticks(range(k), names)
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    axes.set_xlabel("Chosen")
    axes.set_ylabel("Intended")
    axes.set_title(CONDITION_NAMES[matrix.condition] if matrix.condition else "All conditions", loc="left")
    bar = figure.colorbar(image, ax=axes, shrink=0.8, pad=0.02)
    bar.ax.yaxis.set_major_formatter(PercentFormatter(1))
    bar.set_label("Share of the row")
    bar.outline.set_visible(False)
    return figure


def _brightest(results: Results) -> float:
    """The upper end of the colours: the largest share of any matrix, so that the matrices of a study compare."""
    rows = (row for matrix in results.confusions for row in matrix.shares)
    return max((max(row) for row in rows if not isinstance(row, NotEstimable)), default=1.0)


def draw_speed_accuracy(results: Results) -> Figure:
    """Mean response time against accuracy, one point per rater, with the least-squares line."""
    figure = Figure(figsize=(5.2, 4.0), layout="constrained")
    axes = figure.subplots()
    seconds = np.array([rater.mean_rt_ms / 1000 for rater in results.raters])
    hits = np.array([rater.accuracy for rater in results.raters])
    axes.scatter(seconds, hits, s=34, facecolor="#0072B2", edgecolor="white", linewidth=0.7, zorder=3)
    correlation = results.speed_accuracy
    if isinstance(correlation.r, NotEstimable):
        title = fill(f"Correlation {correlation.r}", 52)
    else:
        line = np.polynomial.Polynomial.fit(seconds, hits, 1)
        ends = np.array([seconds.min(), seconds.max()])
        axes.plot(ends, line(ends), color="#0072B2", linewidth=1.5)
        p = "p < 0.001" if isinstance(correlation.p, float) and correlation.p < 0.001 else f"p = {correlation.p:.3f}"
        title = f"r = {correlation.r:.2f}, {p}, n = {correlation.n} raters".replace("-", "−")
    axes.axhline(results.chance, color="black", linewidth=1, linestyle=(0, (5, 3)))
    axes.annotate("chance", (1, results.chance), (-2, 3), ("axes fraction", "data"), "offset points", ha="right")
    axes.set_title(title, loc="left", fontsize=10)
    axes.set_ylim(0, min(1.0, max(0.5, float(hits.max(initial=0)) * 1.2)))
    axes.yaxis.set_major_formatter(PercentFormatter(1))
    axes.grid(color="#E5E5E5", linewidth=0.6)
    axes.set_xlabel("Mean response time of the rater (s)")
    axes.set_ylabel("Accuracy of the rater")
    return figure


def draw_response_times(results: Results) -> Figure:
    """Distribution of response times, one ridge per group, logarithmic axis, median marked."""
    ridges = results.rt_histograms
    figure = Figure(figsize=(6.6, 1.1 + 0.62 * len(ridges)), layout="constrained")
    axes = figure.subplots()
    medians = {row.group: row.median for row in results.response_times}
    for place, ridge in enumerate(reversed(ridges)):
        _ridge(axes, ridge, place, medians[ridge.group])
    axes.set_yticks(range(len(ridges)), [CONDITION_NAMES.get(r.group, r.group.capitalize()) for r in reversed(ridges)])
    axes.set_ylim(-0.15, len(ridges))
    axes.set_xscale("log")
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axes.xaxis.set_minor_formatter(FuncFormatter(lambda value, _: f"{value:g}" if f"{value:.0e}"[0] in "25" else ""))
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x", which="both", color="#EEEEEE", linewidth=0.6)
    axes.set_xlabel("Response time from the first frame (s, logarithmic); tick: median")
    return figure


def _ridge(axes: Axes, ridge: Histogram, base: int, median: float | NotEstimable) -> None:
    counts = np.array(ridge.counts, float)
    edges = np.array(ridge.edges_ms) / 1000
    heights = base + 0.85 * counts / max(1.0, counts.max())
    axes.stairs(heights, edges, baseline=base, fill=True, color=COLOURS.get(ridge.group, "#8C8C8C"))
    if not isinstance(median, NotEstimable):
        axes.vlines(median / 1000, base - 0.08, base + 0.3, color="black", linewidth=1.6)
