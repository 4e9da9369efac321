"""``python -m benchmarks timing``: how far the onset that the rating page measures is from what was on the screen.

Truth comes from outside of the browser: it shows clips that bear their frame numbers on a virtual X screen, whose
memory another process reads some thousand times a second; keys are pressed through the X server. docs/timing.md tells
what follows from it and what does not.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.measure import Metrics, processor
from benchmarks.screen.display import virtual_display
from benchmarks.screen.showing import ENGINES, Showing, show
from benchmarks.screen.watcher import SIZE, Change, numbered_frames, watching
from generation.rendering.encode import write_video

CLIP_SECONDS = 1.0
LONGEST_LOOK = 0.003  # a change that was seen with more between two looks is not timed well enough to judge by
SECONDS_PER_TRIAL = 12.0  # before the browser is given up


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--engine", choices=sorted(ENGINES), default="chromium")
    parser.add_argument("--fallback", action="store_true", help="without requestVideoFrameCallback")
    parser.add_argument("--trials", type=int, default=30, help="clips shown per frame rate (default: 30)")
    parser.add_argument("--fps", type=int, nargs="+", default=[20, 25, 30, 60], help="(default: 20 25 30 60)")
    parser.add_argument("--format", choices=["mp4", "webm"], default="mp4")
    parser.add_argument("--out", type=Path, help="every trial as JSON lines")
    parser.add_argument("--seed", type=int, default=0)


@dataclass(frozen=True)
class Trial:
    """One presentation, times in ms: errors are measured minus true, None where the truth is not known."""

    fps: int
    onset: float | None
    end: float | None
    press: float | None
    rt: float | None
    still: float | None
    stood: float | None  # how long the first frame was really on the screen before the onset; None: never
    frames: tuple[int, int]  # seen on the screen, and as counted by the page
    look: float  # between two looks at the screen, around the first change


def run(arguments: argparse.Namespace) -> Metrics:
    plan = _plan(arguments.fps, arguments.trials, arguments.format, arguments.seed)
    settings = {"fallback": arguments.fallback, "trials": plan}
    print(f"timing: {arguments.engine}, {processor()}, {len(plan)} clips of {CLIP_SECONDS:g} s")
    with tempfile.TemporaryDirectory() as folder, virtual_display() as display:
        clips = Path(folder)
        for fps in arguments.fps:
            frames = numbered_frames(round(CLIP_SECONDS * fps))
            write_video(clips / f"{fps}.{arguments.format}", frames, SIZE, fps)
        showing = Showing(display, clips, settings, arguments.seed)
        with watching(display.picture) as watcher:
            show(showing, arguments.engine, 60 + SECONDS_PER_TRIAL * len(plan))
            changes = watcher.changes()
    offset, doubt = clock_offset(showing.ending["clocks"])
    print(f"{showing.ending['agent']}; clocks compared within ±{doubt:.2f} ms")
    shown = [told for told in showing.trials if "error" not in told]
    trials = [judged(told, plan[told["number"]]["fps"], changes, showing.presses, offset) for told in shown]
    if arguments.out:
        lines = [json.dumps({**vars(trial), "told": told}) for trial, told in zip(trials, shown, strict=True)]
        arguments.out.write_text("\n".join(lines) + "\n")
    return results(trials, len(plan))


def _plan(rates: Sequence[int], trials: int, kind: str, seed: int) -> list[dict[str, Any]]:
    """Frame rates in random order, with pauses that fall anywhere between two refreshes."""
    rng = random.Random(seed)
    plan = [
        {"fps": fps, "file": f"clips/{fps}.{kind}", "pause": rng.uniform(50, 250)}
        for fps in rates
        for _ in range(trials)
    ]
    rng.shuffle(plan)
    return plan


def clock_offset(clocks: Sequence[Sequence[float]]) -> tuple[float, float]:
    """ms to add to the page's clock to get this one's, and how far that may be off: from the quickest of several
    comparisons [page's ms before, this clock's s, page's ms after]."""
    before, ours, after = min(clocks, key=lambda each: each[2] - each[0])
    return 1000 * ours - (before + after) / 2, (after - before) / 2


def judged(
    told: dict[str, Any], fps: int, changes: Sequence[Change], presses: Sequence[tuple[float, float]], offset: float
) -> Trial:
    """What the page told of one presentation, beside what was on the screen meanwhile."""
    begun, over = (told[name] + offset for name in ("begun", "over"))
    seen = [change for change in changes if begun <= 1000 * change.at <= over and change.number >= 0]
    later = [change for change in seen if change.number > 0]
    onset_told = told["onset"]["at"] + offset
    frames = (len({change.number for change in seen}), told["timing"]["presented_frames"] or 0)
    if not later or later[0].at - later[0].before > LONGEST_LOOK:
        return Trial(
            fps, None, None, None, None, None, None, frames, 1000 * (later[0].at - later[0].before) if later else 0
        )
    onset = middle(later[0]) - 1000 * later[0].number / fps
    end = middle(later[-1]) + 1000 * (round(CLIP_SECONDS * fps) - later[-1].number) / fps
    end_told = onset_told + told["timing"]["end_ms"]
    stood = onset - middle(seen[0]) if seen[0].number == 0 else None
    press = next((500 * (one + two) for one, two in presses if begun <= 1000 * one <= over), None)
    press_told = told["press"]["at"] + offset if told["press"] else None
    return Trial(
        fps=fps,
        onset=onset_told - onset,
        end=end_told - end,
        press=press_told - press if press is not None and press_told is not None else None,
        rt=(press_told - onset_told) - (press - onset) if press is not None and press_told is not None else None,
        still=told["timing"]["still_ms"] - stood if stood is not None else None,
        stood=stood,
        frames=frames,
        look=1000 * (later[0].at - later[0].before),
    )


def middle(change: Change) -> float:
    """ms."""
    return 500 * (change.before + change.at)


def results(trials: Sequence[Trial], planned: int) -> Metrics:
    """Mean, SD, median, median absolute deviation and n of errors in ms, over all and of the onset by frame rate."""
    metrics: Metrics = {"timing_trials": planned}
    for name in ("onset", "end", "press", "rt", "still", "stood"):
        metrics |= _spread(f"timing_{name}", [getattr(trial, name) for trial in trials])
    for fps in sorted({trial.fps for trial in trials}):
        metrics |= _spread(f"timing_onset_{fps}fps", [trial.onset for trial in trials if trial.fps == fps])
    counts = np.array([trial.frames for trial in trials])
    metrics["timing_frames_seen"], metrics["timing_frames_told"] = counts.mean(axis=0)
    metrics["timing_look_ms"] = float(np.median([trial.look for trial in trials]))
    return metrics


def _spread(name: str, errors: Sequence[float | None]) -> Metrics:
    known = np.array([error for error in errors if error is not None])
    if len(known) < 2:
        return {f"{name}_n": len(known)}
    return {
        f"{name}_mean_ms": float(known.mean()),
        f"{name}_sd_ms": float(known.std(ddof=1)),
        f"{name}_median_ms": float(np.median(known)),
        f"{name}_mad_ms": float(np.median(np.abs(known - np.median(known)))),
        f"{name}_n": len(known),
    }
