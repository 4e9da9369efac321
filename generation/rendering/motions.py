"""The motions of a set: checked against its manifest, and as they are shown."""

from __future__ import annotations

from pathlib import Path

from generation.errors import MiburiError
from generation.motion import Motion
from generation.rendering.presentation import Presentation
from generation.rendering.resampling import resampled
from generation.stimuli.manifest import Stimulus, motion_path


def read_motion(folder: Path, stimulus: Stimulus) -> Motion:
    """The motion of a stimulus. MiburiError when it is missing, empty, or not the one that the manifest names."""
    path = motion_path(folder, stimulus)
    motion = Motion.load(path)
    if motion.sha256 != stimulus.motion_sha256:
        raise MiburiError(f"{path}: not the motion that the manifest names (SHA-256 differs); make the set again")
    if len(motion) != stimulus.frames or not stimulus.frames:
        raise MiburiError(f"{path}: {len(motion)} frames, the manifest says {stimulus.frames}; make the set again")
    return motion


def presented(motion: Motion, presentation: Presentation) -> Motion:
    """The motion at the frame rate that it is shown with."""
    return motion if presentation.fps is None else resampled(motion, presentation.fps)
