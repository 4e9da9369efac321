"""The report folder: report.html, report.json and figures/, written as a whole. Same results, same bytes."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from generation.corpus.store import Corpus
from generation.errors import MiburiError
from generation.files import is_free, json_bytes, replaced_folder, restore_folder
from generation.labels import LabelSet
from generation.reproduction.figures import figures_of
from generation.reproduction.figures.style import FORMATS, render
from generation.reproduction.page import STYLES, render_page
from generation.reproduction.plan import Plan
from generation.reproduction.results import SCHEMA, gather
from generation.reproduction.wording import METHOD

REPORT, PAGE, FIGURES = "report.json", "report.html", "figures"
CONTENTS = {REPORT, PAGE, FIGURES}


def write_report(corpus: Corpus, plan: Plan) -> bool:
    """Write the report of finished stages; False when this very report is there already.

    MiburiError when the folder holds something else, which is left alone.
    """
    results = {**gather(corpus, plan), "code_sha256": code_sha256()}
    restore_folder(plan.report)
    if _earlier(plan.report) == results:
        return False
    with replaced_folder(plan.report) as folder:
        _fill(folder, results, plan)
    return True


def code_sha256() -> str:
    """Hash of what makes the report: one written by other code is written again."""
    digest = hashlib.sha256()
    for path in _code():
        digest.update(f"{path.name}\n".encode() + path.read_bytes())
    return digest.hexdigest()


def _code() -> Iterator[Path]:
    here = Path(__file__).parent
    yield from sorted({*STYLES, *(path for path in here.rglob("*") if path.suffix in (".py", ".html", ".css"))})


def _earlier(report: Path) -> dict[str, Any] | None:
    """The results of the report that is there; None if there is none."""
    if is_free(report):
        return None
    names = {path.name for path in report.iterdir()} if report.is_dir() else {report.name}
    if others := sorted(names - CONTENTS):
        raise MiburiError(f"{report / others[0]} is not part of a report and would be lost; move it elsewhere")
    try:
        found = json.loads((report / REPORT).read_bytes())
    except (OSError, ValueError):
        return {}
    return dict(found) if isinstance(found, dict) and found.get("schema") == SCHEMA else {}


def page_of(results: Mapping[str, Any]) -> str:
    """The page of these results; nothing on it comes from elsewhere."""
    labels = LabelSet.from_json(results["corpus"]["labels"])
    own = ", ".join(text.lower() for text in results["warnings"])
    return render_page({**results, "figures": figures_of(results), "labels": labels, "method": METHOD, "own": own})


def _fill(folder: Path, results: Mapping[str, Any], plan: Plan) -> None:
    (folder / FIGURES).mkdir()
    for figure in figures_of(results).values():
        for form in FORMATS:
            drawn = render(figure.draw, results["warnings"], form)
            (folder / FIGURES / f"{figure.name}.{form}").write_bytes(drawn)
    for sheet in results["strips"]:
        shutil.copyfile(plan.strips / sheet["file"], folder / FIGURES / sheet["file"])
    (folder / PAGE).write_text(page_of(results), "utf-8")
    (folder / REPORT).write_bytes(json_bytes(results))
