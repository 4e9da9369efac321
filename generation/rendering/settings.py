"""What all videos of a set share: how clips are shown, which body, which renderer. It goes to any machine by value."""

from __future__ import annotations

import math
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from generation.errors import MiburiError
from generation.rendering.presentation import Presentation
from generation.rendering.smpl_file import read_smpl_file


@dataclass(frozen=True)
class BodyFile:
    """A body's file, to be read on another machine. ``name`` ends in .npz or .pkl."""

    name: str
    data: bytes

    @classmethod
    def read(cls, path: Path) -> BodyFile:
        """MiburiError when there is no such file, or it holds no body."""
        read_smpl_file(path)
        return cls(path.name, path.read_bytes())

    @contextmanager
    def on_disk(self) -> Iterator[Path]:
        """The file, for as long as the block lasts."""
        with tempfile.TemporaryDirectory(prefix="miburi-") as folder:
            path = Path(folder, self.name)
            path.write_bytes(self.data)
            yield path


@dataclass(frozen=True)
class Settings:
    """What all videos of a set share. ``body``: the open one if None; ``webm``: make WebM beside each MP4; ``betas``:
    the body's shape, SMPL's parameters in standard deviations."""

    presentation: Presentation
    body: BodyFile | None
    renderer: str
    webm: bool = False
    betas: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        for beta in self.betas:
            if not math.isfinite(beta):
                raise MiburiError(f"betas must be finite, got {beta}")
