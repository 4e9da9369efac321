"""Confusion matrices: of people, and of the recogniser."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from study.report.figures.style import turned_labels
from study.report.results import Results
from study.report.wording import condition_in, label_in, words_in
from study.statistics.confusion import ConfusionMatrix
from study.statistics.estimate import NotEstimable

Shares = Sequence[tuple[float, ...] | NotEstimable]


def draw_confusion(results: Results, matrix: ConfusionMatrix, language: str) -> Figure:
    """Row-normalised confusion in per cent; grey rows have no answers (the paper's Fig. 3). The matrices of a study
    have the same colours, so that they compare."""
    brightest = max((_largest(each.shares) for each in results.analysis.confusions), default=1.0)
    return _matrix(results, matrix.shares, brightest, condition_in(matrix.condition, language), language)


def draw_recogniser(results: Results, language: str) -> Figure:
    """The recogniser's mean probabilities, drawn alike."""
    shares = results.analysis.recogniser.recogniser
    return _matrix(results, shares, _largest(shares), words_in(language)["recogniser"], language)


def _matrix(results: Results, rows: Shares, brightest: float, title: str, language: str) -> Figure:
    words, emotions = words_in(language), results.study.labels
    names = [label_in(name, emotions, language) for name in emotions.names]
    k = len(names)
    figure = Figure(figsize=(max(4.2, 2.2 + 0.5 * k), max(3.4, 1.8 + 0.46 * k)), layout="constrained")
    axes = figure.subplots()
    shares = np.array([[np.nan] * k if isinstance(row, NotEstimable) else list(row) for row in rows])
    axes.set_facecolor("#DDDDDD")
    image = axes.imshow(np.ma.masked_invalid(shares), cmap="cividis", vmin=0, vmax=brightest)
    for (i, j), share in np.ndenumerate(shares):
        if not np.isnan(share):
            colour = "white" if share < 0.55 * brightest else "black"
            axes.text(j, i, f"{share * 100:.0f}", ha="center", va="center", fontsize=8, color=colour)
    axes.set_xticks(range(k), names, **turned_labels(names, 8 * k))
    axes.set_yticks(range(k), names)
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    axes.set_xlabel(words["chosen"])
    axes.set_ylabel(words["intended"])
    axes.set_title(title, loc="left")
    bar = figure.colorbar(image, ax=axes, shrink=0.8, pad=0.02)
    bar.ax.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    bar.set_label(words["axis_share"])
    bar.outline.set_visible(False)
    return figure


def _largest(rows: Shares) -> float:
    return max((max(row) for row in rows if not isinstance(row, NotEstimable)), default=1.0) or 1.0
