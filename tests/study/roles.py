"""Sets with clips beside their trials, for tests: for practice, and for attention checks."""

from __future__ import annotations

import json
from pathlib import Path

from study.design.importing import import_set, open_study
from study.models import Study

BESIDE = {"practice": slice(0, 3), "attention": slice(3, 5)}


def give_roles(folder: Path, roles: dict[str, slice]) -> dict[str, set[str]]:
    """Gives stimuli of a set's manifest other roles; returns the ids of each role."""
    path = folder / "manifest.json"
    data = json.loads(path.read_text())
    for role, rows in roles.items():
        for row in data["stimuli"][rows]:
            row["role"] = role
    path.write_text(json.dumps(data))
    return {role: {row["id"] for row in data["stimuli"] if row["role"] == role} for role in (*roles, "trial")}


def open_with_roles(folder: Path) -> Study:
    """A study of the set, of which 3 clips are for practice and 2 for attention checks."""
    give_roles(folder, BESIDE)
    return open_study(import_set(folder), "roles", None, seed=0, language="en")
