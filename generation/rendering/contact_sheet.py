"""A stimulus set on one page, for the researcher: a row per label, a column per clip, one telling frame of each."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont, UnidentifiedImageError
from PIL.PngImagePlugin import PngInfo

from generation.files import atomic_path
from generation.motion import Motion
from generation.progress import progress_bar
from generation.rendering.encode import read_frame
from generation.rendering.motions import presented, read_motion
from generation.rendering.presentation import Presentation
from generation.rendering.timing import Timing
from generation.skeleton import joint_positions
from generation.stimuli.manifest import CONDITIONS, ROLES, TRIAL, Manifest, Stimulus, video_path

CONTACT_SHEET = "contact_sheet.png"
SHOWS = "manifest_sha256"  # a text in the file: which set it shows
MOST = 8  # clips of a label and group that are shown; `preview.html` has all
CELL = 176  # pixels
LEFT, TOP, GAP = 116, 44, 4
INK, FAINT, PAPER = (40, 40, 40), (110, 110, 110), (246, 246, 246)
Groups = dict[str, dict[str, list[Stimulus]]]
"""Group of columns to label to clips."""


def telling_frame(motion: Motion) -> int:
    """The frame whose posture, apart from where the body stands, differs most from the clip's first posture."""
    joints = joint_positions(motion.poses, motion.trans)
    posture = joints - joints[:, :1]
    return int(np.linalg.norm(posture - posture[0], axis=2).sum(1).argmax())


def write_contact_sheet(folder: Path, manifest: Manifest, manifest_sha256: str) -> None:
    """Write ``contact_sheet.png`` from the rendered videos. It says in itself which manifest it shows."""
    assert manifest.rendering is not None
    presentation = Presentation.from_json(manifest.rendering["presentation"])
    groups = grouped(manifest)
    shown = sum(len(clips[:MOST]) for group in groups.values() for clips in group.values())
    sheet, places = _paper(manifest, groups)
    pen, small = ImageDraw.Draw(sheet), ImageFont.load_default(11)
    with progress_bar("clips") as bar:
        task = bar.add_task("contact sheet", total=shown, note="")
        for (group, label, rank), (x, y) in places.items():
            clips = groups[group].get(label, [])
            if rank >= len(clips):
                pen.text((x + CELL // 2, y + CELL // 2), "" if rank else "none", FAINT, small, anchor="mm")
                continue
            picture = _picture(folder, clips[rank], presentation)
            sheet.paste(picture.resize((CELL, CELL), Image.Resampling.LANCZOS), (x, y))
            pen.text((x + 5, y + 4), _caption(clips[rank]), _ink_on(presentation), small)
            bar.advance(task)
    about = PngInfo()
    about.add_text(SHOWS, manifest_sha256)
    with atomic_path(folder / CONTACT_SHEET) as partial:
        sheet.save(partial, pnginfo=about)


def shows(path: Path, manifest_sha256: str) -> bool:
    """Whether an undamaged contact sheet of the set with this manifest is at ``path``."""
    try:
        with Image.open(path) as picture:
            picture.load()  # all of it: each part of a PNG has a checksum
            return picture.info.get(SHOWS) == manifest_sha256
    except (OSError, SyntaxError, UnidentifiedImageError):
        return False


def grouped(manifest: Manifest) -> Groups:
    """The set's clips as columns show them: trials by condition, then practice and attention checks; within a cell by
    place and weight, then in the manifest's order."""
    names = [*CONDITIONS, *(role for role in ROLES if role != TRIAL)]
    groups: Groups = {name: defaultdict(list) for name in names}
    for stimulus in sorted(manifest.stimuli, key=lambda each: (each.place or 0, each.weight or 0.0)):
        groups[stimulus.condition if stimulus.role == TRIAL else stimulus.role][stimulus.label].append(stimulus)
    return {name: dict(group) for name, group in groups.items() if group}


def _paper(manifest: Manifest, groups: Groups) -> tuple[Image.Image, dict[tuple[str, str, int], tuple[int, int]]]:
    """The sheet with its heads, and where each (group, label, rank) has its upper left corner."""
    columns = [
        (name, rank) for name, group in groups.items() for rank in range(min(MOST, max(map(len, group.values()))))
    ]
    labels = [label for label in manifest.labels if any(label.name in group for group in groups.values())]
    step = CELL + GAP
    sheet = Image.new("RGB", (LEFT + len(columns) * step, TOP + len(labels) * step), PAPER)
    pen, bold = ImageDraw.Draw(sheet), ImageFont.load_default(15)
    for column, (name, rank) in enumerate(columns):
        pen.text((LEFT + column * step + 4, TOP - 24), _head(name, rank, groups[name]), INK, bold)
    for row, label in enumerate(labels):
        pen.text((10, TOP + row * step + CELL // 2 - 8), label.en, INK, bold)
    places = {
        (name, label.name, rank): (LEFT + column * step, TOP + row * step)
        for row, label in enumerate(labels)
        for column, (name, rank) in enumerate(columns)
    }
    return sheet, places


def _head(name: str, rank: int, group: dict[str, list[Stimulus]]) -> str:
    most = max(map(len, group.values()))
    number = "" if most == 1 else f" {rank + 1}"
    return name.replace("_", " ") + number + (f" of {most:,}" if most > MOST and rank == MOST - 1 else "")


def _caption(stimulus: Stimulus) -> str:
    weight = "" if stimulus.weight is None else f", w {stimulus.weight:.2f}"
    return f"recognised as {stimulus.predicted}, {stimulus.duration:.1f} s{weight}"


def _ink_on(presentation: Presentation) -> tuple[int, int, int]:
    dark = int(presentation.background[3:5], 16) < 128  # green weighs most
    return (170, 170, 170) if dark else FAINT


def _picture(folder: Path, stimulus: Stimulus, presentation: Presentation) -> Image.Image:
    motion = presented(read_motion(folder, stimulus), presentation)
    timing = Timing.of(presentation, motion.fps)
    last = timing.frames(len(motion)) - 1
    frame = min(max(timing.first + telling_frame(motion), timing.fade), last - timing.fade)
    return Image.fromarray(read_frame(video_path(folder, stimulus), frame, presentation.size))
