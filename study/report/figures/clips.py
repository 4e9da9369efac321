"""Clip by clip: recogniser beside people, and how often each clip was answered."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, PercentFormatter

from study.report.figures.style import COLOURS, GRID, MARKERS, chance_line, note_above, percent_axis
from study.report.figures.times import correlation_in_words, line_through, points
from study.report.results import Results
from study.report.wording import condition_in, n_in_words, words_in
from study.report.written import grouped
from study.statistics.estimate import NotEstimable


def draw_alignment(results: Results, language: str) -> Figure:
    """The recogniser's probability of the intended emotion against people's accuracy."""
    words, found = words_in(language), results.analysis.alignment[0]
    figure = Figure(figsize=(5.2, 4.2), layout="constrained")
    axes = figure.subplots()
    for condition in results.study.conditions:
        clips = [clip for clip in found.clips if clip.condition == condition]
        x, y = np.array([clip.probability for clip in clips]), np.array([clip.accuracy for clip in clips])
        points(axes, x, y, COLOURS[condition], MARKERS[condition], condition_in(condition, language))
    if not isinstance(found.pearson.r, NotEstimable):
        every = np.array([(clip.probability, clip.accuracy) for clip in found.clips])
        line_through(axes, every[:, 0], every[:, 1])
    axes.set_title(correlation_in_words(found.pearson, words["n_clips"], language), loc="left", fontsize=10)
    axes.set_xlim(-0.03, 1.03)
    axes.xaxis.set_major_formatter(PercentFormatter(1))
    percent_axis(axes, 1.15 * max(clip.accuracy for clip in found.clips))
    axes.set_ylim(bottom=-0.03)
    chance_line(axes, results.chance, words)
    axes.grid(color=GRID, linewidth=0.6)
    axes.set_xlabel(words["axis_probability"])
    axes.set_ylabel(words["axis_accuracy_clip"])
    figure.legend(loc="outside lower center", ncols=3, handletextpad=0.2, columnspacing=1.2)
    return figure


def draw_exposure(results: Results, language: str) -> Figure:
    """Answers per clip, most answered first, then by condition; bars in the conditions' colours."""
    words, analysis = words_in(language), results.analysis
    condition_of = {name: clip.condition for name, clip in results.study.stimuli.items()}
    condition_of |= {clip.stimulus: clip.condition for clip in analysis.alignment[0].clips}
    order = {condition: place for place, condition in enumerate(results.study.conditions)}
    rows = sorted(
        analysis.by_stimulus, key=lambda row: (-row.n, order.get(condition_of.get(row.name, ""), -1), row.name)
    )
    figure = Figure(figsize=(7.4, 2.8), layout="constrained")
    axes = figure.subplots()
    for condition in results.study.conditions:
        places = [place for place, row in enumerate(rows) if condition_of.get(row.name) == condition]
        heights = [rows[place].n for place in places]
        name = condition_in(condition, language)
        axes.bar(places, heights, 1.0 if len(rows) > 200 else 0.82, color=COLOURS[condition], label=name)
    axes.set_xlim(-0.8, len(rows) - 0.2)
    axes.set_xticks([])
    axes.yaxis.set_major_locator(MaxNLocator(integer=True, nbins=5))
    axes.grid(axis="y", color=GRID, linewidth=0.6)
    unanswered = sum(row.n == 0 for row in rows)
    never = f" ({words['never_answered'].format(n=grouped(unanswered))})" if unanswered else ""
    axes.set_xlabel(words["axis_clip"] + never)
    axes.set_ylabel(words["answers"])
    note_above(axes, n_in_words(results, language, clips=len(rows)))
    figure.legend(loc="outside lower center", ncols=6)
    return figure
