"""``design.toml``: a design as a file, schema ``miburi.design/1``. Examples with all keys: docs/designs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, Field, fields
from pathlib import Path
from typing import Any

from generation.errors import MiburiError
from generation.files import read_toml
from generation.rendering.presentation import Presentation
from generation.stimuli.design import (
    Correct,
    Design,
    Diversity,
    Interpolated,
    Matching,
    Misclassified,
    Quota,
    Real,
    Reserve,
    refused,
    unknown,
)

SCHEMA = "miburi.design/1"
TABLES: dict[str, type] = {
    "correct": Correct,
    "misclassified": Misclassified,
    "mean_latent": Quota,
    "bias_vector": Quota,
    "interpolated": Interpolated,
    "real": Real,
    "matching": Matching,
    "diversity": Diversity,
    "practice": Reserve,
    "attention": Reserve,
    "presentation": Presentation,
}
OWN = ("budget", "max_seconds", "spread", "title")  # keys outside of tables


def read_design(path: Path) -> Design:
    """MiburiError names file, table, key and value, and what is expected there."""
    data, text = read_toml(path, "no such design file; docs/designs has examples to start from")
    try:
        return design_of(data, str(path), text)
    except MiburiError as error:
        raise MiburiError(f"{path}: {error}") from None


def design_of(data: dict[str, Any], origin: str = "the design", text: str | None = None) -> Design:
    """The design of a parsed file. MiburiError names table, key and value."""
    data = dict(data)
    schema = data.pop("schema", None)
    if schema != SCHEMA:
        raise MiburiError(
            f"schema = {schema!r}: expected {SCHEMA!r}"
            if schema is not None
            else f'schema is missing; begin the file with schema = "{SCHEMA}"'
        )
    for name in data:
        if name not in (*TABLES, *OWN):
            raise MiburiError(f"key {unknown(name, (*TABLES, *OWN, 'schema'))}")
    values = {name: KINDS[name](name, value) for name, value in data.items() if name in OWN}
    tables = {name: _table(name, data[name]) for name in TABLES if name in data}
    return Design(**tables, **values, origin=origin, text=text)


def _table(name: str, values: Any) -> Any:
    if not isinstance(values, dict):
        raise MiburiError(f"{refused(name, values, 'a table')}; write [{name}] and its keys below")
    known = {each.name: each for each in fields(TABLES[name])}
    try:
        for key in values:
            if key not in known:
                raise MiburiError(f"key {unknown(key, known)}")
        for key, each in known.items():
            if key not in values and _required(each):
                raise MiburiError(f"{key} is missing; add it, as in docs/designs")
        return TABLES[name](**{key: KINDS[key](key, value) for key, value in values.items()})
    except MiburiError as error:
        raise MiburiError(f"[{name}] {error}") from None


def _required(each: Field[Any]) -> bool:
    return each.default is MISSING and each.default_factory is MISSING


def _whole(key: str, value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise refused(key, value, "a whole number")
    return value


def _number(key: str, value: Any) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise refused(key, value, "a number")
    return float(value)


def _truth(key: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise refused(key, value, "true or false")
    return value


def _text(key: str, value: Any) -> str:
    if not isinstance(value, str):
        raise refused(key, value, "text in quotes")
    return value


def _names(key: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise refused(key, value, 'a list of names, such as ["joy", "anger"]')
    return tuple(value)


def _limits(key: str, value: Any) -> tuple[float, float]:
    if not isinstance(value, list) or len(value) != 2:
        raise refused(key, value, "two numbers, such as [0.5, 1.0]")
    return _number(key, value[0]), _number(key, value[1])


# What a key holds is the same in all tables.
KINDS: dict[str, Callable[[str, Any], Any]] = {
    **dict.fromkeys(("per_label", "most_per_prediction", "steps", "clips", "pool", "budget", "size", "fps"), _whole),
    **dict.fromkeys(("largest_difference", "nearest", "max_seconds", "hold_first", "hold_last", "fade"), _number),
    **dict.fromkeys(("split", "way", "along", "lengths", "condition", "choose", "if_worse", "spread", "title"), _text),
    **dict.fromkeys(("display", "view", "projection", "background", "body_colour"), _text),
    **dict.fromkeys(("labels", "predicted", "intensities", "on", "conditions"), _names),
    **dict.fromkeys(("follow", "floor"), _truth),
    "confidence": _limits,
}
