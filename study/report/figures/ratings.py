"""Second questions: means by condition."""

from __future__ import annotations

from textwrap import fill

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from study.report.figures.style import COLOURS, GRID, MARKERS
from study.report.ratings import Rating
from study.report.results import Results
from study.report.wording import condition_in, words_in
from study.statistics.estimate import Interval, NotEstimable


def draw_ratings(results: Results, language: str) -> Figure:
    """One row of axes per number that was asked."""
    ratings = results.analysis.ratings
    conditions = results.study.conditions
    height = 0.9 + 0.32 * len(conditions)
    figure = Figure(figsize=(6.6, height * len(ratings)), layout="constrained")
    every = figure.subplots(len(ratings), 1, squeeze=False)[:, 0]
    for axes, rating in zip(every, ratings, strict=True):
        question = next(each for each in results.study.protocol.questions if each.name == rating.question)
        _one(axes, rating, question.text.in_(language), language)
    every[-1].set_xlabel(words_in(language)["mean_rating"])
    return figure


def _one(axes: Axes, rating: Rating, asked: str, language: str) -> None:
    rows = list(reversed(rating.by_condition))
    for place, row in enumerate(rows):
        condition = row.cell[0]
        if isinstance(row.interval, Interval):
            axes.hlines(place, row.interval.low, row.interval.high, color=COLOURS[condition], linewidth=1.6)
        if not isinstance(row.mean, NotEstimable):
            axes.plot(row.mean, place, MARKERS[condition], color=COLOURS[condition], markersize=7)
    axes.set_yticks(range(len(rows)), [condition_in(row.cell[0], language) for row in rows])
    axes.set_ylim(-0.6, len(rows) - 0.4)
    axes.set_xlim(rating.least, rating.most)
    if rating.kind == "scale":
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x", color=GRID, linewidth=0.6)
    words = words_in(language)
    title = f"{asked} – {words[rating.axis]}" if rating.axis else asked
    axes.set_title(fill(title, 70 if language == "en" else 36), loc="left", fontsize=10)
