"""Values that the database keeps as JSON, with one hash for one meaning."""

from __future__ import annotations

import hashlib
from typing import Any, ClassVar, Self

import msgspec

from generation.errors import MiburiError
from generation.files import json_bytes
from study.design.reading import read_as


class Kept(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``CALLED``: what it is called where it cannot be read."""

    CALLED: ClassVar[str]

    @classmethod
    def of_json(cls, data: dict[str, Any]) -> Self:
        """MiburiError names the place and what was expected there."""
        try:
            return read_as(cls, data)
        except MiburiError as error:
            raise MiburiError(f"{cls.CALLED}: {error}") from None

    def to_json(self) -> dict[str, Any]:
        """Plain values, with every default written out; numbers as they are read again: 18 as 18.0 where it may be
        broken."""
        plain: dict[str, Any] = msgspec.to_builtins(msgspec.convert(msgspec.to_builtins(self), type(self)))
        return plain

    @property
    def sha256(self) -> str:
        return hashlib.sha256(json_bytes(self.to_json())).hexdigest()
