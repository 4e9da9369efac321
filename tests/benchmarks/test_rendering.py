"""The benchmark of rendering runs in full, small, and its figures say what they should."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass

import pytest

from benchmarks.__main__ import main
from benchmarks.crew import Crew, Weight
from benchmarks.rendering import acted, cut, in_view, joined, results
from generation.executors.executor import Report, Worker
from generation.rendering.workshop import Clip, Videos


def test_it_ends_in_metrics(capsys: pytest.CaptureFixture[str]) -> None:
    small = ["--size", "64", "--clips", "2", "--frames", "12", "--plain-frames", "2", "--seconds", "0"]
    assert main(["rendering", *small, "--workers", "1", "--renderer", "numba"]) == 0
    first, *lines = capsys.readouterr().out.splitlines()
    assert re.fullmatch(r"rendering: numba, .+, 1 processes; 2 clips, 24 frames at 64 pixels", first)
    figures = {line.split()[1]: float(line.split()[2]) for line in lines}
    assert figures["rendering_fps"] > 0 and figures["rendering_speedup"] > 1
    assert 0 < figures["rendering_private_mb_at_clip_2"] < figures["rendering_peak_mb_at_clip_2"]
    assert figures["rendering_private_mb_at_clip_2"] - figures["rendering_private_mb_at_clip_1"] < 30


def test_the_speedup_is_that_of_rounds_done_by_turns() -> None:
    found = results(
        {"ours": [0.01, 0.02, 0.01], "plain": [0.1, 0.4, 0.1], "long": [0.011]}, {100: Weight(200, 250, 90)}
    )
    assert found["rendering_speedup"] == pytest.approx(10)
    assert found["rendering_fps"] == pytest.approx(100)
    assert found["rendering_long_clip_ratio"] == pytest.approx(1.1)
    assert found["rendering_private_mb_at_clip_100"] == 200
    assert found["rendering_peak_mb_at_clip_100"] == 250
    assert found["rendering_parent_mb_at_clip_100"] == 90


@dataclass(frozen=True)
class Keeping:
    """Makes nothing, and keeps a megabyte of every clip if it is to ``leak``."""

    leak: bool

    def __call__(self) -> Worker[Clip, Videos]:
        kept = []

        def render(clip: Clip, report: Report) -> Videos:
            kept.append(bytearray(b"1") * (10**6 if self.leak else 1))
            return Videos(b"", None)

        return render


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory of other processes is read on Linux alone")
@pytest.mark.parametrize("leak", [False, True])
def test_memory_that_clips_leave_behind_is_seen(leak: bool) -> None:
    clips = in_view(acted(1, 2, seed=0)) * 100
    with Crew.started(Keeping(leak), clips[:1]) as crew:
        crew.per_frame(clips)
    assert list(crew.weights) == [1, 10, 100]
    grown = crew.weights[100].private - crew.weights[10].private
    assert 85 < grown < 100 if leak else grown < 5


def test_both_ways_get_the_same_clips_cut_and_joined_in_whole_frames() -> None:
    motions = acted(3, 30, seed=1)
    assert [len(motion) for motion in motions] == [30, 30, 30]
    assert [len(clip.motion) for clip in cut(in_view(motions), 40)] == [30, 10]
    assert len(joined(motions)) == 90
