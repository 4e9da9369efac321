"""The benchmark of rendering runs in full, small, and its figures say what they should."""

from __future__ import annotations

import re

import pytest

from benchmarks.__main__ import main
from benchmarks.rendering import acted, cut, in_view, joined, results


def test_it_ends_in_metrics(capsys: pytest.CaptureFixture[str]) -> None:
    small = ["--size", "64", "--clips", "2", "--frames", "12", "--plain-frames", "2", "--seconds", "0"]
    assert main(["rendering", *small, "--workers", "1", "--renderer", "numba"]) == 0
    first, *lines = capsys.readouterr().out.splitlines()
    assert re.fullmatch(r"rendering: numba, .+, 1 processes; 2 clips, 24 frames at 64 pixels", first)
    figures = {line.split()[1]: float(line.split()[2]) for line in lines}
    assert figures["rendering_fps"] > 0 and figures["rendering_speedup"] > 1
    assert figures["rendering_growth_mb"] < 30


def test_the_speedup_is_that_of_rounds_done_by_turns() -> None:
    found = results({"ours": [0.01, 0.02, 0.01], "plain": [0.1, 0.4, 0.1], "long": [0.011]}, [200.0, 201.0])
    assert found["rendering_speedup"] == pytest.approx(10)
    assert found["rendering_fps"] == pytest.approx(100)
    assert found["rendering_long_clip_ratio"] == pytest.approx(1.1)
    assert found["rendering_growth_mb"] == pytest.approx(1)


def test_both_ways_get_the_same_clips_cut_and_joined_in_whole_frames() -> None:
    motions = acted(3, 30, seed=1)
    assert [len(motion) for motion in motions] == [30, 30, 30]
    assert [len(clip.motion) for clip in cut(in_view(motions), 40)] == [30, 10]
    assert len(joined(motions)) == 90
