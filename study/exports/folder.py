"""The export folder, written as a whole. The same data give the same bytes.

dataset_description.json README.md CHANGES.md .psychds-ignore
data/           study-NAME_data.csv (responses), study-NAME_description-TABLE_data.csv; beside each, its columns (json)
documentation/  codebook_en.csv codebook_ja.csv codebook.json
materials/      study.json texts.json
analysis/       load.py load.R
results/        parquet/TABLE.parquet, bids/
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pandas as pd

from generation.files import json_bytes
from study.exports.bids import About, BidsDataset
from study.exports.chunks import Tables, session_parts, stimuli_of, tables_of_part
from study.exports.columns import Table, tables_of
from study.exports.description import (
    Contents,
    bids_readme,
    changes,
    codebook_csv,
    codebook_rows,
    dataset_description,
    readme,
    study_json,
    table_description,
    texts_json,
)
from study.exports.place import placed
from study.exports.writing import TableWriter
from study.models import Study
from study.snapshot import snapshot
from study.statistics.exclusions import added_logs

FORMATS = ("csv", "parquet", "bids")
LOADING = Path(__file__).with_name("loading")  # snippets that load an export


def export_study(
    study: Study,
    out: Path,
    *,
    include_simulated: bool,
    formats: Collection[str] = FORMATS,
    free_text: bool = True,
    advance: Callable[[int, int], None] = lambda done, of: None,
) -> Contents:
    """Write the study's data to ``out``: a new or empty folder, or an earlier export of it, which is replaced. csv is
    always there.

    ``advance`` is told parts done and of how many. MiburiError if ``out`` holds anything that no export of this study
    wrote.
    """
    tables = tables_of(study.protocol, study.stimulus_set.label_set, free_text=free_text)
    with placed(out, dataset_name(study.slug)) as folder, snapshot():
        writing = _Writing(study, folder, tables, formats)
        parts, rules = session_parts(study, include_simulated=include_simulated), study.exclusion
        with writing:
            for number, keys in enumerate(parts):
                writing.write(tables_of_part(study, rules, keys))
                advance(number + 1, len(parts))
            writing.finish()
        contents = Contents(
            tables=tables,
            responses=writing.rows("responses"),
            sessions=writing.rows("sessions"),
            participants=writing.rows("participants"),
            include_simulated=include_simulated,
        )
        _describe(study, folder, contents)
    return contents


def dataset_name(slug: str) -> str:
    """A study's name as Psych-DS's file names may have it: letters and digits alone."""
    return re.sub(r"[^a-zA-Z0-9]", "", slug) or "study"


class _Writing:
    """The open files of an export. One part is written while the next is read."""

    def __init__(self, study: Study, folder: Path, tables: dict[str, Table], formats: Collection[str]) -> None:
        name = dataset_name(study.slug)
        for inside in ("data", "documentation", "materials", "analysis", "results"):
            (folder / inside).mkdir()
        parquet = folder / "results" / "parquet"
        if "parquet" in formats:
            parquet.mkdir()
        self.study, self.logs, self.open = study, list[pd.DataFrame](), ExitStack()
        self.tables = {
            table: self.open.enter_context(
                TableWriter(
                    tables[table],
                    folder / "data" / f"{_file_name(name, table)}.csv",
                    parquet / f"{table}.parquet" if "parquet" in formats else None,
                )
            )
            for table in tables
        }
        about = About(study.title, study.stimulus_set.terms, name, _instructions(study))
        self.bids = BidsDataset(folder / "results" / "bids", about, tables) if "bids" in formats else None
        self.thread = self.open.enter_context(ThreadPoolExecutor(1))
        self.begun: Future[None] | None = None

    def write(self, part: Tables) -> None:
        self._wait()
        self.begun = self.thread.submit(self._write, part)

    def finish(self) -> None:
        self._wait()
        self.tables["stimuli"].write(stimuli_of(self.study))
        self.tables["exclusions"].write(added_logs(self.logs))

    def rows(self, table: str) -> int:
        return self.tables[table].rows

    def _wait(self) -> None:
        """For the part before; its error is raised here."""
        if self.begun is not None:
            self.begun.result()

    def _write(self, part: Tables) -> None:
        self.logs.append(part.pop("exclusions"))
        written = {name: self.tables[name].write(rows) for name, rows in part.items()}
        if self.bids is not None:
            self.bids.write(written["responses"], written["participants"])

    def __enter__(self) -> None:
        self.open.__enter__()

    def __exit__(self, *error: object) -> None:
        self.open.close()


def _instructions(study: Study) -> str:
    """As raters read them who chose no language."""
    return study.texts.text("instructions", study.default_language)


def _file_name(name: str, table: str) -> str:
    described = "" if table == "responses" else f"_description-{table}"
    return f"study-{name}{described}_data"


def _describe(study: Study, folder: Path, contents: Contents) -> None:
    name = dataset_name(study.slug)
    files = {
        "dataset_description.json": json_bytes(dataset_description(study, contents)),
        "README.md": readme(study, contents).encode(),
        "CHANGES.md": changes(study).encode(),
        ".psychds-ignore": b".psychds-ignore\nresults/**\n",
        "documentation/codebook_en.csv": codebook_csv(contents.tables, "en"),
        "documentation/codebook_ja.csv": codebook_csv(contents.tables, "ja"),
        "documentation/codebook.json": json_bytes(codebook_rows(contents.tables)),
        "materials/study.json": json_bytes(study_json(study)),
        "materials/texts.json": json_bytes(texts_json(study)),
    }
    for table in contents.tables.values():
        files[f"data/{_file_name(name, table.name)}.json"] = json_bytes(table_description(study, table))
    for snippet in ("load.py", "load.R"):
        files[f"analysis/{snippet}"] = (LOADING / snippet).read_bytes()
    if (folder / "results" / "bids").exists():
        files["results/bids/README"] = bids_readme(study, contents).encode()
    for place, data in files.items():
        (folder / place).write_bytes(data)
