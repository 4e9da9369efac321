"""Which figures results have, and one of them as a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from matplotlib.figure import Figure

from study.report.figures.accuracy import draw_accuracy
from study.report.figures.clips import draw_alignment, draw_exposure
from study.report.figures.confusion import draw_confusion, draw_recogniser
from study.report.figures.people import draw_flow
from study.report.figures.ratings import draw_ratings
from study.report.figures.style import FORMATS, WARNING, Format, figure_language, image_of
from study.report.figures.times import draw_conditional_accuracy, draw_response_times, draw_speed_accuracy
from study.report.results import Results
from study.report.wording import warnings_in
from study.statistics.estimate import NotEstimable

__all__ = ["FORMATS", "Format", "figure_names", "render_figure"]

Draw = Callable[[Results, str], Figure]


def figure_names(results: Results) -> tuple[str, ...]:
    """The figures that these results have, in reporting order."""
    return tuple(_figures(results))


def render_figure(results: Results, name: str, form: Format, language: str = "en") -> bytes:
    """One figure as a file, labelled in the language if this machine has its letters. KeyError if there is none."""
    draw = _figures(results)[name]
    return image_of(lambda: _with_warnings(draw, results, figure_language(language)), form, language)


def _with_warnings(draw: Draw, results: Results, language: str) -> Figure:
    figure = draw(results, language)
    if results.warnings:
        text = " · ".join(warnings_in(results, language))
        weight = "bold" if language == "en" else "normal"  # few Japanese fonts have both
        figure.suptitle(text, x=0.01, ha="left", color=WARNING, weight=weight, fontsize=10)
    return figure


def _figures(results: Results) -> dict[str, Draw]:
    analysis = results.analysis
    figures: dict[str, Draw] = {"flow": draw_flow, "accuracy": draw_accuracy}
    for matrix in analysis.confusions:
        name = f"confusion_{matrix.condition}" if matrix.condition else "confusion"
        figures[name] = lambda results, language, matrix=matrix: draw_confusion(results, matrix, language)  # type: ignore[misc]
    where_there_are_data: tuple[tuple[str, Draw, bool], ...] = (
        ("confusion_recogniser", draw_recogniser, _any_made(analysis.recogniser.recogniser)),
        ("alignment", draw_alignment, bool(analysis.alignment[0].clips)),
        ("response_time_accuracy", draw_speed_accuracy, bool(analysis.raters)),
        (
            "conditional_accuracy",
            draw_conditional_accuracy,
            _any_made([part.accuracy for part in analysis.conditional_accuracy]),
        ),
        ("response_times", draw_response_times, bool(analysis.rt_histograms)),
        ("ratings", draw_ratings, bool(analysis.ratings)),
        ("exposure", draw_exposure, analysis.responses > 0),
    )
    return figures | {name: draw for name, draw, there in where_there_are_data if there}


def _any_made(values: Iterable[object]) -> bool:
    return any(not isinstance(value, NotEstimable) for value in values)
