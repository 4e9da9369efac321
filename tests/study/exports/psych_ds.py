"""What Psych-DS asks of a dataset, restated from its schema (psych-ds/psych-DS, version 1.5.0): errors only.

The validator itself (psych-ds/psychds-validator) carries no licence, so it is run by hand: docs/export.md.
"""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

DATA_FILE = re.compile(r"([a-z]+-[a-zA-Z0-9]+)(_[a-z]+-[a-zA-Z0-9]+)*_data\.(csv|tsv)")
KEYWORDS = {"study", "site", "subject", "session", "task", "condition", "trial", "stimulus", "description"}
REQUIRED = ("name", "description", "variableMeasured")


def errors_of(folder: Path) -> list[str]:
    """What is wrong with the dataset; nothing if it is valid."""
    try:
        description = json.loads((folder / "dataset_description.json").read_text("utf-8"))
    except (OSError, ValueError) as error:
        return [f"dataset_description.json: {error}"]
    errors = [f"missing {name}" for name in REQUIRED if not description.get(name)]
    if description.get("@type") != "Dataset" or "schema.org" not in str(description.get("@context")):
        errors.append("not a Dataset of schema.org")
    files = sorted(folder.glob("data/**/*.csv"))
    errors += [] if files else ["no data file"]
    measured = [variable["name"] for variable in description.get("variableMeasured", [])]
    found: set[str] = set()
    for path in files:
        found |= set(columns := _columns_of(path, errors))
        errors += [f"{path.name}: {name} is not in variableMeasured" for name in columns if name not in measured]
    return errors + [f"{name} is in no file" for name in measured if name not in found]


def _columns_of(path: Path, errors: list[str]) -> list[str]:
    if not DATA_FILE.fullmatch(path.name):
        errors.append(f"{path.name}: not a name of key-value pairs")
    if {pair.split("-")[0] for pair in path.name.split("_")[:-1]} - KEYWORDS:
        errors.append(f"{path.name}: unofficial keyword")
    with path.open(newline="", encoding="utf-8") as stream:
        header, *rows = list(csv.reader(stream)) or [[]]
    if not header or len(set(header)) != len(header):
        errors.append(f"{path.name}: no header, or a name twice")
    errors += [f"{path.name}: a row of {len(row)} columns" for row in rows if len(row) != len(header)]
    return header
