"""``study.toml``: what a study asks of its raters, and in which words, as a file. Schema ``miburi.study/1``.

Examples: docs/studies. Every key: docs/study.md.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import msgspec

from generation.errors import MiburiError
from generation.files import read_toml
from study.design.default_texts import DEFAULT_TEXTS
from study.design.exclusion import Exclusion
from study.design.placeholders import BRACES, LATER, PLACEHOLDERS
from study.design.protocol import SCHEMA, Protocol, within
from study.design.questions import LANGUAGES, Words
from study.design.reading import read_as, unknown

LONGEST_TITLE = 200
# A title stands at the head of the file.
TEXTS = tuple(name for name in DEFAULT_TEXTS if name != "title")


class StudyFile(Protocol, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A protocol with what is a study's own beside it. None: as the study has it, or by default for a new one."""

    schema: str
    title: Words | None = None
    default_language: Literal["en", "ja"] | None = None
    seed: int | None = None
    state: Literal["open", "closed"] | None = None
    exclude: Exclusion = Exclusion()
    texts: dict[str, Any] = {}

    def __post_init__(self) -> None:
        super().__post_init__()
        within("seed", self.seed or 0, 0, 2**63 - 1)
        for language in LANGUAGES if self.title else ():
            if self.title and len(self.title.in_(language)) > LONGEST_TITLE:
                raise ValueError(f"title: more than {LONGEST_TITLE} characters in {language!r}")


class Definition(msgspec.Struct, frozen=True, kw_only=True):
    """A file that was read. ``texts``: its own, by name; where it has none, raters read the default."""

    protocol: Protocol
    title: Words | None
    default_language: str | None
    seed: int | None
    state: str | None
    exclude: Exclusion
    texts: dict[str, Words]


def read_definition(path: Path) -> Definition:
    """MiburiError names file, table, key and value, and what is expected there."""
    data, _ = read_toml(path, "no such study definition; docs/studies has examples to start from")
    try:
        return definition_of(data)
    except MiburiError as error:
        raise MiburiError(f"{path}: {error}") from None


def definition_of(data: dict[str, Any]) -> Definition:
    """The definition in a parsed file. MiburiError names table, key and value."""
    if "schema" not in data:
        raise MiburiError(f'schema is missing; begin the file with schema = "{SCHEMA}"')
    if data["schema"] != SCHEMA:
        raise MiburiError(f"schema = {data['schema']!r}: expected {SCHEMA!r}")
    file = read_as(StudyFile, data)
    if file.title is not None:
        _refuse_unknown_braces("title", file.title)
    return Definition(
        protocol=Protocol(**{name: getattr(file, name) for name in Protocol.__struct_fields__}),
        title=file.title,
        default_language=file.default_language,
        seed=file.seed,
        state=file.state,
        exclude=file.exclude,
        texts={name: _text(name, words) for name, words in file.texts.items()},
    )


def _text(name: str, data: Any) -> Words:
    if name == "title":
        raise MiburiError('[texts.title] stands at the head of the file: title = { en = "...", ja = "..." }')
    if name not in TEXTS:
        raise MiburiError(f"[texts] {unknown(name, TEXTS)}")
    try:
        words = read_as(Words, data)
    except MiburiError as error:
        raise MiburiError(f"[texts.{name}] {error}") from None
    _refuse_unknown_braces(f"[texts.{name}]", words, LATER.get(name))
    return Words(en=words.en.strip(), ja=words.ja.strip())


def _refuse_unknown_braces(place: str, words: Words, needed: str | None = None) -> None:
    """``needed``: what must stand in braces, beside what may."""
    known = [*PLACEHOLDERS, *([needed] if needed else [])]
    for language in LANGUAGES:
        names = BRACES.findall(words.in_(language))
        for name in names:
            if name not in known:
                raise MiburiError(f"{place} {language}: in braces, {unknown(name, known)}")
        if needed and needed not in names:
            raise MiburiError(f"{place} {language}: {{{needed}}} is missing; it stands for the answer to give")
