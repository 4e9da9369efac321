"""What draws a clip's frames, and which of the ways to do so is taken on this machine.

Two ways draw the body and agree: ``raster``, written for processors (numba), and ``scene``, which is pyrender on Mesa's
processors' OpenGL (osmesa) or on a GPU (egl). Point-light displays and stick figures need neither.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from generation.errors import MiburiError
from generation.motion import Motion
from generation.rendering.camera import Camera
from generation.rendering.presentation import Presentation

RENDERERS = ("numba", "osmesa", "egl")
NVIDIA = Path("/dev/nvidiactl")


class Renderer(Protocol):
    """Draws clips of one presentation, one after the other. ``size``: pixels of the square frame."""

    size: int

    def frames(self, motion: Motion, camera: Camera, only: Iterable[int] | None = None) -> Iterator[NDArray[np.uint8]]:
        """Frames of a clip, (size, size, 3) each; ``only`` picks frame numbers, else all in order."""

    def close(self) -> None: ...


def choose_renderer(wish: str) -> str:
    """``auto`` is EGL where an NVIDIA GPU is there, else numba; anything else is taken as it is."""
    if wish == "auto":
        return "egl" if NVIDIA.exists() else "numba"
    if wish not in RENDERERS:
        raise MiburiError(f"unknown renderer {wish!r}; expected auto, {', '.join(RENDERERS)}")
    return wish


def open_renderer(
    presentation: Presentation, body: Path | None = None, wish: str = "auto", betas: Sequence[float] = ()
) -> Renderer:
    """What draws ``presentation``, with the body at ``body`` (the open one if None) in the shape ``betas``, SMPL's.

    MiburiError when the body cannot be read or the wished renderer cannot draw here. OpenGL allows one per process.
    """
    if presentation.display != "body":
        from generation.rendering.displays import open_display

        return open_display(presentation)
    from generation.rendering.body import Posing, load_body

    chosen, posing = choose_renderer(wish), Posing(load_body(body, betas))
    if chosen == "numba":
        from generation.rendering.raster.renderer import RasterRenderer

        return RasterRenderer(posing, presentation)
    from generation.rendering.scene import SceneRenderer

    return SceneRenderer(posing, presentation, chosen)
