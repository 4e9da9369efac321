"""The report folder: report.html, report.json and figures/, written as a whole. Same results, same bytes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string

from generation import __version__
from generation.errors import MiburiError
from generation.files import atomic_folder, json_bytes
from study.report.figures import FORMATS, figure_names, render_figure
from study.report.page import page_context
from study.report.results import Results
from study.report.wording import comparability, notices
from study.statistics.estimate import to_json

SCHEMA = "miburi.report/1"
CONTENTS = {"report.html", "report.json", "figures"}
STYLES = Path(__file__).resolve().parents[2] / "static" / "dashboard" / "results.css"


def write_report(results: Results, out: Path) -> None:
    """Write the report to ``out``: a new or empty folder, or an earlier report, which it replaces.

    Raises MiburiError if there is nothing to report or ``out`` holds something else.
    """
    if not results.flow.responses:
        raise MiburiError(_nothing_to_report(results))
    earlier = _is_earlier_report(out)
    staged = out.with_name(f".{out.name}.next") if earlier else out
    if earlier:
        shutil.rmtree(staged, ignore_errors=True)
    with atomic_folder(staged) as folder:
        _fill(folder, results)
    if earlier:
        _swap(staged, out)


def report_json(results: Results) -> dict[str, Any]:
    """Every number of the report, with what must be said beside them."""
    return {
        "schema": SCHEMA,
        "version": __version__,
        "warnings": list(results.warnings),
        "notices": list(notices(results)),
        "comparability": comparability(results),
        "results": to_json(results),
    }


def _fill(folder: Path, results: Results) -> None:
    (folder / "figures").mkdir()
    for name in figure_names(results):
        for form in FORMATS:
            (folder / "figures" / f"{name}.{form}").write_bytes(render_figure(results, name, form))
    context = page_context(results, lambda name, form: f"figures/{name}.{form}")
    context |= {"version": __version__, "styles": STYLES.read_text("utf-8")}
    (folder / "report.html").write_text(render_to_string("dashboard/report.html", context), "utf-8")
    (folder / "report.json").write_bytes(json_bytes(report_json(results)))


def _nothing_to_report(results: Results) -> str:
    slug = results.study.slug
    if results.flow.sessions:
        return f"study {slug!r} has no responses yet ({results.flow.sessions} sessions begun); nothing to report"
    return (
        f"study {slug!r} has no responses of human raters; collect some, or add --include-simulated to report "
        "simulated ones"
    )


def _is_earlier_report(out: Path) -> bool:
    """Whether ``out`` is a report to replace; False if there is nothing there. MiburiError for anything else.

    A file that no report wrote is somebody's, and would be lost: it makes the folder something else.
    """
    if not out.exists():
        return False
    names = {path.name for path in out.iterdir()} if out.is_dir() else {out.name}
    if out.is_dir() and not names:
        return False
    try:
        schema = json.loads((out / "report.json").read_bytes())["schema"]
    except (OSError, ValueError, KeyError, TypeError):
        schema = None
    if schema != SCHEMA:
        raise MiburiError(f"{out} exists and is not an earlier report; name a new folder or remove it")
    if others := sorted(names - CONTENTS):
        raise MiburiError(f"{out / others[0]} is not part of a report and would be lost; move it or name a new folder")
    return True


def _swap(staged: Path, out: Path) -> None:
    """Put the finished folder in the place of the earlier report, which goes only then."""
    old = out.with_name(f".{out.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    out.rename(old)
    staged.rename(out)
    shutil.rmtree(old)
