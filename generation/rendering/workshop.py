"""What renders a clip, wherever it is opened: in a process of this machine, or on another one. All goes by value."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from generation.executors.executor import Report, Worker, refuse_other_versions
from generation.motion import Motion
from generation.rendering.camera import Camera
from generation.rendering.settings import Settings


@dataclass(frozen=True)
class Clip:
    """One clip to render: its motion as recorded or generated, and the camera for it as it is presented. ``name`` is
    what errors call it."""

    name: str
    motion: Motion
    camera: Camera


@dataclass(frozen=True)
class Videos:
    """The files of a clip."""

    mp4: bytes
    webm: bytes | None


@dataclass(frozen=True)
class RenderingWorkshop:
    """Opens a renderer; one per process, since OpenGL has one current context. ``versions``: as ``facts.versions``
    gives them where the work is handed out; a machine that has others would make other videos."""

    settings: Settings
    versions: dict[str, str]

    def __call__(self) -> Worker[Clip, Videos]:
        """MiburiError when the versions differ here, the body cannot be read or nothing can be drawn."""
        from generation.rendering.facts import versions
        from generation.rendering.motions import presented
        from generation.rendering.renderer import open_renderer

        refuse_other_versions(self.versions, versions(self.settings))
        with ExitStack() as stack:
            body = None if self.settings.body is None else stack.enter_context(self.settings.body.on_disk())
            renderer = open_renderer(self.settings.presentation, body, self.settings.renderer, self.settings.betas)

        def render(clip: Clip, report: Report) -> Videos:
            motion = presented(clip.motion, self.settings.presentation)
            return encoded(clip.name, renderer.frames(motion, clip.camera), motion, self.settings, report)

        return render


def encoded(
    name: str, frames: Iterable[NDArray[np.uint8]], motion: Motion, settings: Settings, report: Report
) -> Videos:
    """A clip's files from the pictures of its ``motion``. ``report`` hears of every frame of the video."""
    from generation.rendering.encode import write_videos
    from generation.rendering.timing import Timing

    presentation = settings.presentation
    timing = Timing.of(presentation, motion.fps)
    shown = _reported(timing.timed(frames, len(motion), presentation.background), report)
    with tempfile.TemporaryDirectory(prefix="miburi-") as folder:
        paths = [Path(folder, f"{name}{kind}") for kind in (".mp4", ".webm")[: 1 + settings.webm]]
        write_videos(paths, shown, presentation.size, motion.fps)
        mp4, *webm = (path.read_bytes() for path in paths)
        return Videos(mp4, webm[0] if webm else None)


def _reported(frames: Iterable[NDArray[np.uint8]], report: Report) -> Iterator[NDArray[np.uint8]]:
    for frame in frames:
        yield frame
        report(1)
