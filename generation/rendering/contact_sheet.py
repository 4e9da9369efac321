"""A stimulus set on one page, for the researcher: a row per label, a column per clip, one telling frame of each."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from generation.files import atomic_path
from generation.motion import Motion
from generation.rendering.encode import read_frame
from generation.skeleton import joint_positions
from generation.stimuli.manifest import CONDITIONS, Manifest, Stimulus, motion_path, video_path

CELL = 176  # pixels
LEFT, TOP, GAP = 116, 44, 4
INK, FAINT, PAPER = (40, 40, 40), (110, 110, 110), (246, 246, 246)


def telling_frame(motion: Motion) -> int:
    """The frame whose posture, apart from where the body stands, differs most from the clip's first posture."""
    joints = joint_positions(motion.poses, motion.trans)
    posture = joints - joints[:, :1]
    return int(np.linalg.norm(posture - posture[0], axis=2).sum(1).argmax())


def write_contact_sheet(folder: Path, manifest: Manifest, size: int) -> Path:
    """Write ``contact_sheet.png`` from the rendered videos of ``size`` pixels; returns its path."""
    columns = _columns(manifest)
    rows = len(manifest.labels)
    sheet = Image.new("RGB", (LEFT + len(columns) * (CELL + GAP), TOP + rows * (CELL + GAP)), PAPER)
    pen = ImageDraw.Draw(sheet)
    bold, small = ImageFont.load_default(15), ImageFont.load_default(11)
    for column, (condition, rank) in enumerate(columns):
        name = condition.replace("_", " ") + (f" {rank + 1}" if (condition, 1) in columns else "")
        pen.text((LEFT + column * (CELL + GAP) + 4, TOP - 24), name, INK, bold)
    cells = _cells(manifest)
    for row, label in enumerate(manifest.labels):
        y = TOP + row * (CELL + GAP)
        pen.text((10, y + CELL // 2 - 8), label.en, INK, bold)
        for column, key in enumerate(columns):
            x = LEFT + column * (CELL + GAP)
            stimulus = cells.get((label.name, *key))
            if stimulus is None:
                pen.text((x + CELL // 2, y + CELL // 2), "none", FAINT, small, anchor="mm")
                continue
            frame = telling_frame(Motion.load(motion_path(folder, stimulus)))
            picture = Image.fromarray(read_frame(video_path(folder, stimulus), frame, size))
            sheet.paste(picture.resize((CELL, CELL), Image.Resampling.LANCZOS), (x, y))
            pen.text((x + 5, y + 4), f"recognised as {stimulus.predicted}, {stimulus.duration:.1f} s", FAINT, small)
    path = folder / "contact_sheet.png"
    with atomic_path(path) as partial:
        sheet.save(partial)
    return path


def _cells(manifest: Manifest) -> dict[tuple[str, str, int], Stimulus]:
    """Stimuli by (label, condition, how many of the same came before)."""
    seen: dict[tuple[str, str], int] = defaultdict(int)
    cells = {}
    for stimulus in manifest.stimuli:
        key = (stimulus.label, stimulus.condition)
        cells[(*key, seen[key])] = stimulus
        seen[key] += 1
    return cells


def _columns(manifest: Manifest) -> list[tuple[str, int]]:
    used = {(condition, rank) for _, condition, rank in _cells(manifest)}
    return sorted(used, key=lambda column: (CONDITIONS.index(column[0]), column[1]))
