"""A figure of rendered poses: rows of strips with their names, all bodies in one scale."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import matplotlib
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from generation.motion import Motion
from generation.rendering.camera import FLESH, MARGIN, Camera, frame_clips
from generation.rendering.renderer import Renderer
from generation.rendering.strip import evenly
from generation.skeleton import REST_JOINTS, joint_positions

SHEET_SIZE = 240  # pixels of a sheet's cells from top to bottom, before their sides are cut
NAMES, HEAD, SUBHEAD, GAP = 236, 56, 30, 26  # pixels: the names' column, title and headings, between two groups
INK, FAINT, PAPER = (30, 30, 30), (105, 105, 105), (255, 255, 255)


@dataclass(frozen=True)
class SheetRow:
    """One row of a sheet: what stands before it, and one motion for each group of columns."""

    title: str
    note: str
    motions: tuple[Motion, ...]


def sheet(
    renderer: Renderer,
    title: str,
    groups: Sequence[str],
    rows: Sequence[SheetRow],
    count: int,
    done: Callable[[], None] = lambda: None,
) -> Image.Image:
    """A labelled figure: ``count`` poses of every motion, evenly spaced in time, all bodies in one scale.

    The poses of a strip stand side by side: where the body goes on the floor is not shown. ``done`` is called after
    every row.
    """
    posed = [[in_place(motion, count) for motion in row.motions] for row in rows]
    flat = [motion for row in posed for motion in row]
    cameras = (_on_pelvis(camera) for camera in frame_clips(flat))
    shown = [[(motion, next(cameras)) for motion in row] for row in posed]
    share = max(_width(motion, camera) for row in shown for motion, camera in row)
    cell = min(renderer.size, 2 * round(renderer.size * share / 2))
    width = count * cell + renderer.size - cell
    picture = _paper(title, groups, count, cell, len(rows), renderer.size)
    for number, (row, motions) in enumerate(zip(rows, shown, strict=True)):
        y = HEAD + SUBHEAD + number * renderer.size
        _name(picture, row, y, renderer.size)
        for group, (motion, camera) in enumerate(motions):
            poses = _side_by_side(list(renderer.frames(motion, camera)), cell)
            picture.paste(Image.fromarray(poses), (NAMES + group * (width + GAP), y))
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


def _width(motion: Motion, camera: Camera) -> float:
    """The share of the frame's width that the body needs."""
    across = joint_positions(motion.poses, motion.trans) @ camera.axes[0]
    return float((np.abs(across).max() + FLESH) * MARGIN / camera.half)


def _side_by_side(frames: Sequence[NDArray[np.uint8]], cell: int) -> NDArray[np.uint8]:
    """Square frames, one every ``cell`` pixels. Where they overlap the darker one is seen, so that a shadow falls on
    its neighbour's floor: (size, count * cell + size - cell, 3)."""
    size = len(frames[0])
    row = np.full((size, len(frames) * cell + size - cell, 3), 255, np.uint8)
    for column, frame in enumerate(frames):
        part = row[:, column * cell : column * cell + size]
        np.minimum(part, frame, out=part)
    return row


def _paper(title: str, groups: Sequence[str], count: int, cell: int, rows: int, size: int) -> Image.Image:
    """The sheet with its title, and above each group its name and the moments of its columns."""
    width = count * cell + size - cell
    across = NAMES + len(groups) * width + (len(groups) - 1) * GAP
    picture = Image.new("RGB", (across + GAP, HEAD + SUBHEAD + rows * size + GAP), PAPER)
    pen = ImageDraw.Draw(picture)
    pen.text((GAP, HEAD // 2), title, INK, _font(21, bold=True), anchor="lm")
    pen.text((GAP, HEAD + SUBHEAD / 2), "moment of the clip", FAINT, _font(13), anchor="lm")
    for group, name in enumerate(groups):
        left = NAMES + group * (width + GAP)
        if name:
            pen.text((left, HEAD // 2 if not title else HEAD - 8), name, INK, _font(17, bold=True), anchor="lm")
        for column in range(count):
            moment = f"{100 * column / max(count - 1, 1):.0f} %"
            pen.text((left + column * cell + size / 2, HEAD + SUBHEAD / 2), moment, FAINT, _font(13), anchor="mm")
    return picture


def _name(picture: Image.Image, row: SheetRow, y: int, size: int) -> None:
    pen = ImageDraw.Draw(picture)
    pen.text((GAP, y + size / 2 - 6), row.title, INK, _font(17, bold=True), anchor="ls")
    pen.multiline_text((GAP, y + size / 2 + 6), row.note, FAINT, _font(13), spacing=5)


def _font(size: int, bold: bool = False) -> ImageFont.FreeTypeFont:
    """The report's typeface, which comes with matplotlib."""
    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    return ImageFont.truetype(str(Path(matplotlib.get_data_path()) / "fonts" / "ttf" / name), size)
