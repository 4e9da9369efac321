"""Plain data into typed values, with what is wrong said in the words of the file: table, key, value, what is expected.

msgspec checks; its messages name the place as a path (`$.answers.order`) and never the value, and no near miss.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any, TypeVar

import msgspec
from msgspec import inspect

from generation.errors import MiburiError

T = TypeVar("T")

AT = re.compile(r"(?P<what>.*?)(?: - at `\$(?P<path>.*)`)?", re.DOTALL)
STEP = re.compile(r"\.(\w+)|\[(\d+)\]")
FIELD = re.compile(r"Object (?P<fault>contains unknown|missing required) field `(?P<name>.*)`", re.DOTALL)
OWN = ("Expected ", "Invalid ")  # how msgspec's own messages begin; others come from __post_init__
LONGEST = 60


def read_as(kind: type[T], data: Any) -> T:
    """``data`` as a ``kind``. MiburiError, in one line, for the first thing that is wrong."""
    try:
        return msgspec.convert(data, kind)
    except msgspec.ValidationError as error:
        raise MiburiError(_explained(str(error), data, inspect.type_info(kind))) from None


def unknown(name: str, known: Iterable[str]) -> str:
    """That ``name`` is none of the ``known``, with the one that may be meant, or else all of them."""
    known = list(known)
    near = get_close_matches(name, known, n=1)
    return f"{name!r} is unknown" + (f"; did you mean {near[0]!r}?" if near else f"; there are: {', '.join(known)}")


def shown(value: Any) -> str:
    """A value as a file would have it, cut short."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _explained(message: str, data: Any, kind: inspect.Type) -> str:
    found = AT.fullmatch(message)
    what, path = (found["what"], found["path"] or "") if found else (message, "")
    steps: list[str | int] = [name or int(index) for name, index in STEP.findall(path)]
    value, kind = _follow(data, kind, steps)
    if field := FIELD.fullmatch(what):
        if field["fault"].startswith("contains"):
            said = f"key {unknown(field['name'], _keys(kind))}"
        else:
            said = f"{field['name']} is missing: expected {_expected(_member(kind, field['name']))}"
        return _joined(_place(steps, data), said)
    if what.startswith(OWN):
        *table, key = steps or ["the definition"]
        said = f"{_key(key)} = {shown(value)}: expected {_expected(kind)}{_near(value, kind)}"
        return _joined(_place(table, data), said)
    return _joined(_place(steps, data), what)


def _follow(data: Any, kind: inspect.Type, steps: list[str | int]) -> tuple[Any, inspect.Type]:
    """Value and type at the end of the path."""
    for step in steps:
        data = data[step]
        kind = _member(kind, step)
    return data, kind


def _member(kind: inspect.Type, step: str | int) -> inspect.Type:
    kind = _without_none(kind)
    if isinstance(kind, inspect.StructType):
        return next((field.type for field in kind.fields if field.encode_name == step), inspect.AnyType())
    return kind.item_type if isinstance(kind, inspect.VarTupleType) else inspect.AnyType()


def _without_none(kind: inspect.Type) -> inspect.Type:
    if isinstance(kind, inspect.UnionType):
        return next(each for each in kind.types if not isinstance(each, inspect.NoneType))
    return kind


def _keys(kind: inspect.Type) -> list[str]:
    kind = _without_none(kind)
    return [field.encode_name for field in kind.fields] if isinstance(kind, inspect.StructType) else []


def _expected(kind: inspect.Type) -> str:
    kind = _without_none(kind)
    match kind:
        case inspect.LiteralType():
            return f"one of {', '.join(map(shown, kind.values))}"
        case inspect.StrType(pattern=str()):
            return "a name of small letters, digits and _ that begins with a letter, 40 characters at most"
        case inspect.StructType() if _keys(kind) == ["en", "ja"]:
            return 'words in all languages, such as { en = "Yes", ja = "はい" }'
    plain: dict[type[inspect.Type], str] = {
        inspect.IntType: "a whole number",
        inspect.FloatType: "a number",
        inspect.BoolType: "true or false",
        inspect.StrType: "text in quotes",
        inspect.StructType: "a table",
        inspect.DictType: "a table",
        inspect.VarTupleType: "a list of tables, each begun with its name in [[ ]]",
    }
    return plain.get(type(kind), "something else")


def _near(value: Any, kind: inspect.Type) -> str:
    """The option that may be meant."""
    kind = _without_none(kind)
    if not isinstance(kind, inspect.LiteralType) or not isinstance(value, str):
        return ""
    near = get_close_matches(value, [str(each) for each in kind.values], n=1)
    return f"; did you mean {shown(near[0])}?" if near else ""


def _place(steps: list[str | int], data: Any) -> str:
    """As in TOML: [recruiter.completed], [[questionnaire]] 2 (gender). Elements are counted from 1."""
    place, names = "", []
    for number, step in enumerate(steps):
        data = data[step]
        if isinstance(step, str):
            names.append(step)
            continue
        name = data.get("name") if isinstance(data, dict) else None
        place += f"[[{'.'.join(names)}]] {step + 1}{f' ({name})' if isinstance(name, str) else ''}"
        rest = steps[number + 1 :]
        names = names if any(isinstance(each, int) for each in rest) else []
        place += " " if rest else ""
    return place + (f"[{'.'.join(names)}]" if names else "")


def _key(step: str | int) -> str:
    return step if isinstance(step, str) else f"number {step + 1}"


def _joined(place: str, said: str) -> str:
    return f"{place} {said}" if place else said
