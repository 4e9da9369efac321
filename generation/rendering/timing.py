"""A clip's pictures in time: the first and last frame held, the whole faded in and out; exact in frames."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from generation.errors import MiburiError
from generation.rendering.presentation import Presentation, rgb

Image = NDArray[np.uint8]


@dataclass(frozen=True)
class Timing:
    """``first``, ``last``: frames that the first and last frame are shown for longer; ``fade``: frames that the
    picture takes to come, and to go; all at ``fps``."""

    first: int
    last: int
    fade: int
    fps: int

    @classmethod
    def of(cls, presentation: Presentation, fps: int) -> Timing:
        """The presentation's seconds in whole frames of a video with ``fps``, to the nearest."""
        seconds = (presentation.hold_first, presentation.hold_last, presentation.fade)
        first, last, fade = (int(second * fps + 0.5) for second in seconds)
        return cls(first, last, fade, fps)

    def frames(self, shown: int) -> int:
        """Frames of the video of a clip of ``shown`` frames. MiburiError when it is too short to fade in and out."""
        frames = self.first + shown + self.last
        if self.fade and 2 * self.fade >= frames:
            raise MiburiError(
                f"fade must be less than half of the shortest clip with its holds, {frames / self.fps / 2:g} seconds, "
                f"got {self.fade / self.fps:g}"
            )
        return frames

    def timed(self, images: Iterable[Image], shown: int, background: str) -> Iterator[Image]:
        """The video's frames from the ``shown`` images of a clip, each (size, size, 3)."""
        frames = self.frames(shown)
        ground = np.array(rgb(background)) * 255
        for frame, image in enumerate(self._held(images, shown)):
            presence = self.presence(frame, frames)
            yield image if presence == 1 else _faded(image, ground, presence)

    def presence(self, frame: int, frames: int) -> float:
        """How much of the picture there is in a frame: 0 in the first and last one of a video that fades, 1 from the
        frame on that comes ``fade`` frames later. Linear in display values."""
        if not self.fade:
            return 1.0
        return min(1.0, frame / self.fade, (frames - 1 - frame) / self.fade)

    def _held(self, images: Iterable[Image], shown: int) -> Iterator[Image]:
        for number, image in enumerate(images):
            held = (number == 0) * self.first + (number == shown - 1) * self.last
            for _ in range(1 + held):
                yield image


def _faded(image: Image, ground: NDArray[np.float64], presence: float) -> Image:
    faded: Image = np.rint(presence * image + (1 - presence) * ground).astype(np.uint8)
    return faded
