"""What the results template needs: shared by the researcher's page and the report folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from study.report.figures import FORMATS, Format, figure_language, figure_names
from study.report.models import ONE_CONDITION
from study.report.people import WAY, AboutRaters
from study.report.results import Results
from study.report.tables import analysis_tables, compared_rows
from study.report.wording import (
    comparability,
    condition_in,
    methods_in,
    not_estimable_in,
    notices,
    option_in,
    own_figures,
    sentences_in,
    warnings_in,
    words_in,
)
from study.report.wording.reading import reading_notes
from study.report.written import decimal, unbroken
from study.statistics.estimate import NotEstimable

WIDE = ("response_time_accuracy", "conditional_accuracy", "flow", "alignment")


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


def page_context(results: Results, link: Callable[[str, Format], str], language: str = "en") -> dict[str, Any]:
    """Context of ``dashboard/results/all.html``; ``link`` tells the address of a figure in a format."""
    words = words_in(language)
    figures = {name: _on_page(results, name, link, language) for name in figure_names(results)}
    by_condition = [f"confusion_{name}" for name in results.study.conditions]
    return {
        "language": language,
        "words": words,
        "results": results,
        "title": results.study.title_in(language),
        "notices": notices(results, language),
        "comparability": comparability(results, language),
        "own_figures": own_figures(results, language),
        "one_of": words["one_of"].format(n=len(results.study.labels)),
        "one_condition": not_estimable_in(ONE_CONDITION, language),
        "figures": figures,
        "no_figures": {},
        "figures_note": words["no_font"] if figure_language(language) != language else "",
        "confusion_figures": [figures[name] for name in by_condition if name in figures],
        "sentences": [unbroken(text) for text in sentences_in(results, language)],
        "method": [unbroken(text) for text in methods_in(results, language)],
        "reading": reading_notes(results, language),
        "flow_rows": [(words[name], getattr(results.participation, name), kind) for name, kind in _flow(results)],
        "about_rows": [_about(about, results, language) for about in results.about_raters],
        "tables": analysis_tables(results.analysis, results, language),
        "tables_before": analysis_tables(results.before, results, language) if results.after else None,
        "compared_rows": compared_rows(results, language) if results.after else (),
    }


def _flow(results: Results) -> Iterator[tuple[str, str]]:
    """All steps; ways that nobody went are left out, but for exclusion where there are rules."""
    people = results.participation
    for step, losses in WAY:
        yield step, "main"
        for loss in losses:
            if getattr(people, loss) or (loss == "excluded_completed" and results.after):
                yield loss, "lost"
    if people.analysed_incomplete:
        yield "analysed_incomplete", "lost"


def _about(about: AboutRaters, results: Results, language: str) -> tuple[str, list[tuple[str, int]]]:
    """A question, and its rows: what was answered, and by how many."""
    words = words_in(language)
    question = next(each for each in results.study.protocol.questionnaire if each.name == about.question)
    name = question.text.in_(language)
    if about.spread is None:
        return name, [
            (option_in(option.name, question, language) if option.name else words["no_answer"], option.raters)
            for option in about.options
        ]
    found = about.spread
    if isinstance(found.mean, NotEstimable):
        return name, [(words["no_answer"], 0)]
    sd = f" ({words['sd']} {decimal(found.sd)})" if isinstance(found.sd, float) else ""
    return name, [(f"{decimal(found.mean)}{sd}, {found.low:g}–{found.high:g}", found.n)]


def _on_page(results: Results, name: str, link: Callable[[str, Format], str], language: str) -> FigureOnPage:
    words = words_in(language)
    caption = _caption(name, language)
    warning = "".join(f"{text}. " for text in warnings_in(results, language))
    return FigureOnPage(
        src=link(name, "svg"),
        alt=f"{warning}{caption} {words['figure_numbers']}",
        caption=caption,
        detailed=not name.startswith(WIDE),
        downloads=tuple((form, link(name, form)) for form in FORMATS),
    )


def _caption(name: str, language: str) -> str:
    words = words_in(language)
    if f"fig_{name}" in words:
        return words[f"fig_{name}"]
    condition = condition_in(name.removeprefix("confusion_"), language)
    return f"{condition}: {words['fig_confusion']}" if language == "en" else f"{condition}：{words['fig_confusion']}"
