"""What the rating page measured while a clip was presented, and how the answer came in: one typed record per answer.

`static/session/presentation.js` and `clip.js` measure it; docs/timing.md says how well.
"""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

import msgspec

from study.design.protocol import within

Format: TypeAlias = Literal["mp4", "webm"]
Clock: TypeAlias = Literal["frame", "playing"]
OnsetSource: TypeAlias = Literal["expected", "callback", "polled", "playing"]
Failure: TypeAlias = Literal["clip_failed", "decode_failed", "stalled", "refused", "hidden"]

DAY_MS = 24 * 3600 * 1000.0
LONGEST_FAILURES = 50

# Largest value per field; the smallest is 0, but for `LEAST`.
MOST: dict[str, float] = {
    "presented_frames": 1_000_000,
    "dropped_frames": 1_000_000,
    "decoder_dropped_frames": 1_000_000,
    "frame_ms": 10_000,
    "first_media_ms": DAY_MS,
    "still_ms": DAY_MS,
    "stalls": 1_000_000,
    "stall_ms": DAY_MS,
    "waits": 1_000_000,
    "hidden_ms": DAY_MS,
    "load_ms": DAY_MS,
    "clip_ms": DAY_MS,
    "end_ms": DAY_MS,
    "refresh_hz": 2_000,
    "viewport_width": 100_000,
    "viewport_height": 100_000,
    "pixel_ratio": 100,
    "held_ms": DAY_MS,
    "replays": 10_000,
    "attempt": 10_000,
}
LEAST = {"attempt": 1}


class Timing(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Times in milliseconds on the browser's performance clock; null: not known in that browser.

    ``presented_frames`` and ``dropped_frames`` count the clip's frames that reached the compositor or were skipped,
    until the answer or the clip's end; ``decoder_dropped_frames`` is what the browser itself calls dropped.
    ``onset_source``: the frame's expected display time; the time of the frame's callback; currentTime as polled once
    per refresh; the `playing` event. ``first_media_ms`` is the place in the clip of the frame that told the onset,
    ``still_ms`` how long the first frame stood uncovered before the onset, ``frame_ms`` the clip's frame
    interval as it was seen. ``stalls`` are gaps of over 100 ms beyond the frame interval, ``stall_ms`` their sum,
    ``waits`` the browser's own `waiting` events. ``hidden_ms``: the page was not visible, between the call to play
    and the answer. ``end_ms``: from onset to the clip's end. ``event_clock``: the answer's time is the press's own, or
    that of its handler where the press bears no time on this clock. ``held_ms``: from press to release.
    ``replays``: asked for by the rater; ``attempt`` counts from 1, with every failure of playback; ``replayed``:
    shown before on another load of the page. ``seen_to_end``: the last frame was shown before the answer.
    ``verified``: the clip's bytes were checked by SHA-256; false where the browser cannot hash (no HTTPS).
    """

    format: Format
    clip_ms: float
    stalls: int
    stall_ms: float
    hidden_ms: float
    input: Literal["key", "mouse", "touch", "pen"]
    replays: int
    attempt: int
    replayed: bool
    seen_to_end: bool
    presented_frames: int | None = None
    dropped_frames: int | None = None
    decoder_dropped_frames: int | None = None
    frame_ms: float | None = None
    onset_source: OnsetSource | None = None
    first_media_ms: float | None = None
    still_ms: float | None = None
    waits: int | None = None
    load_ms: float | None = None
    verified: bool | None = None
    end_ms: float | None = None
    refresh_hz: float | None = None
    viewport_width: int | None = None
    viewport_height: int | None = None
    pixel_ratio: float | None = None
    event_clock: Literal["event", "handler"] | None = None
    held_ms: float | None = None
    failures: tuple[Failure, ...] = ()

    def __post_init__(self) -> None:
        for name, most in MOST.items():
            if (value := getattr(self, name)) is not None:
                within(name, value, LEAST.get(name, 0), most)
        if len(self.failures) > LONGEST_FAILURES:
            raise ValueError(f"failures: {len(self.failures)}, at most {LONGEST_FAILURES}")

    def to_json(self) -> dict[str, Any]:
        """Plain values, with every field."""
        plain: dict[str, Any] = msgspec.to_builtins(self)
        return plain
