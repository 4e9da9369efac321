"""docs/study.md lists every key with its default, and every text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
from msgspec import inspect

from study.design.default_texts import DEFAULT_TEXTS
from study.design.definition import TEXTS, StudyFile
from study.design.placeholders import PLACEHOLDERS
from study.design.recruiter import SENT

GUIDE = (Path(__file__).parents[3] / "docs/study.md").read_text()
ROW = re.compile(r"^\| `(?P<key>[a-z_.]+)` \| (?P<default>[^|]+) \| (?P<meaning>[^|]+) \|$", re.MULTILINE)
SINGLE = ("text", "low", "high", "title", "screened_out", "failed_checks", "timed_out")  # shown whole, or once for all


def shown(field: inspect.Field) -> str:
    """A default as the guide's tables have it."""
    if field.required:
        return "required"
    default = field.default if field.default is not msgspec.NODEFAULT else field.default_factory()  # type: ignore[misc]
    if default is None:
        return "–"
    if isinstance(default, msgspec.Struct):
        default = {}
    return f"`{json.dumps(default)}`"


def keys(kind: inspect.Type, above: str = "") -> Iterator[tuple[str, str]]:
    """Dotted keys with their defaults; of tables that the guide names one by one, those inside."""
    assert isinstance(kind, inspect.StructType)
    for field in kind.fields:
        name = f"{above}{field.encode_name}"
        inner: Any = field.type.item_type if isinstance(field.type, inspect.VarTupleType) else field.type
        nested = isinstance(inner, inspect.StructType) and field.encode_name not in SINGLE
        if not nested or name.startswith("recruiter.") or field.encode_name == "choices":
            yield name, shown(field)
        if nested:
            yield from keys(inner, f"{name}.")


def test_the_guide_has_every_key_with_its_default_and_no_other() -> None:
    listed = {row["key"]: row["default"] for row in ROW.finditer(GUIDE)}
    assert listed == dict(keys(inspect.type_info(StudyFile)))


def test_the_guide_has_every_text_and_every_word_in_braces() -> None:
    assert re.findall(r"^\| `texts\.(\w+)` \|", GUIDE, re.MULTILINE) == [
        name for name in DEFAULT_TEXTS if name in TEXTS
    ]
    assert [name for name in PLACEHOLDERS if f"`{{{name}}}`" not in GUIDE] == []


def test_the_guide_has_what_each_recruiter_sends_along() -> None:
    for kind, names in SENT.items():
        row = re.search(rf"^\| `{kind}` \|.*$", GUIDE, re.MULTILINE)
        assert row and [name for name in ("code", *names) if f"`{{{name}}}`" not in row[0]] == []
