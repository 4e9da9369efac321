"""The device check's test clip: a grey disc that crosses a lighter field once in 1.5 seconds, at 30 frames per second.

``python -m tests.browser.check_clip`` writes it anew, as MP4 and as WebM, into static/session.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from generation.rendering.encode import Image, write_videos

SIZE, FPS, FRAMES = 192, 30, 45
FIELD, DISC = 200.0, 110.0  # grey levels
RADIUS = 24.0
STATIC = Path(__file__).parents[2] / "static" / "session"


def frames() -> Iterator[Image]:
    """(192, 192, 3); the disc's edge is soft over one pixel."""
    rows, columns = np.mgrid[:SIZE, :SIZE] + 0.5
    for number in range(FRAMES):
        centre = RADIUS + 12 + (SIZE - 2 * RADIUS - 24) * number / (FRAMES - 1)
        inside = np.clip(RADIUS + 0.5 - np.hypot(rows - SIZE / 2, columns - centre), 0, 1)
        grey = np.rint(FIELD + (DISC - FIELD) * inside).astype(np.uint8)
        yield np.repeat(grey[..., None], 3, axis=2)


def write_check_clip(folder: Path) -> list[Path]:
    paths = [folder / "check.mp4", folder / "check.webm"]
    write_videos(paths, frames(), SIZE, FPS)
    return paths


if __name__ == "__main__":
    write_check_clip(STATIC)
