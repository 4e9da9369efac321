"""The report folder: pages, report.json and figures, written as a whole. Same results, same bytes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation

from generation import __version__
from generation.errors import MiburiError
from generation.files import is_free, json_bytes, replaced_folder, restore_folder
from study.models import Language
from study.report.figures import FORMATS, figure_names, render_figure
from study.report.page import page_context
from study.report.results import Results
from study.report.wording import LANGUAGES, comparability, methods_in, notices, sentences_in

SCHEMA = "miburi.report/2"
SCHEMAS = ("miburi.report/1", SCHEMA)  # of reports that may be replaced
# Page and figures of the first language asked for, and of the second.
PAGES = (("report.html", "figures"), ("report.{language}.html", "figures-{language}"))
STYLES = Path(__file__).resolve().parents[2] / "static" / "dashboard" / "results.css"
CONTENTS = {"report.html", "report.json", "report.css", "figures"} | {
    name.format(language=language) for name in PAGES[1] for language in LANGUAGES
}


def write_report(results: Results, out: Path, languages: Sequence[str] = ("en",)) -> None:
    """Write the report to ``out``: a new or empty folder, or an earlier report, which it replaces.

    report.html is in the first language; of a second one there are report.LANGUAGE.html and figures-LANGUAGE.

    Raises MiburiError if there is nothing to report or ``out`` holds something else.
    """
    if not results.flow.responses:
        raise MiburiError(_nothing_to_report(results))
    restore_folder(out)
    _refuse_foreign(out)
    with replaced_folder(out) as folder:
        _fill(folder, results, languages)


def report_json(results: Results, languages: Sequence[str] = LANGUAGES) -> dict[str, Any]:
    """Every number of the report, with what must be said beside them."""
    return {
        "schema": SCHEMA,
        "version": __version__,
        "warnings": list(results.warnings),
        "notices": {language: list(notices(results, language)) for language in languages},
        "comparability": {language: comparability(results, language) for language in languages},
        "sentences": {language: list(sentences_in(results, language)) for language in languages},
        "method": {language: list(methods_in(results, language)) for language in languages},
        "results": results.to_json(),
    }


def _fill(folder: Path, results: Results, languages: Sequence[str]) -> None:
    places = [
        (page.format(language=language), figures.format(language=language), language)
        for language, (page, figures) in zip(languages, PAGES, strict=False)
    ]
    for place, (page, figures, language) in enumerate(places):
        other = places[1 - place] if len(places) == 2 else None
        _draw(folder / figures, results, language)
        html = _page(results, figures, language, other)
        (folder / page).write_text(html, "utf-8")
    (folder / "report.css").write_bytes(STYLES.read_bytes())
    (folder / "report.json").write_bytes(json_bytes(report_json(results, languages)))


def _draw(folder: Path, results: Results, language: str) -> None:
    folder.mkdir()
    for name in figure_names(results):
        for form in FORMATS:
            (folder / f"{name}.{form}").write_bytes(render_figure(results, name, form, language))


def _page(results: Results, figures: str, language: str, other: tuple[str, str, str] | None) -> str:
    context = page_context(results, lambda name, form: f"{figures}/{name}.{form}", language)
    context |= {"version": __version__, "other": (other[0], other[2], Language(other[2]).label) if other else None}
    with translation.override(language):
        return render_to_string("dashboard/report.html", context)


def _nothing_to_report(results: Results) -> str:
    slug = results.study.slug
    if results.flow.sessions:
        return f"study {slug!r} has no responses yet ({results.flow.sessions} sessions begun); nothing to report"
    return (
        f"study {slug!r} has no responses of human raters; collect some, or add --include-simulated to report "
        "simulated ones"
    )


def _refuse_foreign(out: Path) -> None:
    """MiburiError unless ``out`` is a report to replace, or free.

    A file that no report wrote is somebody's, and would be lost: it makes the folder something else.
    """
    if is_free(out):
        return
    try:
        schema = json.loads((out / "report.json").read_bytes())["schema"]
    except (OSError, ValueError, KeyError, TypeError):
        schema = None
    if schema not in SCHEMAS:
        raise MiburiError(f"{out} exists and is not an earlier report; name a new folder or remove it")
    if others := sorted({path.name for path in out.iterdir()} - CONTENTS):
        raise MiburiError(f"{out / others[0]} is not part of a report and would be lost; move it or name a new folder")
