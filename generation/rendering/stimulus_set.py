"""Renders the videos of a stimulus set, and remembers in its manifest how they were made."""

from __future__ import annotations

import shutil
import time
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

from generation import __version__
from generation.errors import MiburiError
from generation.files import sha256_of, sweep
from generation.progress import progress_bar
from generation.rendering.body import OPEN_BODY
from generation.rendering.camera import ELEVATION, Camera, frame_clips
from generation.rendering.contact_sheet import write_contact_sheet
from generation.rendering.encode import CODEC
from generation.rendering.executor import Job, Settings, load_motion, render_jobs
from generation.rendering.scene import look_sha256
from generation.rendering.smpl_file import read_smpl_file
from generation.stimuli.manifest import (
    Manifest,
    Stimulus,
    motion_path,
    read_manifest,
    video_path,
    write_manifest,
)

BYTES_PER_FRAME = 4096  # of a video at 512 pixels, generously: the disk must hold them


@dataclass(frozen=True)
class Rendered:
    """What a call did: ``videos`` and ``frames`` made now, in ``seconds``; ``kept`` videos were there already."""

    videos: int
    frames: int
    seconds: float
    kept: int
    contact_sheet: Path


def render_set(folder: Path, settings: Settings, workers: int) -> Rendered:
    """Make every video of the set that is missing, damaged or made with other settings, and the contact sheet.

    Interrupted, it goes on from the finished videos when called again. MiburiError when the set, a motion or the body
    cannot be used; nothing half-written is left.
    """
    manifest = read_manifest(folder)
    if not manifest.stimuli:
        raise MiburiError(f"{folder}: the set has no stimuli; make it again with `python -m generation stimuli`")
    cameras = _cameras(folder, manifest)
    facts = _facts(settings, manifest, cameras)
    manifest = _agreeing(manifest, facts)
    missing = [stimulus for stimulus in manifest.stimuli if not _is_rendered(folder, stimulus)]
    sheet = folder / "contact_sheet.png"
    started = time.monotonic()
    if missing:
        _check_space(folder, missing, settings.size)
        for swept in (folder, folder / "videos"):
            sweep(swept)
        sheet.unlink(missing_ok=True)  # it shows the videos as they were
        _render(folder, manifest, missing, cameras, settings, workers)
        manifest = read_manifest(folder)
    seconds = time.monotonic() - started
    if not sheet.exists():
        write_contact_sheet(folder, manifest, settings.size)
    frames = sum(stimulus.frames for stimulus in missing)
    return Rendered(len(missing), frames, seconds, len(manifest.stimuli) - len(missing), sheet)


def _render(
    folder: Path,
    manifest: Manifest,
    missing: list[Stimulus],
    cameras: dict[str, Camera],
    settings: Settings,
    workers: int,
) -> None:
    longest_first = sorted(missing, key=lambda stimulus: -stimulus.frames)  # so that workers end together
    jobs = [
        Job(
            stimulus.id,
            motion_path(folder, stimulus),
            stimulus.motion_sha256,
            video_path(folder, stimulus),
            cameras[stimulus.id],
        )
        for stimulus in longest_first
    ]
    started = time.monotonic()
    with progress_bar("frames") as bar:
        task = bar.add_task("rendering", total=sum(stimulus.frames for stimulus in missing), note="")

        def on_frames(count: int) -> None:
            bar.advance(task, count)
            speed = bar.tasks[0].completed / (time.monotonic() - started)
            bar.update(task, note=f"{speed:.0f} frames/s")

        def on_video(stimulus_id: str, video_sha256: str) -> None:
            nonlocal manifest
            manifest = manifest.with_video(stimulus_id, video_sha256)
            write_manifest(folder, manifest)

        render_jobs(jobs, settings, workers, on_frames, on_video)


def _cameras(folder: Path, manifest: Manifest) -> dict[str, Camera]:
    """One camera per stimulus; reads, and so checks, every motion of the set."""
    motions = []
    for stimulus in manifest.stimuli:
        path = motion_path(folder, stimulus)
        motion = load_motion(path, stimulus.motion_sha256)
        if len(motion) != stimulus.frames:
            raise MiburiError(f"{path}: {len(motion)} frames, the manifest says {stimulus.frames}; make the set again")
        if not len(motion):
            raise MiburiError(f"{path}: the motion has no frames; make the set again")
        motions.append(motion)
    cameras = frame_clips(motions)
    return {stimulus.id: camera for stimulus, camera in zip(manifest.stimuli, cameras, strict=True)}


def _facts(settings: Settings, manifest: Manifest, cameras: dict[str, Camera]) -> dict[str, Any]:
    """All that decides how the videos look, as the manifest keeps it."""
    body = settings.body or OPEN_BODY
    read_smpl_file(body)  # a wrong file is found before any process starts
    common = min(camera.half for camera in cameras.values())
    wider = {name: round(camera.half, 4) for name, camera in cameras.items() if camera.half > common}
    return {
        "renderer": f"pyrender {version('pyrender-maintained')}, {settings.backend}",
        "body": "Miburi's open body" if settings.body is None else settings.body.name,
        "body_sha256": sha256_of(body),
        "size": settings.size,
        "fps": manifest.stimuli[0].fps,
        "codec": CODEC,
        "camera": {
            "projection": "orthographic",
            "view": "frontal at the clip's start, fixed",
            "elevation_degrees": ELEVATION,
            "half_height_metres": round(common, 4),
            "clips_with_a_wider_frame": wider,
        },
        "look": {"name": "matte grey, soft shadow", "sha256": look_sha256()},
        "miburi": __version__,
    }


def _agreeing(manifest: Manifest, facts: dict[str, Any]) -> Manifest:
    """The manifest with these facts; videos made otherwise are forgotten, to be made anew."""
    if manifest.rendering == facts:
        return manifest
    forgotten = tuple(replace(stimulus, video_sha256=None) for stimulus in manifest.stimuli)
    return replace(manifest, stimuli=forgotten, rendering=facts)


def _is_rendered(folder: Path, stimulus: Stimulus) -> bool:
    path = video_path(folder, stimulus)
    return stimulus.video_sha256 is not None and path.exists() and sha256_of(path) == stimulus.video_sha256


def _check_space(folder: Path, missing: list[Stimulus], size: int) -> None:
    need = int(sum(stimulus.frames for stimulus in missing) * BYTES_PER_FRAME * (size / 512) ** 2) + 2**20
    free = shutil.disk_usage(folder).free
    if free < need:
        raise MiburiError(
            f"{folder}: {need / 2**20:.0f} MiB are needed for the videos, {free / 2**20:.0f} MiB are free; "
            "make room or choose a smaller --size"
        )
