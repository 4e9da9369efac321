"""How all clips of a set are shown: decided once per set, recorded in its manifest, the same for every rater."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from difflib import get_close_matches
from typing import Any

from generation.errors import MiburiError

DISPLAYS = ("body", "points", "stick")
VIEWS = ("frontal", "three-quarter")
PROJECTIONS = ("orthographic", "perspective")
SMALLEST, LARGEST = 64, 2160  # pixels
FASTEST = 120  # frames per second
LONGEST_STILL = 10.0  # seconds
GREY = {"background": "#cecece", "body_colour": "#9c9c9c"}
WHITE_ON_BLACK = {"background": "#000000", "body_colour": "#ffffff"}
_COLOUR = re.compile(r"#[0-9a-f]{6}")


def _expect(fits: object, name: str, value: object, expected: str) -> None:
    if not fits:
        raise MiburiError(f"{name} must be {expected}, got {value!r}")


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: object) -> bool:
    return _is_whole(value) or isinstance(value, float)


@dataclass(frozen=True)
class Presentation:
    """``display``: the body, a point-light display (Johansson 1973) or a stick figure.

    ``fps``: frames per second of the videos, by interpolation; None for the motion's own. ``follow``: the camera goes
    along with the body, else it stands still for a clip and sees all that the clip does. ``hold_first``,
    ``hold_last``: seconds for which the first and last frame stand still; ``fade``: seconds in which the picture comes
    out of the background and goes back into it, within the clip's own time and the holds.

    Colours are ``#rrggbb``; ``body_colour`` is that of points and lines too. A colour or a floor that is not given is
    the display's own from here on, so that what is recorded is what is seen: a grey body on a grey floor; points and
    lines white on black, without a floor. MiburiError names the option, its value and what is expected.
    """

    display: str = "body"
    size: int = 512
    fps: int | None = None
    view: str = "frontal"
    projection: str = "orthographic"
    follow: bool = False
    background: str = ""
    body_colour: str = ""
    floor: bool | None = None
    hold_first: float = 0.0
    hold_last: float = 0.0
    fade: float = 0.0

    def __post_init__(self) -> None:
        for name, known in (("display", DISPLAYS), ("view", VIEWS), ("projection", PROJECTIONS)):
            _expect(getattr(self, name) in known, name, getattr(self, name), f"one of {', '.join(known)}")
        self._settle()
        self._check_picture()
        for name in ("hold_first", "hold_last", "fade"):
            seconds = getattr(self, name)
            fits = _is_number(seconds) and math.isfinite(seconds) and 0 <= seconds <= LONGEST_STILL
            _expect(fits, name, seconds, f"from 0 to {LONGEST_STILL:g} seconds")

    def _settle(self) -> None:
        """Options that were not given become the display's own."""
        own = GREY if self.display == "body" else WHITE_ON_BLACK
        for name, value in {**own, "floor": self.display == "body"}.items():
            given = getattr(self, name)
            settled = value if given in ("", None) else given.lower() if isinstance(given, str) else given
            object.__setattr__(self, name, settled)

    def _check_picture(self) -> None:
        size, fps = self.size, self.fps
        even = _is_whole(size) and size % 2 == 0 and SMALLEST <= size <= LARGEST
        _expect(even, "size", size, f"an even number of pixels from {SMALLEST} to {LARGEST}")
        _expect(fps is None or (_is_whole(fps) and 1 <= fps <= FASTEST), "fps", fps, f"a whole number 1 to {FASTEST}")
        for name in ("background", "body_colour"):
            colour = getattr(self, name)
            _expect(isinstance(colour, str) and _COLOUR.fullmatch(colour), name, colour, "a colour like #cecece")
        different = self.background != self.body_colour or self.display == "body"
        _expect(different, "body_colour", self.body_colour, f"another colour than the background, for {self.display}")
        for name in ("follow", "floor"):
            _expect(isinstance(getattr(self, name), bool), name, getattr(self, name), "true or false")
        _expect(not self.floor or self.display == "body", "floor", True, f"false for {self.display}, which has none")

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, table: Mapping[str, Any]) -> Presentation:
        """What ``to_json`` wrote, or a table ``[presentation]`` of a design, in which any option may be left out."""
        known = [field.name for field in fields(cls)]
        for name in table:
            if name not in known:
                near = get_close_matches(name, known, 1)
                meant = f"did you mean {near[0]}?" if near else f"known are {', '.join(known)}"
                raise MiburiError(f"presentation: unknown option {name!r}; {meant}")
        return cls(**table)


PLAIN = Presentation()


def rgb(colour: str) -> tuple[float, float, float]:
    """Display values 0 to 1 of ``#rrggbb``."""
    red, green, blue = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return red, green, blue
