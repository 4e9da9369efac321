"""What passes between the rating page and the server, as typed structs: docs/openapi.json is made from them.

Nothing here tells condition or intended emotion, but for the `Feedback` on the set's own practice clips.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

import msgspec
from msgspec import UNSET, Meta, UnsetType

from study.session.timing import Clock, Failure, Timing

LONGEST_MS = 24 * 3600 * 1000
LONGEST_TEXT = 2000

Milliseconds: TypeAlias = Annotated[float, Meta(ge=-LONGEST_MS, le=LONGEST_MS)]


class AnswerBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An answer. ``rt_ms`` runs from the first frame that was shown, ``rt_from_end_ms`` from the clip's end.

    ``ratings``: by name of the study's second questions: scale, 1 to its points; slider, 0 to 1; affect_grid,
    [valence, arousal], each -1 to 1; text, at most 2000 characters; null: an optional question left open.
    """

    chosen: str
    rt_ms: Annotated[float, Meta(ge=0, le=LONGEST_MS)]
    rt_from_end_ms: Milliseconds
    clock: Clock
    timing: Timing
    ratings: dict[str, Any] = {}


class EventBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something that happened to a trial's clip. ``page``: a random name of this load of the rating page."""

    kind: Literal["shown", Failure]
    page: Annotated[str, Meta(min_length=1, max_length=40)]
    detail: Annotated[str, Meta(max_length=200)] = ""


class Block(msgspec.Struct, frozen=True, kw_only=True):
    """``first``: a break comes before this trial, of at least ``rest_seconds``."""

    number: Annotated[int, Meta(ge=1)]
    of: Annotated[int, Meta(ge=1)]
    first: bool
    rest_seconds: Annotated[int, Meta(ge=0)]


class Webm(msgspec.Struct, frozen=True, kw_only=True):
    """The clip for players without H.264."""

    video: str
    sha256: str


class OpenTrial(msgspec.Struct, frozen=True, kw_only=True):
    """One trial that is still to be answered. ``number`` counts from 1 among practice or all other trials.

    ``instructed``: the answer that the rater is told to give. ``feedback``: the acknowledgement will bring some, so
    wait for it. ``replayed``: the clip was shown before. ``seconds``: length of the clip.
    """

    key: str
    practice: bool
    number: Annotated[int, Meta(ge=1)]
    of: Annotated[int, Meta(ge=1)]
    block: Block
    instructed: str | None
    feedback: bool
    replayed: bool
    seconds: Annotated[float, Meta(gt=0)]
    video: str
    sha256: str
    response: str
    events: str
    webm: Webm | UnsetType = UNSET


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """Of all trials of the session, practice and attention checks included."""

    answered: Annotated[int, Meta(ge=0)]
    of: Annotated[int, Meta(ge=0)]


class Window(msgspec.Struct, frozen=True, kw_only=True):
    """The next trials in their order, at most four; only the first can be answered. ``page``: where to go when there
    is none, else null."""

    trials: list[OpenTrial]
    progress: Progress
    page: str | None


class Feedback(msgspec.Struct, frozen=True, kw_only=True):
    correct: bool
    intended: str


class Recorded(Window, frozen=True, kw_only=True):
    """The answer is on the disk; and the window after it."""

    feedback: Feedback | None
    recorded: Literal[True] = True


class Noted(msgspec.Struct, frozen=True, kw_only=True):
    """The event is on the disk."""

    recorded: Literal[True] = True


class Refused(msgspec.Struct, frozen=True, kw_only=True):
    """One line: which field, or why not."""

    error: str


class Conflict(Window, frozen=True, kw_only=True):
    """Another answer is there already, or it is not this trial's turn; and the window as it stands."""

    error: str


class Over(msgspec.Struct, frozen=True, kw_only=True):
    """The session is over; ``page`` says so to the rater."""

    error: str
    page: str
