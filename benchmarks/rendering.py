"""``python -m benchmarks rendering``: from pose parameters to finished mp4 files, floor and shadow on, against the
plain way with pyrender, which makes a new scene per frame; both in as many processes.

Further: how long frames take in long clips against short ones, and how much memory processes have after 1, 10, 100 and
1,000 clips. For the last, quickly: ``--clips 1000 --size 64 --seconds 0``. Starting a process is not measured.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack

import numpy as np

from benchmarks.crew import Crew, Weight
from benchmarks.measure import Metrics, processor
from benchmarks.plain_rendering import PlainWorkshop
from generation.corpus.synthetic.clip import perform
from generation.corpus.synthetic.corpus import roles
from generation.corpus.synthetic.performer import draw_performer
from generation.motion import Motion
from generation.rendering.camera import frame_clips
from generation.rendering.presentation import Presentation
from generation.rendering.renderer import RENDERERS, choose_renderer
from generation.rendering.settings import Settings
from generation.rendering.workshop import Clip, RenderingWorkshop

WARM_UP = 3  # frames
LONG = 6  # clips that are joined to a long one


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
    clips = sorted(in_view(motions), key=lambda clip: -len(clip.motion))  # in the order of `render`
    shares = [clips[number :: arguments.workers] for number in range(arguments.workers)]
    brief = [clip for share in shares for clip in cut(share, arguments.plain_frames)]
    long = in_view([joined([clip.motion for clip in share[:LONG]]) for share in shares])
    taken: dict[str, list[float]] = {"ours": [], "plain": [], "long": []}
    with ExitStack() as stack:
        crews = {
            name: stack.enter_context(Crew.started(workshop, [cut(share, WARM_UP)[0] for share in shares]))
            for name, workshop in (("plain", plain), ("ours", ours))
        }
        ends = time.monotonic() + arguments.seconds
        while not taken["ours"] or time.monotonic() < ends:
            taken["plain"].append(crews["plain"].per_frame(brief))
            taken["ours"].append(crews["ours"].per_frame(clips))
        crews["ours"].weigh()
        taken["long"].append(crews["ours"].per_frame(long))
    return results(taken, crews["ours"].weights)


def results(taken: Mapping[str, Sequence[float]], weights: Mapping[int, Weight]) -> Metrics:
    """taken: seconds per frame of each round by way; weights: of our processes by how many clips they had made."""
    ratios = [plain / ours for plain, ours in zip(taken["plain"], taken["ours"], strict=True)]
    return {
        "rendering_fps": 1 / statistics.median(taken["ours"]),
        "rendering_speedup": statistics.median(ratios),
        "rendering_plain_fps": 1 / statistics.median(taken["plain"]),
        "rendering_rounds": len(ratios),
        "rendering_long_clip_ratio": taken["long"][0] / statistics.median(taken["ours"]),
        **{
            f"rendering_{name}_mb_at_clip_{clips}": getattr(weight, name)
            for name in ("private", "peak", "parent")
            for clips, weight in weights.items()
        },
    }


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
