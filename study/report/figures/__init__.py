"""The figures of a report, each drawn from ``Results`` alone. Same results, same bytes."""

from study.report.figures.drawing import FORMATS, Format, figure_names, render_figure
from study.report.figures.style import figure_language

__all__ = ["FORMATS", "Format", "figure_language", "figure_names", "render_figure"]
