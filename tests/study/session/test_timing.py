"""What the rating page measures: taken if it can be true, refused with the field's name if not."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from study.session.messages import AnswerBody
from study.session.timing import LEAST, MOST, Timing
from tests.study.rater import ANSWER, TIMING


def taken(timing: Any) -> Timing:
    """As a request brings it."""
    return msgspec.convert(ANSWER | {"timing": timing}, AnswerBody).timing


def test_what_a_browser_tells_is_kept_with_every_field() -> None:
    timing = taken(TIMING | {"refresh_hz": 59.9, "failures": ["stalled", "hidden"]})
    assert timing.to_json().keys() == set(Timing.__struct_fields__)
    assert taken(timing.to_json()) == timing


@pytest.mark.parametrize("name", sorted(MOST))
def test_a_value_out_of_range_is_refused_with_its_name(name: str) -> None:
    for value in (LEAST.get(name, 0) - 1, MOST[name] + 1):
        with pytest.raises(ValueError, match=rf"^{name} must lie between .* - at `\$\.timing`$"):
            taken(TIMING | {name: int(value)})


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"stall_ms": float("nan")}, r"^stall_ms must lie between .* - at `\$\.timing`$"),
        ({"clip_ms": float("inf")}, r"^clip_ms must lie between .* - at `\$\.timing`$"),
        ({"stalls": True}, r"Expected `int`, got `bool` - at `\$\.timing\.stalls`"),
        ({"clip_ms": None}, r"Expected `float`, got `null` - at `\$\.timing\.clip_ms`"),
        ({"input": "voice"}, r"Invalid enum value 'voice' - at `\$\.timing\.input`"),
        ({"failures": ["stalled", "bored"]}, r"Invalid enum value 'bored' - at `\$\.timing\.failures\[1\]`"),
        ({"failures": ["stalled"] * 51}, "failures: 51, at most 50"),
        ({"user_agent": "Mozilla"}, "unknown field `user_agent`"),
    ],
)
def test_what_cannot_be_true_is_refused_with_its_place(changes: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        taken(TIMING | changes)


@pytest.mark.parametrize("missing", sorted(TIMING))
def test_a_field_that_every_browser_can_tell_has_to_be_there(missing: str) -> None:
    with pytest.raises(ValueError, match=rf"Object missing required field `{missing}` - at `\$\.timing`"):
        taken({name: value for name, value in TIMING.items() if name != missing})


def test_timing_that_is_no_object_is_refused() -> None:
    with pytest.raises(ValueError, match=r"Expected `object`, got `array` - at `\$\.timing`"):
        taken([])
