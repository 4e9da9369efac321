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
from generation.files import atomic_folder, json_bytes
from generation.reproduction.figures import ReportFigure, figures_of
from generation.reproduction.figures.style import FORMATS, render
from generation.reproduction.page import STYLES, render_page
from generation.reproduction.plan import Plan
from generation.reproduction.results import SCHEMA, gather
from generation.reproduction.wording import METHOD

REPORT, PAGE = "report.json", "report.html"
CONTENTS = {REPORT, PAGE, "figures"}


def write_report(corpus: Corpus, plan: Plan) -> bool:
    """Write the report of finished stages; False when this very report is there already.

    MiburiError when the folder holds something else, which is left alone.
    """
    results = {**gather(corpus, plan), "code_sha256": code_sha256()}
    earlier = _earlier(plan.report)
    if earlier == results:
        return False
    staged = plan.report.with_name(f".{plan.report.name}.next")
    shutil.rmtree(staged, ignore_errors=True)
    with atomic_folder(staged) as folder:
        _fill(folder, results, corpus, plan)
    shutil.rmtree(plan.report, ignore_errors=True)
    staged.rename(plan.report)
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
    if not report.exists():
        return None
    names = {path.name for path in report.iterdir()} if report.is_dir() else {report.name}
    if others := sorted(names - CONTENTS):
        raise MiburiError(f"{report / others[0]} is not part of a report and would be lost; move it elsewhere")
    try:
        found = json.loads((report / REPORT).read_bytes())
    except (OSError, ValueError):
        return {}
    return dict(found) if isinstance(found, dict) and found.get("schema") == SCHEMA else {}


def _fill(folder: Path, results: Mapping[str, Any], corpus: Corpus, plan: Plan) -> None:
    drawings = folder / "figures"
    drawings.mkdir()
    figures = figures_of(results)
    for figure in figures.values():
        _draw(drawings, figure, results)
    strips = _strips(drawings, corpus, plan)
    context = {**results, "figures": figures, "strips": strips, "labels": corpus.labels, "method": METHOD}
    own = ", ".join(text.lower() for text in results["warnings"])
    (folder / PAGE).write_text(render_page({**context, "own": own}), "utf-8")
    (folder / REPORT).write_bytes(json_bytes(results))


def _draw(folder: Path, figure: ReportFigure, results: Mapping[str, Any]) -> None:
    for form in FORMATS:
        (folder / f"{figure.name}.{form}").write_bytes(render(figure.draw, results["warnings"], form))


def _strips(folder: Path, corpus: Corpus, plan: Plan) -> list[dict[str, str]]:
    """Copies of the rendered sheets: mean latents and bias vectors first, then one interpolation per label."""
    sheets = sorted(
        (plan.interpolation / "strips").glob("*.png"), key=lambda path: ("mean" not in path.stem, path.stem)
    )
    found = []
    for sheet in sheets:
        shutil.copyfile(sheet, folder / sheet.name)
        found.append({"path": f"figures/{sheet.name}", "caption": _caption(sheet.stem)})
    return found


def _caption(name: str) -> str:
    if name.startswith("mean"):
        return "Poses decoded from each label’s mean latent and from its bias vector alone."
    label = name.removeprefix("interpolation-").rsplit("-", 1)[0].replace("_", " ")
    return (
        f"{label.capitalize()}: between a real clip of low intensity, above, and one of high intensity, below; "
        "w: weight of the latter’s latent."
    )
