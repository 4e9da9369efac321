"""The device check: what the rater's browser has shown, judged against what the study asks for.

The browser plays a small test clip (`static/session/device.js`) and posts what it saw; nothing is decided there.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal, Self

import msgspec
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from study.design.interface import words
from study.design.protocol import Device, within
from study.models import Session
from study.session.pages.page import own_text, render_step, to_its_page
from study.session.steps import end_session, pass_device

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
    failure: Literal["clip_failed", "decode_failed", "stalled", "refused", "hidden"] | None = None
    format: Literal["mp4", "webm"] | None = None
    clock: Literal["frame", "playing"] | None = None
    onset_source: Literal["expected", "callback", "polled", "playing"] | None = None
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


def device_page(request: HttpRequest, session: Session, at: datetime) -> HttpResponseBase:
    """GET shows the check; POST judges its facts and leads on, says what to change, or ends the session by the rater's
    own choice."""
    if request.method != "POST":
        return _page(request, session, [])
    if request.POST.get("leave") == "yes":
        end_session(session, Session.State.SCREENED_OUT, at)
        return to_its_page(session)
    say = words(session.language)
    try:
        facts = DeviceFacts.of_post(request.POST.get("facts", ""))
    except ValueError:
        response = _page(request, session, [say["device_unread"]])
        response.status_code = 400
        return response
    wanted = session.study.protocol.device
    if found := problems(facts, wanted):
        Session.objects.filter(pk=session.pk, state=Session.State.QUESTIONED).update(device=facts.to_json())
        sizes = {
            "size": _size(facts.viewport_width, facts.viewport_height),
            "min_size": _size(wanted.min_width, wanted.min_height),
        }
        return _page(request, session, [say[name].format(**sizes) for name in found])
    pass_device(session, facts.to_json(), at)
    return to_its_page(session)


def _page(request: HttpRequest, session: Session, told: list[str]) -> HttpResponse:
    """``told``: what has to change, in the rater's words."""
    return render_step(request, session, "device", text=own_text(session, "device"), missing=told)


def _size(width: int, height: int) -> str:
    """It does not break between its numbers."""
    return f"{width}\u00a0×\u00a0{height}"


def _frames_missing(facts: DeviceFacts) -> bool:
    """True where the browser counts frames and hardly any came."""
    return facts.clock is None or (facts.presented_frames is not None and facts.presented_frames < LEAST_FRAMES)
