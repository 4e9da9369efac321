"""The measurement of the measured onset: on planted events, and a small one in a real browser on a virtual screen."""

from __future__ import annotations

import argparse
import shutil
from ctypes.util import find_library
from typing import Any

import numpy as np
import pytest

from benchmarks.screen.showing import ENGINES
from benchmarks.screen.watcher import NOTHING, SIZE, Change, number_of, numbered_frames
from benchmarks.timing import CLIP_SECONDS, LONGEST_LOOK, add_arguments, clock_offset, judged, results, run

OFFSET = 5000.0  # ms, of a page's clock against this one
FPS = 25
TOLD: dict[str, Any] = {
    "number": 0,
    "begun": 900.0,
    "over": 2300.0,
    "onset": {"at": 1012.0},
    "press": {"at": 1499.0},
    "timing": {"end_ms": 1003.0, "still_ms": 25.0, "presented_frames": 25},
}
PRESSES = [(6.4995, 6.5005)]


def on_screen(dropped: int = 0, onset: float = 6.0, look: float = 0.0004) -> list[Change]:
    """A clip that came to its frame 0 at ``onset``, 20 ms after it was uncovered; without its first ``dropped``
    moving frames."""
    times = [(number, onset + number / FPS) for number in range(1 + dropped, round(CLIP_SECONDS * FPS))]
    shown = [(0, onset - 0.02), *times, (NOTHING, onset + CLIP_SECONDS + 0.1)]
    return [Change(at - look / 2, at + look / 2, number) for number, at in shown]


def test_every_number_can_be_read_off_its_frame_and_neighbours_differ_in_one_bar() -> None:
    bars = [[int(level) for level in frame[SIZE // 2, 16::32, 0]] for frame in numbered_frames(256)]
    assert [number_of(each) for each in bars] == list(range(256))
    assert all(sum(a != b for a, b in zip(*pair, strict=True)) == 1 for pair in zip(bars, bars[1:], strict=False))
    assert number_of([128] * 8) == NOTHING


def test_clocks_are_compared_by_the_quickest_asking() -> None:
    assert clock_offset([[0.0, 6.0, 30.0], [100.0, 5.101, 102.0], [200.0, 9.0, 260.0]]) == (5000.0, 1.0)


@pytest.mark.parametrize("dropped", [0, 1, 5])
def test_errors_are_what_was_told_minus_what_was_seen(dropped: int) -> None:
    trial = judged(TOLD, FPS, on_screen(dropped), PRESSES, OFFSET)
    told = [trial.onset, trial.end, trial.press, trial.rt, trial.still, trial.stood]
    assert told == pytest.approx([12.0, 15.0, -1.0, -13.0, 5.0, 20.0])
    assert trial.frames == (25 - dropped, 25)


def test_what_other_presentations_showed_is_not_this_ones() -> None:
    changes = [*on_screen(onset=4.5), *on_screen(), *on_screen(onset=8.0)]
    assert judged(TOLD, FPS, changes, [(4.9, 4.9), *PRESSES, (8.5, 8.5)], OFFSET).onset == pytest.approx(12.0)


def test_a_change_that_was_not_looked_at_closely_is_no_truth() -> None:
    trial = judged(TOLD, FPS, on_screen(look=LONGEST_LOOK + 0.001), PRESSES, OFFSET)
    assert (trial.onset, trial.rt) == (None, None)
    assert results([trial, judged(TOLD, FPS, on_screen(), PRESSES, OFFSET)], 2)["timing_onset_n"] == 1


@pytest.mark.browser
@pytest.mark.parametrize(
    ("engine", "fallback", "most_mad"), [("chromium", False, 5), ("chromium", True, 20), ("firefox", False, 20)]
)
def test_the_onset_that_is_measured_is_near_to_the_one_on_the_screen(
    engine: str, fallback: bool, most_mad: float
) -> None:
    """Both are observed, so a slow machine moves both. docs/timing.md has the figures of many more trials, and those of
    Firefox's fallback, which is as exact as its frames."""
    if None in (shutil.which("Xvfb"), shutil.which(ENGINES[engine]), find_library("Xtst")):
        pytest.skip(f"Xvfb or {engine} is missing; on Debian: apt-get install {ENGINES[engine]} xvfb libxtst6")
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    asked = ["--engine", engine, "--trials", "4", "--fps", "25", "30", *(["--fallback"] if fallback else [])]
    metrics = run(parser.parse_args(asked))
    assert metrics["timing_onset_n"] >= 4
    assert abs(metrics["timing_onset_median_ms"]) < 50
    assert metrics["timing_onset_mad_ms"] < most_mad
    assert abs(metrics["timing_press_median_ms"]) < 20


def test_spread_is_told_of_the_typical_trial_too() -> None:
    trials = [
        judged(TOLD, FPS, on_screen(onset=6.0 + moved), PRESSES, OFFSET) for moved in (0.0, 0.001, 0.002, 0.003, 0.1)
    ]
    metrics = results(trials, len(trials))
    assert metrics["timing_onset_median_ms"] == pytest.approx(10.0)
    assert metrics["timing_onset_mad_ms"] == pytest.approx(1.0)
    onsets = np.array([12.0, 11.0, 10.0, 9.0, -88.0])
    assert metrics["timing_onset_sd_ms"] == pytest.approx(onsets.std(ddof=1))
