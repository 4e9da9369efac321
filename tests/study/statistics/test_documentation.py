"""docs/statistics.md speaks of every public statistic."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from pathlib import Path

import pytest

import study.statistics

GUIDE = (Path(__file__).parents[3] / "docs" / "statistics.md").read_text()
ELSEWHERE = ("planning", "flags", "exclusions")  # have guides of their own
PLUMBING = ("estimate", "counting", "crossing")  # what statistics are made of


def modules() -> list[str]:
    found = pkgutil.walk_packages(study.statistics.__path__, "study.statistics.")
    names = [module.name for module in found if not module.ispkg]
    return [name for name in names if name.split(".")[2] not in ELSEWHERE and name.split(".")[-1] not in PLUMBING]


@pytest.mark.parametrize("module", modules())
def test_the_guide_names_every_statistic(module: str) -> None:
    members = inspect.getmembers(importlib.import_module(module), inspect.isroutine)
    own = [name for name, member in members if inspect.unwrap(member).__module__ == module and name[0] != "_"]
    assert [name for name in own if name not in GUIDE] == []


def test_every_section_that_is_pointed_to_is_there() -> None:
    headings = {line[3:].lower().replace(" ", "-") for line in GUIDE.splitlines() if line.startswith("## ")}
    targets = {part.split(")")[0] for part in GUIDE.split("](#")[1:]}
    assert targets
    assert targets <= headings
