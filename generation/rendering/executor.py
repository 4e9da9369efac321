"""Renders jobs in worker processes: one renderer each, since OpenGL and Mesa are at their best with one per core.

A worker and its parent talk through one pipe. It is also how they end together: a worker whose parent is gone, or has
closed the pipe, finds out at its next frame and leaves nothing half-written.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, cast

from generation.errors import MiburiError
from generation.files import sha256_of
from generation.motion import Motion
from generation.rendering.camera import Camera

REPORT_EVERY = 5  # frames


@dataclass(frozen=True)
class Job:
    """One video to make. ``motion_sha256`` is what the manifest says of the motion."""

    stimulus_id: str
    motion: Path
    motion_sha256: str
    video: Path
    camera: Camera


@dataclass(frozen=True)
class Settings:
    """What all videos of a set share."""

    size: int
    body: Path | None
    backend: str


def load_motion(path: Path, motion_sha256: str) -> Motion:
    """The motion of a stimulus. MiburiError when it is not the one that the manifest names."""
    motion = Motion.load(path)
    if motion.sha256 != motion_sha256:
        raise MiburiError(f"{path}: not the motion that the manifest names (SHA-256 differs); make the set again")
    return motion


def render_jobs(
    jobs: Sequence[Job],
    settings: Settings,
    workers: int,
    on_frames: Callable[[int], None],
    on_video: Callable[[str, str], None],
) -> None:
    """Make all videos, longest first as given. ``on_frames(count)`` and ``on_video(stimulus id, sha256)`` report.

    The first failure ends the work: MiburiError for what a person can put right, RuntimeError with the worker's
    traceback for what they cannot.
    """
    waiting = list(reversed(jobs))
    with _started(settings, min(workers, len(jobs))) as connections:
        busy: dict[Connection, Job] = {}
        for connection in connections:
            _assign(connection, waiting, busy)
        while busy:
            for connection in cast(list[Connection], wait(list(busy))):
                kind, value = _receive(connection)
                if kind == "frames":
                    on_frames(value)
                elif kind == "video":
                    on_video(busy.pop(connection).stimulus_id, value)
                    _assign(connection, waiting, busy)
                else:
                    raise (MiburiError if kind == "error" else RuntimeError)(value)


def _assign(connection: Connection, waiting: list[Job], busy: dict[Connection, Job]) -> None:
    if waiting:
        busy[connection] = waiting.pop()
        with _ended_worker_named():
            connection.send(busy[connection])


def _receive(connection: Connection) -> tuple[str, Any]:
    with _ended_worker_named():
        kind, value = connection.recv()
    return kind, value


@contextmanager
def _ended_worker_named() -> Iterator[None]:
    # Reset rather than end of file: the worker was killed with a job unread, while it was still loading.
    try:
        yield
    except (EOFError, ConnectionResetError, BrokenPipeError):
        raise MiburiError(
            "a rendering process ended without a word, perhaps for want of memory; try --workers 1"
        ) from None


@contextmanager
def _started(settings: Settings, count: int) -> Iterator[list[Connection]]:
    # Spawned, not forked: a fork of a process in which torch or OpenGL has threads may hang.
    context = multiprocessing.get_context("spawn")
    pairs = [context.Pipe() for _ in range(count)]
    processes = [context.Process(target=_work, args=(theirs, settings), daemon=True) for _, theirs in pairs]
    with _environment(OMP_NUM_THREADS="1", LP_NUM_THREADS="1"):
        for process in processes:
            process.start()
    for _, theirs in pairs:
        theirs.close()
    try:
        yield [ours for ours, _ in pairs]
    finally:
        for ours, _ in pairs:
            ours.close()
        for process in processes:
            process.join(20)
            if process.is_alive():
                process.kill()
                process.join()


@contextmanager
def _environment(**values: str) -> Iterator[None]:
    """For children: libraries read their thread counts while they are loaded."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _work(connection: Connection, settings: Settings) -> None:
    """The worker: draws job after job until its parent closes the pipe."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's business
    try:
        _serve(connection, settings)
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return
    except MiburiError as error:
        connection.send(("error", str(error)))
    except OSError as error:
        connection.send(("error", f"{error.filename or 'video'}: {error.strerror}"))
    except Exception:
        connection.send(("crash", traceback.format_exc()))


def _serve(connection: Connection, settings: Settings) -> None:
    import torch

    from generation.rendering.encode import write_video
    from generation.rendering.presentation import Presentation
    from generation.rendering.renderer import open_renderer

    torch.set_num_threads(1)
    renderer = open_renderer(Presentation(size=settings.size), settings.body, settings.backend)
    while True:
        job: Job = connection.recv()
        motion = load_motion(job.motion, job.motion_sha256)
        frames = _reported(renderer.frames(motion, job.camera), connection)
        write_video(job.video, frames, settings.size, motion.fps)
        connection.send(("video", sha256_of(job.video)))


def _reported(frames: Iterable[Any], connection: Connection) -> Iterator[Any]:
    count = 0
    for frame in frames:
        yield frame
        count += 1
        if count == REPORT_EVERY:
            connection.send(("frames", count))
            count = 0
    connection.send(("frames", count))
