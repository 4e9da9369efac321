"""A clip's files in the media folder: whole copies under a random name that tells nothing."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from generation.errors import MiburiError
from generation.files import atomic_path, sha256_of
from generation.stimuli import manifest as sets


@dataclass(frozen=True)
class ClipFile:
    """One file of a clip in its set, of which the manifest knows the hash; None: it is not rendered."""

    source: Path
    sha256: str | None

    def place(self, media_name: str) -> Path:
        """Where raters get it from."""
        return Path(settings.MEDIA_ROOT) / f"{media_name}{self.source.suffix}"

    def copy(self, media_name: str) -> None:
        """MiburiError if it is another file than the manifest names; the hash is that of the copy, which raters see."""
        with atomic_path(self.place(media_name)) as partial:
            shutil.copyfile(self.source, partial)
            if sha256_of(partial) != self.sha256:
                raise MiburiError(
                    f"{self.source}: not the video that its manifest names (SHA-256 differs); render the set again"
                )


def has_webm(manifest: sets.Manifest) -> bool:
    """Whether the set has WebM beside its MP4. Then every clip has: which of the two a rater gets tells nothing."""
    return any(stimulus.webm_sha256 for stimulus in manifest.stimuli)


def clip_files(folder: Path, stimulus: sets.Stimulus, webm: bool) -> list[ClipFile]:
    """The MP4, and with ``webm`` the WebM."""
    files = [ClipFile(sets.video_path(folder, stimulus), stimulus.video_sha256)]
    if webm:
        files.append(ClipFile(sets.webm_path(folder, stimulus), stimulus.webm_sha256))
    return files


@contextmanager
def removed_on_failure(paths: list[Path]) -> Iterator[None]:
    try:
        yield
    except BaseException:
        for path in paths:
            path.unlink(missing_ok=True)
        raise
