"""Small stimulus sets, and the command that renders them: stick figures, which need neither a mesh nor OpenGL."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from generation.__main__ import main
from generation.files import sha256_of
from generation.labels import LabelSet
from generation.motion import Motion
from generation.skeleton import INDEX, SOLE_Y
from generation.stimuli.manifest import Manifest, Stimulus, motion_path, write_manifest

LABELS = LabelSet.of_names(["joy", "sadness"])
SMALL = ("--display", "stick", "--size", "64")
PAGES = ("contact_sheet.png", "preview.html")


def standing(frames: int = 4, turn: float = 0.0, reach: float = 0.0) -> Motion:
    """Arms down, facing ``turn`` radians about the vertical; the right arm rises by ``reach`` radians over the clip."""
    poses = np.zeros((frames, 24, 3), np.float32)
    poses[:, 0, 1] = turn
    poses[:, INDEX["left_shoulder"], 2] = -1.25
    poses[:, INDEX["right_shoulder"], 2] = 1.25 - np.linspace(0, reach, frames)
    return Motion(poses, np.tile(np.array([0, -SOLE_Y, 0], np.float32), (frames, 1)))


def make_set(folder: Path, clips: int = 3, frames: int = 4) -> Path:
    """``clips`` clips of ``frames`` frames and more, of two labels, correct and misclassified in turn."""
    stimuli = []
    for number in range(clips):
        motion = standing(frames + number, reach=0.4 * number)
        correct = number % 2 == 0
        stimulus = Stimulus(
            id=f"{number:08x}",
            condition="correct" if correct else "misclassified",
            label=LABELS.names[number // 2 % 2],
            predicted=LABELS.names[(number // 2 + (not correct)) % 2],
            probabilities={"joy": 0.5, "sadness": 0.5},
            source="generated",
            seed=number,
            frames=len(motion),
            fps=20,
            motion_sha256=motion.sha256,
        )
        motion.save(motion_path(folder, stimulus))
        stimuli.append(stimulus)
    write_manifest(folder, Manifest(LABELS, tuple(stimuli), {}))
    return folder


def render(folder: Path, *options: str) -> int:
    """The exit status of ``render`` with one process; small stick figures if no options are given."""
    return main(["render", str(folder), "--workers", "1", *(options or SMALL)])


def contents(folder: Path) -> dict[str, str]:
    """SHA-256 of every file of the set, by its path in it."""
    return {str(path.relative_to(folder)): sha256_of(path) for path in sorted(folder.rglob("*")) if path.is_file()}
