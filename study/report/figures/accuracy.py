"""Accuracy by condition and intended emotion."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from study.report.figures.style import CHANCE, COLOURS, GRID, note_above, percent_axis, turned_labels
from study.report.results import Results
from study.report.wording import condition_in, label_in, n_in_words, words_in
from study.statistics.accuracy import Accuracy
from study.statistics.estimate import Interval, NotEstimable


def draw_accuracy(results: Results, language: str) -> Figure:
    """Bars with Wilson intervals and the chance line (the paper's Fig. 5)."""
    emotions, conditions, words = results.study.labels, results.study.conditions, words_in(language)
    cells = results.analysis.by_cell
    figure = Figure(figsize=(max(5.5, 2 + 0.68 * len(emotions)), 4.2), layout="constrained")
    axes = figure.subplots()
    width = 0.8 / max(1, len(conditions))
    for place, condition in enumerate(conditions):
        rows = [row for row in cells if row.cell[0] == condition]
        centres = np.arange(len(rows)) - 0.4 + width * (place + 0.5)
        _bars(axes, centres, rows, width, condition, condition_in(condition, language))
    axes.axhline(results.chance, **CHANCE, label=words["chance"])
    names = [label_in(name, emotions, language) for name in emotions.names]
    axes.set_xticks(range(len(emotions)), names, **turned_labels(names, 9 * len(emotions)))
    axes.set_xlim(-0.6, len(emotions) - 0.4)
    axes.tick_params(axis="x", length=0)
    highest = max((row.wilson.high for row in cells if isinstance(row.wilson, Interval)), default=1.0)
    percent_axis(axes, highest * 1.05)
    axes.grid(axis="y", color=GRID, linewidth=0.6)
    axes.set_xlabel(words["axis_intended"])
    axes.set_ylabel(words["accuracy"])
    note_above(axes, n_in_words(results, language))
    figure.legend(loc="outside lower center", ncols=4 if len(emotions) > 5 else 2)
    return figure


def _bars(
    axes: Axes, centres: NDArray[np.floating[Any]], rows: list[Accuracy], width: float, condition: str, name: str
) -> None:
    heights = [0.0 if isinstance(row.accuracy, NotEstimable) else row.accuracy for row in rows]
    axes.bar(centres, heights, width * 0.92, color=COLOURS[condition], label=name)
    for centre, row in zip(centres, rows, strict=True):
        if isinstance(row.wilson, Interval):
            axes.vlines(centre, row.wilson.low, row.wilson.high, color="#222222", linewidth=0.9)
