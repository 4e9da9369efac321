"""How all clips of a set are shown: decided once per set, recorded in its manifest, the same for every rater."""

from __future__ import annotations

import math
import re
from dataclasses import asdict, dataclass
from typing import Any

from generation.errors import MiburiError

DISPLAYS = ("body", "points", "stick")
VIEWS = ("frontal", "three-quarter")
PROJECTIONS = ("orthographic", "perspective")
SMALLEST, LARGEST = 64, 2160  # pixels
FASTEST = 120  # frames per second
LONGEST_STILL = 10.0  # seconds
_COLOUR = re.compile(r"#[0-9a-f]{6}")


@dataclass(frozen=True)
class Presentation:
    """``display``: the body, a point-light display (Johansson 1973) or a stick figure.

    ``fps``: frames per second of the videos, by interpolation; None for the motion's own. ``follow``: the camera goes
    along with the body, else it stands still for a clip and sees all that the clip does. Colours are ``#rrggbb``.
    ``hold_first``, ``hold_last``: seconds for which the first and last frame stand still; ``fade``: seconds in which the
    picture comes out of the background and goes back into it, within the clip's own time and the holds.
    """

    display: str = "body"
    size: int = 512
    fps: int | None = None
    view: str = "frontal"
    projection: str = "orthographic"
    follow: bool = False
    background: str = "#cecece"
    body_colour: str = "#9c9c9c"
    floor: bool = True
    hold_first: float = 0.0
    hold_last: float = 0.0
    fade: float = 0.0

    def __post_init__(self) -> None:
        for name, known in (("display", DISPLAYS), ("view", VIEWS), ("projection", PROJECTIONS)):
            if getattr(self, name) not in known:
                raise MiburiError(f"{name} must be one of {', '.join(known)}, got {getattr(self, name)!r}")
        if self.size % 2 or not SMALLEST <= self.size <= LARGEST:
            raise MiburiError(f"size must be an even number of pixels from {SMALLEST} to {LARGEST}, got {self.size}")
        if self.fps is not None and not 1 <= self.fps <= FASTEST:
            raise MiburiError(f"fps must be from 1 to {FASTEST}, got {self.fps}")
        for name in ("background", "body_colour"):
            if not _COLOUR.fullmatch(getattr(self, name)):
                raise MiburiError(f"{name} must be a colour like #cecece, got {getattr(self, name)!r}")
        for name in ("hold_first", "hold_last", "fade"):
            if not (math.isfinite(getattr(self, name)) and 0 <= getattr(self, name) <= LONGEST_STILL):
                raise MiburiError(f"{name} must be from 0 to {LONGEST_STILL:g} seconds, got {getattr(self, name)}")

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


PLAIN = Presentation()


def rgb(colour: str) -> tuple[float, float, float]:
    """Display values 0 to 1 of ``#rrggbb``."""
    red, green, blue = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return red, green, blue
