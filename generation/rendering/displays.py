"""Bodies without a body: point-light display and stick figure, as the field has used them since Johansson (1973).

Lights sit where Vanrie and Verfaillie (2004, "Perception of biological motion: A stimulus set of human point-light
actions") have them: 13, on the head and both shoulders, elbows, wrists, hips, knees and ankles. Nothing hides anything:
a light shines through the body, as it does in their set and in Johansson's films of the walker seen from the front.
Lights and lines are as thick near as far, since thickness would be a cue to depth of our own making.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from generation.motion import Motion
from generation.rendering.camera import Camera, View
from generation.rendering.presentation import Presentation, rgb
from generation.skeleton import INDEX, joint_transforms

Image = NDArray[np.uint8]
Array = NDArray[np.float64]

LIGHT = 0.0105  # radius of a light, share of the frame's size
LINE = 0.0068  # half a line's thickness, share of the frame's size
SKULL = 0.105  # metres, radius of a stick figure's head
HEAD = len(INDEX)  # a 25th point: the middle of the head
HEAD_PLACE = np.array([0.0, 0.035, 0.0])  # from the head's joint, metres, in its axes
BOTH = ("left", "right")
LIT = (HEAD, *(INDEX[f"{s}_{j}"] for s in BOTH for j in ("shoulder", "elbow", "wrist", "hip", "knee", "ankle")))
CHAINS = (
    ("pelvis", "spine1", "spine2", "spine3", "neck", "head"),
    ("left_shoulder", "left_collar", "right_collar", "right_shoulder"),
    *((f"{side}_shoulder", f"{side}_elbow", f"{side}_wrist", f"{side}_hand") for side in BOTH),
    *(("pelvis", f"{side}_hip", f"{side}_knee", f"{side}_ankle", f"{side}_foot") for side in BOTH),
)
LINES = tuple((INDEX[start], INDEX[end]) for chain in CHAINS for start, end in zip(chain, chain[1:], strict=False))


@dataclass(frozen=True)
class Mark:
    """All points within ``radius`` of the line from ``start`` to ``end``; a light's line is a point. Pixels, (x, y)
    from the frame's upper left corner."""

    start: Array
    end: Array
    radius: float


class MarkRenderer:
    """Draws a motion's joints as lights or lines of one colour."""

    def __init__(self, presentation: Presentation) -> None:
        self.size = presentation.size
        self._marks = _lights if presentation.display == "points" else _sticks
        ground, ink = (np.array(rgb(colour)) for colour in (presentation.background, presentation.body_colour))
        share = np.linspace(0, 1, 256)[:, None]
        self._colours = np.rint(255 * (ground + share * (ink - ground))).astype(np.uint8)

    def frames(self, motion: Motion, camera: Camera, only: Iterable[int] | None = None) -> Iterator[Image]:
        """Frames of a clip, (size, size, 3) each; ``only`` picks frame numbers, else all in order."""
        rotations, joints = joint_transforms(motion.poses, motion.trans)
        heads = joints[:, INDEX["head"]] + rotations[:, INDEX["head"]] @ HEAD_PLACE
        points = np.concatenate([joints, heads[:, None]], 1)
        for frame in range(len(motion)) if only is None else only:
            covered = np.zeros((self.size, self.size), np.uint8)
            for mark in self._marks(points[frame], camera.view(frame), self.size):
                _cover(covered, mark)
            yield np.take(self._colours, covered, axis=0)

    def close(self) -> None:
        """Nothing is held open."""


def open_display(presentation: Presentation) -> MarkRenderer:
    """What draws a presentation whose display is ``points`` or ``stick``."""
    return MarkRenderer(presentation)


def _lights(points: Array, view: View, size: int) -> list[Mark]:
    places = _places(points, view, size)
    return [Mark(places[light], places[light], LIGHT * size) for light in LIT]


def _sticks(points: Array, view: View, size: int) -> list[Mark]:
    places = _places(points, view, size)
    lines = [Mark(places[start], places[end], LINE * size) for start, end in LINES]
    skull = SKULL * size / 2 / view.half / (1 - float(view.seen(points[HEAD])[2]) / view.distance)
    return [*lines, Mark(places[HEAD], places[HEAD], skull)]


def _places(points: Array, view: View, size: int) -> Array:
    """(25, 3) metres -> (25, 2) pixels."""
    return (view.seen(points)[:, :2] * [1, -1] + 1) * (size / 2)


def _cover(covered: Image, mark: Mark) -> None:
    """Raise ``covered`` (size, size), 0 to 255, to the share of each pixel that the mark covers: its edge falls off
    over one pixel, which is what averaging ever more samples per pixel comes to."""
    size = len(covered)
    low = np.clip(np.floor(np.minimum(mark.start, mark.end) - mark.radius - 1), 0, size).astype(int)
    high = np.clip(np.ceil(np.maximum(mark.start, mark.end) + mark.radius + 1), 0, size).astype(int)
    x = np.arange(low[0], high[0]) + 0.5 - mark.start[0]
    y = np.arange(low[1], high[1])[:, None] + 0.5 - mark.start[1]
    along = mark.end - mark.start
    length = max(float(along @ along), 1e-12)
    nearest = np.clip((x * along[0] + y * along[1]) / length, 0, 1)
    away = np.hypot(x - nearest * along[0], y - nearest * along[1])
    share = np.clip(mark.radius + 0.5 - away, 0, 1)
    part = covered[low[1] : high[1], low[0] : high[0]]
    np.maximum(part, np.rint(255 * share).astype(np.uint8), out=part)
