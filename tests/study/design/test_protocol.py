"""The protocol as a value: there and back through JSON and TOML, one hash for one meaning, ways to end."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings

from generation.errors import MiburiError
from study.design.definition import definition_of
from study.design.protocol import SCHEMA, Protocol
from tests.study.design.strategies import protocols


def without_nulls(value: Any) -> Any:
    """TOML has no null: a key without a value is left out."""
    if isinstance(value, dict):
        return {key: without_nulls(each) for key, each in value.items() if each is not None}
    return [without_nulls(each) for each in value] if isinstance(value, list) else value


@settings(max_examples=60)
@given(protocols)
def test_any_protocol_comes_back_from_json_the_same(protocol: Protocol) -> None:
    stored = json.loads(json.dumps(protocol.to_json()))
    assert Protocol.of_json(stored) == protocol
    assert Protocol.of_json(stored).sha256 == protocol.sha256


@settings(max_examples=60)
@given(protocols)
def test_any_protocol_can_be_written_as_toml(protocol: Protocol) -> None:
    tables = {"schema": SCHEMA, **without_nulls(protocol.to_json())}
    assert definition_of(tables).protocol == protocol


def test_a_default_that_is_written_out_does_not_change_the_hash() -> None:
    assert Protocol.of_json({"answers": {"order": "fixed"}}).sha256 == Protocol().sha256
    assert Protocol.of_json({"answers": {"order": "per_rater"}}).sha256 != Protocol().sha256


def test_a_session_can_only_end_as_the_study_provides() -> None:
    age = {"name": "age", "kind": "number", "text": {"en": "Age", "ja": "年齢"}, "required": True, "screen_below": 18}
    assert Protocol().outcomes == ("completed", "timed_out")
    assert Protocol.of_json({"questionnaire": [age]}).outcomes == ("completed", "screened_out", "timed_out")
    assert "failed_checks" in Protocol.of_json({"attention": {"allowed_failures": 1}}).outcomes


def test_a_stored_definition_that_does_not_hold_is_named() -> None:
    with pytest.raises(
        MiburiError, match=r"^study definition: \[answers\] key 'oder' is unknown; did you mean 'order'"
    ):
        Protocol.of_json({"answers": {"oder": "fixed"}})
