"""What the results template needs: shared by the researcher's page and the report folder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from study.report.figures import FORMATS, Format, figure_names
from study.report.results import Results
from study.report.wording import CONDITION_NAMES, comparability, notices, own_figures


@dataclass(frozen=True)
class FigureOnPage:
    """Where a figure lies, what it shows, and where it can be had in other formats.

    A ``detailed`` one scrolls sideways on a narrow screen rather than become too small to read.
    """

    src: str
    alt: str
    caption: str
    detailed: bool
    downloads: tuple[tuple[str, str], ...]


def page_context(results: Results, link: Callable[[str, Format], str]) -> dict[str, Any]:
    """Context of ``dashboard/_results.html``; ``link`` tells the address of a figure in a format."""
    figures = {name: _on_page(results, name, link) for name in figure_names(results)}
    return {
        "results": results,
        "notices": notices(results),
        "comparability": comparability(results),
        "own_figures": own_figures(results),
        "emotions": list(zip(results.by_emotion, results.confusions[0].recognition, strict=True)),
        "figures": figures,
        "confusion_figures": [figure for name, figure in figures.items() if name.startswith("confusion_")],
    }


def _on_page(results: Results, name: str, link: Callable[[str, Format], str]) -> FigureOnPage:
    caption = _caption(name)
    warning = "".join(f"{text}. " for text in results.warnings)
    return FigureOnPage(
        src=link(name, "svg"),
        alt=f"{warning}{caption} The numbers are in the tables.",
        caption=caption,
        detailed=not name.startswith("response_time"),
        downloads=tuple((form, link(name, form)) for form in FORMATS),
    )


def _caption(name: str) -> str:
    captions = {
        "accuracy": "Accuracy by condition and intended emotion; thin lines: Wilson intervals at 95 %; dashed: chance.",
        "confusion": "Answers to each intended emotion, in per cent of the row.",
        "response_time_accuracy": "Mean response time and accuracy, one point per rater; dashed: chance.",
        "response_times": "Distribution of response times.",
    }
    if name in captions:
        return captions[name]
    condition = CONDITION_NAMES[name.removeprefix("confusion_")]
    return f"{condition}: answers to each intended emotion, in per cent of the row."
