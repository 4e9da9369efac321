"""What the rating page measures: taken if it can be true, refused with the field's name if not."""

from __future__ import annotations

from typing import Any

import pytest

from study.session.timing import LEAST, MOST, Timing
from tests.study.rater import TIMING


def test_what_a_browser_tells_is_kept_with_every_field() -> None:
    timing = Timing.of_json(TIMING | {"refresh_hz": 59.9, "failures": ["stalled", "hidden"]})
    assert timing.to_json().keys() == set(Timing.__struct_fields__)
    assert Timing.of_json(timing.to_json()) == timing


@pytest.mark.parametrize("name", sorted(MOST))
def test_a_value_out_of_range_is_refused_with_its_name(name: str) -> None:
    for value in (LEAST.get(name, 0) - 1, MOST[name] + 1):
        with pytest.raises(ValueError, match=f"timing: {name} must lie between"):
            Timing.of_json(TIMING | {name: int(value)})


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"stall_ms": float("nan")}, "timing: stall_ms must lie between"),
        ({"clip_ms": float("inf")}, "timing: clip_ms must lie between"),
        ({"stalls": True}, "timing.stalls: Expected `int`"),
        ({"clip_ms": None}, "timing.clip_ms: Expected `float`"),
        ({"input": "voice"}, "timing.input: Invalid enum value 'voice'"),
        ({"failures": ["stalled", "bored"]}, r"timing.failures\[1\]: Invalid enum value 'bored'"),
        ({"failures": ["stalled"] * 51}, "failures: 51, at most 50"),
        ({"user_agent": "Mozilla"}, "unknown field `user_agent`"),
    ],
)
def test_what_cannot_be_true_is_refused_with_its_place(changes: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        Timing.of_json(TIMING | changes)


@pytest.mark.parametrize("missing", sorted(TIMING))
def test_a_field_that_every_browser_can_tell_has_to_be_there(missing: str) -> None:
    with pytest.raises(ValueError, match=f"timing: Object missing required field `{missing}`"):
        Timing.of_json({name: value for name, value in TIMING.items() if name != missing})


def test_timing_that_is_no_object_is_refused() -> None:
    with pytest.raises(ValueError, match="timing: Expected `object`, got `array`"):
        Timing.of_json([])
