"""A figure of rendered poses: rows of strips with their names, all bodies in one scale."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from generation.motion import Motion
from generation.rendering.camera import FLESH, MARGIN, Camera, frame_clips
from generation.rendering.picture import Picture
from generation.rendering.presentation import PLAIN, Presentation
from generation.rendering.renderer import Renderer
from generation.rendering.strip import evenly
from generation.skeleton import REST_JOINTS, joint_positions

SHEET_SIZE = 240  # pixels of a sheet's cells from top to bottom, before their sides are cut
NAMES, HEAD, SUBHEAD, GAP = 256, 56, 30, 26  # pixels: the names' column, title and headings, between two groups
INK, FAINT = "#1e1e1e", "#696969"
PRINTED = 850  # pixels of strips: beside so many, text of unit 1 has 6 points when a figure is printed 18 cm wide
TEXT = 125  # of a row's height, at least, for each unit of the text before it
LINE = 17.5  # of a note, pixels
SOFT = 0.06  # of a frame's height: where a strip ends, its floor fades into the background over so much


@dataclass(frozen=True)
class SheetRow:
    """One row of a sheet: what stands before it, and one motion for each group of columns."""

    title: str
    note: str
    motions: tuple[Motion, ...]


@dataclass(frozen=True)
class _Layout:
    """Pixels. size: of a frame; cell: from one pose to the next; count: of poses; groups: of columns; unit: what the
    sizes of text and margins are multiplied with; head: of the line with title and groups."""

    size: int
    cell: int
    count: int
    groups: int
    head: int

    @property
    def unit(self) -> float:
        return max(1.0, min(self.size / TEXT, self.groups * self.strip / PRINTED))

    @property
    def strip(self) -> int:
        """Width of a strip."""
        return self.count * self.cell + self.size - self.cell

    def px(self, pixels: float) -> int:
        return round(pixels * self.unit)

    def left(self, group: int) -> int:
        return self.px(NAMES) + group * (self.strip + self.px(GAP))

    def top(self, row: int) -> int:
        return self.px(self.head + SUBHEAD) + row * self.size


def sheet(
    renderer: Renderer,
    title: str,
    groups: Sequence[str],
    rows: Sequence[SheetRow],
    count: int,
    done: Callable[[], None] = lambda: None,
    presentation: Presentation = PLAIN,
    room: float = 0.0,
) -> Picture:
    """A labelled figure: ``count`` poses of every motion, evenly spaced in time, all bodies in one scale.

    The poses of a strip stand side by side: where the body goes on the floor is not shown. ``presentation`` is the
    renderer's. ``done`` is called after every row. ``room``: metres that the body takes beyond an ordinary one.
    """
    posed = [[in_place(motion, count) for motion in row.motions] for row in rows]
    flat = [motion for row in posed for motion in row]
    cameras = map(_on_pelvis, frame_clips(flat, replace(presentation, follow=False), room))
    shown = [[(motion, next(cameras)) for motion in row] for row in posed]
    share = max(_width(motion, camera, room) for row in shown for motion, camera in row)
    cell = min(renderer.size, 2 * round(renderer.size * share / 2))
    layout = _Layout(renderer.size, cell, count, len(groups), HEAD if title or any(groups) else 0)
    picture = _headed(title, groups, layout, len(rows))
    for number, (row, motions) in enumerate(zip(rows, shown, strict=True)):
        _name(picture, row, layout, number)
        for group, (motion, camera) in enumerate(motions):
            poses = _side_by_side(list(renderer.frames(motion, camera)), layout.cell)
            picture.paste(poses, layout.left(group), layout.top(number))
        done()
    return picture


def in_place(motion: Motion, count: int) -> Motion:
    """``count`` frames, evenly spaced from first to last, the pelvis above the origin in all of them."""
    chosen = evenly(motion, count)
    trans = motion.trans[chosen].copy()
    trans[:, ::2] = -REST_JOINTS[0, ::2]
    return Motion(motion.poses[chosen], trans, motion.fps)


def _on_pelvis(camera: Camera) -> Camera:
    """The camera with the pelvis, which is above the origin, in the middle from left to right."""
    right = camera.axes[0]
    x, y, z = np.array(camera.centre) - (right @ camera.centre) * right
    return replace(camera, centre=(float(x), float(y), float(z)))


def _width(motion: Motion, camera: Camera, room: float) -> float:
    """The share of the frame's width that the body needs."""
    across = joint_positions(motion.poses, motion.trans) @ camera.axes[0]
    return float((np.abs(across).max() + FLESH + room) * MARGIN / camera.half)


def _side_by_side(frames: Sequence[NDArray[np.uint8]], cell: int) -> NDArray[np.uint8]:
    """Square frames, one every ``cell`` pixels: (size, count * cell + size - cell, 3). Where they overlap, what differs
    more from the ground is seen: on a light one the darker, so that a shadow falls on its neighbour's floor."""
    size, dark = len(frames[0]), frames[0][0, 0].mean() < 128
    row = np.full((size, len(frames) * cell + size - cell, 3), 0 if dark else 255, np.uint8)
    for column, frame in enumerate(frames):
        part = row[:, column * cell : column * cell + size]
        (np.maximum if dark else np.minimum)(part, frame, out=part)
    return _softened(row, frames[0][0, 0])


def _softened(row: NDArray[np.uint8], ground: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The strip without a line where its floor ends: below, left and right."""
    width = round(SOFT * len(row))
    rise = np.minimum((np.arange(max(row.shape[:2])) + 0.5) / width, 1)
    share = rise[: len(row)][::-1, None] * np.minimum(rise[: row.shape[1]], rise[: row.shape[1]][::-1])
    return np.asarray(ground + (row - ground.astype(float)) * share[..., None] + 0.5).astype(np.uint8)


def _headed(title: str, groups: Sequence[str], layout: _Layout, rows: int) -> Picture:
    """The sheet with its title, and above each group its name and the moments of its columns."""
    px = layout.px
    picture = Picture(layout.left(len(groups)), layout.top(rows) + px(GAP))
    picture.write(px(GAP), px(layout.head / 2), title, px(21), INK, bold=True)
    line = px(layout.head + SUBHEAD - 10)
    picture.write(px(GAP), line, "moment of the clip", px(13), FAINT, anchor="ls")
    for group, name in enumerate(groups):
        left = layout.left(group)
        if name:
            picture.write(left, px(HEAD - 8 if title else HEAD / 2), name, px(17), INK, bold=True)
        for column in range(layout.count):
            moment = f"{100 * column / max(layout.count - 1, 1):.0f} %"
            middle = left + column * layout.cell + layout.size / 2
            picture.write(middle, line, moment, px(13), FAINT, anchor="ms")
    return picture


def _name(picture: Picture, row: SheetRow, layout: _Layout, number: int) -> None:
    left, middle = layout.px(GAP), layout.top(number) + layout.size / 2
    lines = row.note.count("\n") + 1
    baseline = middle - layout.px(LINE * lines / 2 - 3)
    picture.write(left, baseline, row.title, layout.px(17), INK, bold=True, anchor="ls")
    picture.write(left, baseline + layout.px(12), row.note, layout.px(13), FAINT, anchor="lt")
