"""Response times: their distribution, and how they go with accuracy."""

from __future__ import annotations

from textwrap import fill

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from study.report.figures.style import COLOURS, GRID, POINT, chance_line, note_above, percent_axis
from study.report.results import Results
from study.report.wording import group_in, n_in_words, not_estimable_in, words_in
from study.report.written import bounded, grouped, p_equals
from study.statistics.correlation import Correlation
from study.statistics.estimate import Interval, NotEstimable
from study.statistics.response_time import Histogram

MANY = 400  # points from which on they are drawn small and see-through


def draw_speed_accuracy(results: Results, language: str) -> Figure:
    """Mean response time against accuracy, one point per rater, with the least-squares line."""
    words, raters = words_in(language), results.analysis.raters
    figure = Figure(figsize=(5.2, 4.0), layout="constrained")
    axes = figure.subplots()
    seconds = np.array([rater.mean_rt_ms / 1000 for rater in raters])
    hits = np.array([rater.accuracy for rater in raters])
    points(axes, seconds, hits, POINT, "o")
    correlation = results.analysis.speed_accuracy.across_raters
    if not isinstance(correlation.r, NotEstimable):
        line_through(axes, seconds, hits)
    axes.set_title(correlation_in_words(correlation, words["n_raters"], language), loc="left", fontsize=10)
    percent_axis(axes, float(hits.max(initial=0)) * 1.2)
    chance_line(axes, results.chance, words)
    axes.grid(color=GRID, linewidth=0.6)
    axes.set_xlabel(words["axis_rt_rater"])
    axes.set_ylabel(words["axis_accuracy_rater"])
    return figure


def points(axes: Axes, x: np.ndarray, y: np.ndarray, colour: str, marker: str, label: str | None = None) -> None:
    """Few large ones, or many that are seen through; then as pixels, or the file would be huge."""
    many = len(x) > MANY
    axes.scatter(
        x,
        y,
        s=10 if many else 34,
        marker=marker,
        facecolor=colour,
        edgecolor="none" if many else "white",
        linewidth=0.7,
        alpha=0.35 if many else 1.0,
        zorder=3,
        label=label,
        rasterized=many,
    )


def line_through(axes: Axes, x: np.ndarray, y: np.ndarray) -> None:
    """By least squares."""
    line = np.polynomial.Polynomial.fit(x, y, 1)
    ends = np.array([x.min(), x.max()])
    axes.plot(ends, line(ends), color="#222222", linewidth=1.5, zorder=4)


def correlation_in_words(found: Correlation, n: str, language: str) -> str:
    """r, p and n, or why there is none."""
    of = n.format(n=grouped(found.n))
    if isinstance(found.r, NotEstimable):
        return fill(not_estimable_in(found.r, language), 52 if language == "en" else 30)
    tested = "" if isinstance(found.p, NotEstimable) else f", p {p_equals(found.p)}"
    return f"r = {bounded(found.r)}{tested}, {of}"


def draw_conditional_accuracy(results: Results, language: str) -> Figure:
    """Accuracy of each fifth of raters' answers, from the fastest to the slowest."""
    words = words_in(language)
    parts = [part for part in results.analysis.conditional_accuracy if isinstance(part.accuracy, float)]
    figure = Figure(figsize=(5.2, 4.0), layout="constrained")
    axes = figure.subplots()
    seconds = [float(part.mean_rt_ms) / 1000 for part in parts if not isinstance(part.mean_rt_ms, NotEstimable)]
    hits = [float(part.accuracy) for part in parts if not isinstance(part.accuracy, NotEstimable)]
    axes.plot(seconds, hits, color=POINT, marker="o", linewidth=1.5, markersize=6)
    highest = max(hits)
    for x, part in zip(seconds, parts, strict=True):
        if isinstance(part.interval, Interval):
            axes.vlines(x, part.interval.low, part.interval.high, color=POINT, linewidth=1.2)
            highest = max(highest, part.interval.high)
    percent_axis(axes, highest * 1.15)
    chance_line(axes, results.chance, words)
    axes.set_xlim(0, max(seconds) * 1.08)
    note_above(axes, n_in_words(results, language))
    axes.grid(color=GRID, linewidth=0.6)
    axes.set_xlabel(words["axis_rt_bin"])
    axes.set_ylabel(words["accuracy"])
    return figure


def draw_response_times(results: Results, language: str) -> Figure:
    """Distribution of response times, one ridge per group, logarithmic axis, median marked."""
    words, ridges = words_in(language), results.analysis.rt_histograms
    figure = Figure(figsize=(6.6, 1.1 + 0.62 * len(ridges)), layout="constrained")
    axes = figure.subplots()
    medians = {row.group: row.median for row in results.analysis.response_times}
    counts = {row.group: row.n for row in results.analysis.response_times}
    for place, ridge in enumerate(reversed(ridges)):
        _ridge(axes, ridge, place, medians[ridge.group])
    names = [f"{group_in(ridge.group, language)}\nn = {grouped(counts[ridge.group])}" for ridge in reversed(ridges)]
    axes.set_yticks(range(len(ridges)), names, va="bottom")
    axes.set_ylim(-0.15, len(ridges))
    axes.set_xscale("log")
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axes.xaxis.set_minor_formatter(FuncFormatter(lambda value, _: f"{value:g}" if f"{value:.0e}"[0] in "25" else ""))
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x", which="both", color="#EEEEEE", linewidth=0.6)
    axes.set_xlabel(words["axis_rt"])
    return figure


def _ridge(axes: Axes, ridge: Histogram, base: int, median: float | NotEstimable) -> None:
    counts = np.array(ridge.counts, float)
    edges = np.array(ridge.edges_ms) / 1000
    heights = base + 0.85 * counts / max(1.0, counts.max())
    axes.stairs(heights, edges, baseline=base, fill=True, color=COLOURS.get(ridge.group, "#8C8C8C"))
    if not isinstance(median, NotEstimable):
        axes.vlines(median / 1000, base - 0.08, base + 0.3, color="black", linewidth=1.6)
