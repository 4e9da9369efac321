"""Renders the videos of a stimulus set, and remembers in its manifest how they were made."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from generation.errors import MiburiError
from generation.executors.executor import Executor
from generation.files import atomic_write, exclusive, sha256_of, sweep
from generation.motion import Motion
from generation.progress import progress_bar
from generation.rendering.camera import Camera, frame_clips
from generation.rendering.contact_sheet import CONTACT_SHEET, shows, write_contact_sheet
from generation.rendering.facts import MADE_WITH, differences, rendering_facts
from generation.rendering.journal import Journal, with_journal
from generation.rendering.motions import presented, read_motion
from generation.rendering.preview import PREVIEW, preview_page
from generation.rendering.settings import Settings
from generation.rendering.timing import Timing
from generation.rendering.workshop import Clip, RenderingWorkshop, Videos
from generation.stimuli.manifest import (
    Manifest,
    Stimulus,
    read_manifest,
    video_path,
    webm_path,
    write_manifest,
)

BYTES_PER_FRAME = 8192  # of a video at 512 pixels, generously: the disk must hold them


@dataclass(frozen=True)
class Rendered:
    """What a call did: ``videos`` and ``frames`` made now, in ``seconds``; ``kept`` videos were there already."""

    videos: int
    frames: int
    seconds: float
    kept: int


def recorded(folder: Path, manifest: Manifest) -> dict[str, Any] | None:
    """How the set's videos were begun; None if there are none."""
    known = with_journal(folder, manifest)
    return known.rendering if any(stimulus.video_sha256 for stimulus in known.stimuli) else None


def render_set(folder: Path, settings: Settings, executor: Executor, anew: bool = False) -> Rendered:
    """Make every video of the set that is missing or damaged, or all with ``anew``; then the contact sheet and the page
    to look through them.

    Interrupted or killed, it goes on from the finished videos when called again. MiburiError when the set, a motion or
    the body cannot be used, or the set has videos that were made otherwise; nothing half-written is left.
    """
    if not read_manifest(folder).stimuli:
        raise MiburiError(f"{folder}: the set has no stimuli; make it again with `python -m generation stimuli`")
    with exclusive(folder):
        manifest = with_journal(folder, read_manifest(folder))
        framed = _framed(folder, manifest, settings)
        facts = _facts(settings, manifest, framed)
        manifest, missing = _begun(manifest, facts) if anew else _agreeing(folder, manifest, facts)
        done = _Rendering(folder, manifest, settings, framed).make(missing, executor)
        _write_pages(folder, read_manifest(folder))
    return done


@dataclass(frozen=True)
class _Framed:
    """A clip before its camera; ``shown``: frames that it has at the frame rate of the videos."""

    camera: Camera
    shown: int


class _Rendering:
    """One call's work on a set: what is missing is rendered, written and noted."""

    def __init__(self, folder: Path, manifest: Manifest, settings: Settings, framed: dict[str, _Framed]) -> None:
        assert manifest.rendering is not None
        self._folder, self._manifest, self._settings, self._framed = folder, manifest, settings, framed
        self._timing = Timing.of(settings.presentation, manifest.rendering["fps"])
        self._journal = Journal(folder, manifest.rendering)

    def make(self, missing: list[Stimulus], executor: Executor) -> Rendered:
        """The manifest is written when all is there; on the way the journal knows more."""
        started = time.monotonic()
        if missing:
            self._check_space(missing)
            self._render(sorted(missing, key=lambda stimulus: -stimulus.frames), executor)
            write_manifest(self._folder, with_journal(self._folder, self._manifest))
        elif self._manifest != read_manifest(self._folder):
            write_manifest(self._folder, self._manifest)
        self._journal.remove()
        kept = len(self._manifest.stimuli) - len(missing)
        return Rendered(len(missing), sum(map(self._frames, missing)), time.monotonic() - started, kept)

    def _render(self, longest_first: list[Stimulus], executor: Executor) -> None:
        workshop = RenderingWorkshop(self._settings, self._made_with())
        started = time.monotonic()
        with progress_bar("frames") as bar:
            task = bar.add_task("rendering", total=sum(map(self._frames, longest_first)), note="")

            def on_frames(count: int) -> None:
                bar.advance(task, count)
                speed = bar.tasks[0].completed / (time.monotonic() - started)
                bar.update(task, note=f"{speed:.0f} frames/s")

            begun = False
            for number, videos in executor.results(workshop, self._clips(longest_first), on_frames):
                if not begun:  # not earlier: what cannot be drawn at all leaves the set as it was
                    self._begin(longest_first)
                    begun = True
                self._keep(longest_first[number], videos)

    def _clips(self, stimuli: list[Stimulus]) -> Iterator[Clip]:
        for stimulus in stimuli:
            yield Clip(stimulus.id, read_motion(self._folder, stimulus), self._framed[stimulus.id].camera)

    def _keep(self, stimulus: Stimulus, videos: Videos) -> None:
        """Written whole, then noted: a video that is noted is there."""
        hashes: dict[str, str | None] = {"video_sha256": None, "webm_sha256": None}
        for field, path, data in (
            ("video_sha256", video_path(self._folder, stimulus), videos.mp4),
            ("webm_sha256", webm_path(self._folder, stimulus), videos.webm),
        ):
            if data is not None:
                atomic_write(path, data)
                hashes[field] = sha256_of(path)
        self._journal.add(stimulus.id, hashes)

    def _begin(self, missing: list[Stimulus]) -> None:
        """From now on the set is of these settings: what a killed command left, videos that are no longer of the set
        and the pages, which show it as it was, go."""
        for swept in (self._folder, self._folder / "videos"):
            sweep(swept)
        write_manifest(self._folder, self._manifest)
        self._journal.remove()  # all that it told is in there now
        for page in (CONTACT_SHEET, PREVIEW):
            (self._folder / page).unlink(missing_ok=True)
        for stimulus in missing:
            for path in (video_path(self._folder, stimulus), webm_path(self._folder, stimulus)):
                path.unlink(missing_ok=True)

    def _made_with(self) -> dict[str, str]:
        assert self._manifest.rendering is not None
        made_with: dict[str, str] = self._manifest.rendering[MADE_WITH]
        return made_with

    def _frames(self, stimulus: Stimulus) -> int:
        """Of its video."""
        return self._timing.frames(self._framed[stimulus.id].shown)

    def _check_space(self, missing: list[Stimulus]) -> None:
        size, kinds = self._settings.presentation.size, 1 + self._settings.webm
        need = int(sum(map(self._frames, missing)) * kinds * BYTES_PER_FRAME * (size / 512) ** 2) + 2**20
        free = shutil.disk_usage(self._folder).free
        if free < need:
            raise MiburiError(
                f"{self._folder}: {need / 2**20:.0f} MiB are needed for the videos, {free / 2**20:.0f} MiB are free; "
                "make room or choose a smaller --size"
            )


def _framed(folder: Path, manifest: Manifest, settings: Settings) -> dict[str, _Framed]:
    """By stimulus id; reads, and so checks, every motion of the set, one after the other."""
    from generation.rendering.room import room_for  # which loads numba

    shown: list[int] = []
    with progress_bar("clips") as bar:
        task = bar.add_task("framing", total=len(manifest.stimuli), note="")

        def motions() -> Iterator[Motion]:
            for stimulus in manifest.stimuli:
                motion = presented(read_motion(folder, stimulus), settings.presentation)
                shown.append(len(motion))
                yield motion
                bar.advance(task)

        cameras = frame_clips(motions(), settings.presentation, room_for(settings))
    ids = (stimulus.id for stimulus in manifest.stimuli)
    return dict(zip(ids, map(_Framed, cameras, shown), strict=True))


def _facts(settings: Settings, manifest: Manifest, framed: dict[str, _Framed]) -> dict[str, Any]:
    cameras = {name: each.camera for name, each in framed.items()}
    return rendering_facts(settings, settings.presentation.fps or manifest.stimuli[0].fps, cameras)


def _agreeing(folder: Path, manifest: Manifest, facts: dict[str, Any]) -> tuple[Manifest, list[Stimulus]]:
    """The manifest with these facts, and the stimuli whose videos are to be made.

    A set is of one making: MiburiError when there are videos that were made with other settings; or with other versions
    of the software, unless none is missing: what is complete stays as it was published.
    """
    there = recorded(folder, manifest)
    if there is None:
        return _begun(manifest, facts)
    missing = _missing(folder, manifest) if _asked(there) == _asked(facts) else None
    if missing is None or (missing and there != facts):
        raise MiburiError(
            f"{folder}: holds videos that were made otherwise ({'; '.join(differences(there, facts)[:4])}); "
            "give the same options, or make all videos again with --anew"
        )
    return manifest, missing


def _begun(manifest: Manifest, facts: dict[str, Any]) -> tuple[Manifest, list[Stimulus]]:
    forgotten = tuple(replace(stimulus, video_sha256=None, webm_sha256=None) for stimulus in manifest.stimuli)
    return replace(manifest, stimuli=forgotten, rendering=facts), list(forgotten)


def _asked(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if name != MADE_WITH}


def _missing(folder: Path, manifest: Manifest) -> list[Stimulus]:
    with progress_bar("clips") as bar:
        task = bar.add_task("checking", total=len(manifest.stimuli), note="")
        missing = []
        for stimulus in manifest.stimuli:
            if not _is_rendered(folder, manifest, stimulus):
                missing.append(stimulus)
            bar.advance(task)
    return missing


def _is_rendered(folder: Path, manifest: Manifest, stimulus: Stimulus) -> bool:
    assert manifest.rendering is not None
    wanted = [(video_path(folder, stimulus), stimulus.video_sha256)]
    if manifest.rendering["webm"]:
        wanted.append((webm_path(folder, stimulus), stimulus.webm_sha256))
    return all(digest is not None and path.is_file() and sha256_of(path) == digest for path, digest in wanted)


def _write_pages(folder: Path, manifest: Manifest) -> None:
    """What a person looks through the set with, unless it is there and shows this very set."""
    manifest_sha256 = sha256_of(folder / "manifest.json")
    if not shows(folder / CONTACT_SHEET, manifest_sha256):
        write_contact_sheet(folder, manifest, manifest_sha256)
    page, preview = preview_page(manifest, manifest_sha256), folder / PREVIEW
    if not preview.is_file() or preview.read_bytes() != page:
        atomic_write(preview, page)
