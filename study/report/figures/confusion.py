"""Confusion matrices: of people, and of the recogniser."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.ticker import PercentFormatter

from study.report.figures.style import turned_labels
from study.report.results import Results
from study.report.wording import condition_in, label_in, words_in
from study.report.written import grouped
from study.statistics.confusion import ConfusionMatrix
from study.statistics.estimate import NotEstimable

FRAME = "#1A1A1A"
MOST = 3  # answers of a row that stand out

Shares = Sequence[tuple[float, ...] | NotEstimable]


def draw_confusion(results: Results, matrix: ConfusionMatrix, language: str) -> Figure:
    """Row-normalised confusion in per cent; grey rows have no answers (the paper's Fig. 3)."""
    answers = words_in(language)["n_answers"].format(n=grouped(sum(map(sum, matrix.counts))))
    title = f"{condition_in(matrix.condition, language)}  ({answers})"
    return _matrix(results, matrix.shares, title, language)


def draw_recogniser(results: Results, language: str) -> Figure:
    """The recogniser's mean probabilities, drawn alike."""
    found, words = results.analysis.recogniser, words_in(language)
    title = f"{words['recogniser']}  ({words['n_clips'].format(n=grouped(found.clips))})"
    return _matrix(results, found.recogniser, title, language)


def _matrix(results: Results, rows: Shares, title: str, language: str) -> Figure:
    words, emotions = words_in(language), results.study.labels
    largest = _brightest(results)
    names = [label_in(name, emotions, language) for name in emotions.names]
    k = len(names)
    figure = Figure(figsize=(max(4.2, 2.2 + 0.5 * k), max(3.4, 1.8 + 0.46 * k)), layout="constrained")
    axes = figure.subplots()
    shares = np.array([[np.nan] * k if isinstance(row, NotEstimable) else list(row) for row in rows])
    axes.set_facecolor("#DDDDDD")
    image = axes.imshow(np.ma.masked_invalid(shares), cmap="Blues", vmin=0, vmax=largest)
    _numbers(axes, shares, largest)
    axes.set_xticks(range(k), names, **turned_labels(names, 8 * k))
    axes.set_yticks(range(k), names)
    axes.tick_params(length=0)
    axes.spines[:].set_color("#BBBBBB")
    axes.spines[:].set_visible(True)
    axes.set_xlabel(words["chosen"])
    axes.set_ylabel(words["intended"])
    axes.set_title(title, loc="left")
    bar = figure.colorbar(image, ax=axes, shrink=0.8, pad=0.02)
    bar.ax.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    bar.set_label(words["axis_share"])
    bar.outline.set_visible(False)
    return figure


def _numbers(axes: Axes, shares: np.ndarray, largest: float) -> None:
    """Per cent in each cell; a row's most frequent answers in bold, its correct ones framed."""
    for (i, j), share in np.ndenumerate(shares):
        if np.isnan(share):
            continue
        stands_out = share > 0 and share >= np.sort(shares[i])[-MOST:].min()
        quiet = "black" if stands_out else "#444444"
        axes.text(
            j,
            i,
            f"{share * 100:.0f}",
            ha="center",
            va="center",
            fontsize=8.5 if stands_out else 7.5,
            family="DejaVu Sans",  # which has both weights; few Japanese fonts have
            weight="bold" if stands_out else "normal",
            color="white" if share > 0.55 * largest else quiet,
        )
        if i == j:
            axes.add_patch(Rectangle((j - 0.47, i - 0.47), 0.94, 0.94, fill=False, edgecolor=FRAME, linewidth=1.0))


def _brightest(results: Results) -> float:
    """All matrices of a study have the same colours, people's and the recogniser's, so that they compare."""
    analysis = results.analysis
    return max(
        _largest(rows) for rows in (*(each.shares for each in analysis.confusions), analysis.recogniser.recogniser)
    )


def _largest(rows: Shares) -> float:
    return max((max(row) for row in rows if not isinstance(row, NotEstimable)), default=1.0) or 1.0
