"""``manage.py`` as a person meets it: a fresh folder, and folders that will not do."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def manage(var: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "MIBURI_VAR": str(var), "OMP_NUM_THREADS": "1"}
    environment.pop("MIBURI_SECRET_KEY", None)
    return subprocess.run(
        [sys.executable, "manage.py", *words], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120
    )


def test_an_empty_folder_needs_no_migrate(tmp_path: Path, make_stimulus_set: Callable[..., Path]) -> None:
    folder = make_stimulus_set(per_label={"correct": 1})
    var, report = tmp_path / "var", tmp_path / "report"
    early = manage(var, "write_report", "set", str(report))
    assert (early.returncode, early.stderr) == (2, "CommandError: no study 'set'; there are: none yet\n")
    for words in (
        ("import_stimuli", str(folder)),
        ("simulate_raters", "set", "--raters", "1"),
        ("write_report", "set", str(report), "--include-simulated"),
    ):
        done = manage(var, *words)
        assert done.returncode == 0, done.stderr
    assert (report / "report.html").exists()


def is_a_file(folder: Path) -> None:
    folder.write_text("not a folder")


def holds_no_database(folder: Path) -> None:
    folder.mkdir()
    (folder / "db.sqlite3").write_text("not a database")


def has_a_folder_for_a_database(folder: Path) -> None:
    (folder / "db.sqlite3").mkdir(parents=True)


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (is_a_file, "error: {var}: File exists; set MIBURI_VAR"),
        (holds_no_database, "CommandError: {var}/db.sqlite3: file is not a database; put it right or set MIBURI_VAR"),
        (has_a_folder_for_a_database, "CommandError: {var}/db.sqlite3: unable to open database file; put it right"),
    ],
)
def test_a_folder_that_will_not_do_is_one_line(tmp_path: Path, spoil: Callable[[Path], None], message: str) -> None:
    var = tmp_path / "var"
    spoil(var)
    done = manage(var, "links", "any")
    assert done.returncode == 2
    assert done.stderr.startswith(message.format(var=var)) and done.stderr.count("\n") == 1
