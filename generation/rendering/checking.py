"""Whether all that a stimulus set holds is what its manifest says. Reads only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from generation.errors import MiburiError
from generation.files import sha256_of
from generation.progress import progress_bar
from generation.rendering.contact_sheet import CONTACT_SHEET, shows
from generation.rendering.journal import with_journal
from generation.rendering.motions import read_motion
from generation.rendering.preview import PREVIEW, preview_page
from generation.stimuli.manifest import Manifest, Stimulus, read_manifest, video_path, webm_path

NEVER = "not rendered yet"


@dataclass(frozen=True)
class Fault:
    """``file``: its path within the set."""

    file: str
    what: str


@dataclass(frozen=True)
class Checked:
    """What checking a set came to; ``files``: how many should be there, the manifest aside."""

    stimuli: int
    files: int
    faults: tuple[Fault, ...]


def check_set(folder: Path) -> Checked:
    """Hold every motion, video and page of the set against the manifest. MiburiError when there is no manifest."""
    manifest = with_journal(folder, read_manifest(folder))
    webm = bool(manifest.rendering and manifest.rendering.get("webm"))
    faults: list[Fault] = []
    with progress_bar("clips") as bar:
        task = bar.add_task("checking", total=len(manifest.stimuli), note="")
        for stimulus in manifest.stimuli:
            faults += _faults_of(folder, stimulus, webm)
            bar.advance(task)
    faults += _strangers(folder, manifest, webm)
    faults += _pages(folder, manifest, complete=not any(fault.what == NEVER for fault in faults))
    return Checked(len(manifest.stimuli), (2 + webm) * len(manifest.stimuli) + 2, tuple(faults))


def _faults_of(folder: Path, stimulus: Stimulus, webm: bool) -> Iterator[Fault]:
    try:
        read_motion(folder, stimulus)
    except MiburiError as error:
        yield Fault(f"motions/{stimulus.id}.npz", str(error).partition(": ")[2] or str(error))
    videos = [(video_path(folder, stimulus), stimulus.video_sha256)]
    if webm:
        videos.append((webm_path(folder, stimulus), stimulus.webm_sha256))
    for path, digest in videos:
        if what := _wrong_with(path, digest):
            yield Fault(str(path.relative_to(folder)), what)


def _wrong_with(path: Path, digest: str | None) -> str | None:
    if digest is None:
        return NEVER
    if not path.is_file():
        return "missing"
    return None if sha256_of(path) == digest else "damaged or exchanged: its SHA-256 is not that of the manifest"


def _strangers(folder: Path, manifest: Manifest, webm: bool) -> Iterator[Fault]:
    """Videos that the manifest does not know."""
    known = {video_path(folder, stimulus).name for stimulus in manifest.stimuli}
    if webm:
        known |= {webm_path(folder, stimulus).name for stimulus in manifest.stimuli}
    videos = folder / "videos"
    for path in sorted(videos.iterdir()) if videos.is_dir() else ():
        if path.name not in known:
            left = "left by a command that was killed" if path.name.startswith(".") else "not of this set"
            yield Fault(f"videos/{path.name}", left)


def _pages(folder: Path, manifest: Manifest, complete: bool) -> Iterator[Fault]:
    if not complete:  # they come last
        return
    if "presentation" not in (manifest.rendering or {}):
        yield Fault("manifest.json", "rendered by an older Miburi, which did not record the presentation")
        return
    manifest_sha256 = sha256_of(folder / "manifest.json")
    if not shows(folder / CONTACT_SHEET, manifest_sha256):
        yield Fault(CONTACT_SHEET, "missing, damaged, or of another state of the set")
    preview = folder / PREVIEW
    if not preview.is_file() or preview.read_bytes() != preview_page(manifest, manifest_sha256):
        yield Fault(PREVIEW, "missing, damaged, or of another state of the set")
