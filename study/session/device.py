"""The device check: what the rater's browser has shown, judged against what the study asks for.

The browser plays a small test clip (`static/session/device.js`) and posts what it saw; nothing is decided there.
"""

from __future__ import annotations

from typing import Any, Self

import msgspec

from study.design.protocol import Device, within
from study.session.timing import Clock, Failure, Format, OnsetSource

LEAST_FRAMES = 5  # of the test clip's 45: fewer is no film
PHONE_WIDTH = 600  # CSS pixels of the screen's shorter side
LONGEST_FACTS = 4096


class DeviceFacts(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the browser saw; sizes in CSS pixels, times in milliseconds. ``failure``: why the test clip was not shown.
    ``clock`` and the fields after it: of the test clip, as in `study.session.timing.Timing`."""

    viewport_width: int
    viewport_height: int
    screen_width: int
    screen_height: int
    pixel_ratio: float
    coarse_pointer: bool
    hidden: bool
    failure: Failure | None = None
    format: Format | None = None
    clock: Clock | None = None
    onset_source: OnsetSource | None = None
    presented_frames: int | None = None
    dropped_frames: int | None = None
    stalls: int | None = None
    stall_ms: float | None = None
    refresh_hz: float | None = None

    def __post_init__(self) -> None:
        for name in ("viewport_width", "viewport_height", "screen_width", "screen_height"):
            within(name, getattr(self, name), 1, 100_000)
        within("pixel_ratio", self.pixel_ratio, 0.01, 100)
        for name in ("presented_frames", "dropped_frames", "stalls", "stall_ms", "refresh_hz"):
            if (value := getattr(self, name)) is not None:
                within(name, value, 0, 1_000_000)

    @classmethod
    def of_post(cls, text: str) -> Self:
        """From the form's JSON; ValueError names the field."""
        if len(text) > LONGEST_FACTS:
            raise ValueError(f"facts: {len(text)} characters, at most {LONGEST_FACTS}")
        try:
            return msgspec.json.decode(text, type=cls)
        except msgspec.DecodeError as error:
            raise ValueError(f"facts: {error}") from None

    def to_json(self) -> dict[str, Any]:
        plain: dict[str, Any] = msgspec.to_builtins(self)
        return plain


def problems(facts: DeviceFacts, wanted: Device) -> list[str]:
    """What has to change before this device will do: names of words; empty if nothing has to."""
    found = []
    if facts.hidden or facts.failure == "hidden":
        found.append("device_hidden")
    elif facts.failure is not None or _frames_missing(facts):
        found.append("device_no_video")
    if facts.coarse_pointer and min(facts.screen_width, facts.screen_height) < PHONE_WIDTH and not wanted.phones:
        found.append("device_phone")
    elif facts.viewport_width < wanted.min_width or facts.viewport_height < wanted.min_height:
        found.append("device_small")
    return found


def _frames_missing(facts: DeviceFacts) -> bool:
    """True where the browser counts frames and hardly any came."""
    return facts.clock is None or (facts.presented_frames is not None and facts.presented_frames < LEAST_FRAMES)
