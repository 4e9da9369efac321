"""What is measured, and how it is counted up; no test here looks at the clock."""

from __future__ import annotations

import pytest
import torch

from benchmarks import race as module
from benchmarks.extrapolation import extrapolated
from benchmarks.measure import PeakMemory, spread_over
from benchmarks.race import Pace, Way, race, results

CPU = torch.device("cpu")


class Clock:
    """Seconds pass only when work is done: one for every padded frame."""

    def __init__(self) -> None:
        self.now = 0.0

    def way(self, name: str, frames: list[int], valid: list[int], slowness: float = 1.0) -> Way:
        def work(positions):
            self.now += slowness * sum(frames[position] for position in positions)

        return Way(name, work, 2, frames, valid, PeakMemory(CPU))

    def seconds(self, work, device) -> float:
        before = self.now
        work()
        return self.now - before


@pytest.fixture
def clock(monkeypatch):
    made = Clock()
    monkeypatch.setattr(module, "seconds", made.seconds)
    monkeypatch.setattr(module.time, "monotonic", lambda: made.now)
    return made


def test_a_systematic_sample_takes_short_and_long_batches_alike():
    costs = [30, 10, 60, 20, 50, 40]
    assert [costs[position] for position in spread_over(costs, 3)] == [20, 40, 60]
    assert [costs[position] for position in spread_over(costs, 1)] == [40]
    assert sorted(spread_over(costs, 6)) == list(range(6))


def test_the_speedup_counts_valid_frames_and_not_padding(clock):
    plain = clock.way("plain", [100, 100, 100], [60, 60, 60])
    ours = clock.way("miburi", [50, 50, 50], [60, 60, 60])
    race([plain, ours], CPU, Pace(batches=3, together=1, seconds=0.0))
    found = results("training", plain, ours)
    assert found["training_speedup"] == pytest.approx(2.0)
    assert found["training_rounds"] == 1
    assert found["training_plain_valid_share"] == pytest.approx(0.3)
    assert found["training_miburi_frames_per_s"] == pytest.approx(180 / 150)
    assert found["training_miburi_clips_per_s"] == pytest.approx(6 / 150)


def test_rounds_go_on_until_the_seconds_are_over(clock):
    ways = [clock.way(name, [10], [10]) for name in ("plain", "miburi")]
    race(ways, CPU, Pace(batches=1, together=1, seconds=50.0))
    assert len(ways[0].rounds) == len(ways[1].rounds) == 3


def test_the_median_round_counts(clock):
    plain, ours = clock.way("plain", [10], [10]), clock.way("miburi", [10], [10])
    plain.rounds, ours.rounds = [1.0, 1.0, 1.0], [2.0, 3.0, 40.0]
    assert results("training", plain, ours)["training_speedup"] == 3.0


def test_the_extrapolation_counts_a_thousand_epochs_of_the_training_clips(clock):
    way = clock.way("miburi", [10], [10])  # two clips in ten seconds
    race([way], CPU, Pace(batches=1, together=1, seconds=0.0))
    assert extrapolated(way)["paper_hours"] == pytest.approx(1000 * 0.8 * 5439 / 0.2 / 3600)
