"""``python -m benchmarks rendering``: from pose parameters to finished mp4 files, floor and shadow on, against the
plain way with pyrender, which makes a new scene per frame; both in as many processes.

Further: how long the same frames take as one long clip in each process, against short ones, and whether memory grows
from clip to clip. Starting a process is not measured.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from multiprocessing.connection import Connection
from typing import Any

import numpy as np

from benchmarks.measure import Metrics, processor, resident_megabytes
from benchmarks.plain_rendering import PlainWorkshop
from generation.corpus.synthetic.clip import perform
from generation.corpus.synthetic.corpus import roles
from generation.corpus.synthetic.performer import draw_performer
from generation.executors.executor import Workshop
from generation.motion import Motion
from generation.rendering.camera import frame_clips
from generation.rendering.presentation import Presentation
from generation.rendering.renderer import RENDERERS, choose_renderer
from generation.rendering.settings import Settings
from generation.rendering.workshop import Clip, RenderingWorkshop, Videos

WARM_UP = 3  # frames
ONE_THREAD = ("OMP_NUM_THREADS", "LP_NUM_THREADS", "NUMBA_NUM_THREADS")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--size", type=int, default=512, help="pixels (default: 512)")
    parser.add_argument("--clips", type=int, default=12, help="acted clips of some 9 seconds (default: 12)")
    parser.add_argument("--frames", type=int, default=1200, help="the longest clip that is not cut (default: 1200)")
    parser.add_argument("--plain-frames", type=int, default=40, help="for the plain way, per process (default: 40)")
    parser.add_argument("--workers", type=int, default=2, help="processes (default: 2)")
    parser.add_argument("--renderer", choices=("auto", *RENDERERS), default="auto")
    parser.add_argument("--seconds", type=float, default=60.0, help="no round starts after that (default: 60)")
    parser.add_argument("--seed", type=int, default=0)


def run(arguments: argparse.Namespace) -> Metrics:
    presentation = Presentation(size=arguments.size)
    settings = Settings(presentation, None, choose_renderer(arguments.renderer))
    motions = acted(arguments.clips, arguments.frames, arguments.seed)
    ours = RenderingWorkshop(settings, {})
    plain = PlainWorkshop(arguments.size, "egl" if settings.renderer == "egl" else "osmesa")
    print(
        f"rendering: {settings.renderer}, {processor()}, {arguments.workers} processes; {len(motions)} clips, "
        f"{sum(map(len, motions))} frames at {arguments.size} pixels"
    )
    shares = [in_view(motions[number :: arguments.workers]) for number in range(arguments.workers)]
    brief = [cut(share, arguments.plain_frames) for share in shares]
    long = [in_view([joined([clip.motion for clip in share])]) for share in shares]
    taken: dict[str, list[float]] = {"ours": [], "plain": [], "long": []}
    with ExitStack() as stack:
        crews = {
            name: stack.enter_context(Crew.started(workshop, [cut(share, WARM_UP) for share in shares]))
            for name, workshop in (("plain", plain), ("ours", ours))
        }
        memory = []
        ends = time.monotonic() + arguments.seconds
        while not taken["ours"] or time.monotonic() < ends:
            taken["plain"].append(crews["plain"].per_frame(brief))
            taken["ours"].append(crews["ours"].per_frame(shares))
            memory.append(crews["ours"].megabytes)
        taken["long"].append(crews["ours"].per_frame(long))
        memory.append(crews["ours"].megabytes)
    return results(taken, memory)


def results(taken: dict[str, list[float]], memory: list[float]) -> Metrics:
    """taken: seconds per frame of each round by way; memory: the largest process's peak after each round, in MB."""
    ratios = [plain / ours for plain, ours in zip(taken["plain"], taken["ours"], strict=True)]
    return {
        "rendering_fps": 1 / statistics.median(taken["ours"]),
        "rendering_speedup": statistics.median(ratios),
        "rendering_plain_fps": 1 / statistics.median(taken["plain"]),
        "rendering_rounds": len(ratios),
        "rendering_long_clip_ratio": taken["long"][0] / statistics.median(taken["ours"]),
        "rendering_peak_mb": memory[-1],
        "rendering_growth_mb": memory[-1] - memory[0],
    }


class Crew:
    """Processes that each have opened a workshop and wait for clips."""

    def __init__(self, connections: Sequence[Connection]) -> None:
        self.connections = connections
        self.megabytes = 0.0  # peak of the largest process until now

    @classmethod
    @contextmanager
    def started(cls, workshop: Workshop[Clip, Videos], warm_up: Sequence[Sequence[Clip]]) -> Iterator[Crew]:
        """A process for each share of ``warm_up``, which is rendered first."""
        context = multiprocessing.get_context("spawn")
        pairs = [context.Pipe() for _ in warm_up]
        processes = [context.Process(target=_work, args=(theirs, workshop), daemon=True) for _, theirs in pairs]
        with _one_thread():
            for process in processes:
                process.start()
        for _, theirs in pairs:
            theirs.close()  # so that a process that ends is noticed
        crew = cls([ours for ours, _ in pairs])
        try:
            crew.per_frame(warm_up)
            yield crew
        finally:
            for process in processes:
                process.kill()
                process.join()

    def per_frame(self, shares: Sequence[Sequence[Clip]]) -> float:
        """Seconds per frame for a share of clips in each process, until the last one is finished."""
        started = time.perf_counter()
        for connection, share in zip(self.connections, shares, strict=True):
            connection.send(share)
        self.megabytes = max(connection.recv() for connection in self.connections)
        return (time.perf_counter() - started) / sum(len(clip.motion) for share in shares for clip in share)


def _work(connection: Connection, workshop: Workshop[Clip, Videos]) -> None:
    render = workshop()
    while True:
        for clip in connection.recv():
            render(clip, lambda frames: None)
        connection.send(resident_megabytes())


@contextmanager
def _one_thread() -> Iterator[None]:
    """For children: libraries read their thread counts while they are loaded."""
    before: dict[str, Any] = {name: os.environ.get(name) for name in ONE_THREAD}
    os.environ.update(dict.fromkeys(ONE_THREAD, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name)
            if value is not None:
                os.environ[name] = value


def acted(count: int, longest: int, seed: int) -> list[Motion]:
    """Clips of the synthetic corpus's first performer, spread over all roles, cut after ``longest`` frames."""
    rng = np.random.default_rng(seed)
    performer, cast = draw_performer(rng), roles()
    clips = [perform(cast[number * len(cast) // count % len(cast)], performer, rng) for number in range(count)]
    return [Motion(clip.poses[:longest], clip.trans[:longest], clip.fps) for clip in clips]


def in_view(motions: Sequence[Motion]) -> list[Clip]:
    return [Clip("clip", motion, camera) for motion, camera in zip(motions, frame_clips(motions), strict=True)]


def cut(share: Sequence[Clip], frames: int) -> list[Clip]:
    """Clips from the first on, ``frames`` frames in all."""
    left, found = frames, []
    for clip in share:
        motion = Motion(clip.motion.poses[:left], clip.motion.trans[:left], clip.motion.fps)
        if len(motion):
            found.append(Clip(clip.name, motion, clip.camera))
        left -= len(motion)
    return found


def joined(motions: Sequence[Motion]) -> Motion:
    poses, trans = (np.concatenate([getattr(each, name) for each in motions]) for name in ("poses", "trans"))
    return Motion(poses, trans, motions[0].fps)
