"""A motion at a glance: a few of its frames side by side."""

from __future__ import annotations

import numpy as np
from PIL import Image

from generation.motion import Motion
from generation.rendering.camera import frame_clips
from generation.rendering.renderer import Renderer


def strip(renderer: Renderer, motion: Motion, count: int = 8) -> Image.Image:
    """``count`` frames, evenly spaced from first to last, from left to right."""
    chosen = evenly(motion, count)
    frames = list(renderer.frames(motion, frame_clips([motion])[0], chosen))
    return Image.fromarray(np.concatenate(frames, axis=1))


def evenly(motion: Motion, count: int) -> list[int]:
    """Numbers of ``count`` frames, evenly spaced from first to last."""
    return [int(frame) for frame in np.linspace(0, len(motion) - 1, count).round()]
