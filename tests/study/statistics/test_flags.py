"""Marks on responses: thresholds, runs of one answer, and what is not known."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from study.statistics.flags import FLAGS, quality_flags, run_lengths

# A response with nothing to object to.
FINE: dict[str, Any] = {
    "session": "s1",
    "chosen": "joy",
    "rt_ms": 2500.0,
    "clip_seconds": 3.0,
    "clock": "frame",
    "failures": "",
    "replayed": False,
    "seen_to_end": True,
    "presented_frames": 60.0,
    "dropped_frames": 0.0,
    "hidden_ms": 0.0,
    "stall_ms": 0.0,
}
NO_CHECKS = pd.Series(dtype=int)


def flagged(failed: pd.Series = NO_CHECKS, **changes: Any) -> list[str]:
    """The marks of one response that differs from a fine one by ``changes``."""
    flags = quality_flags(pd.DataFrame([FINE | changes]), failed)
    return [name for name in FLAGS if flags[f"flag_{name}"][0]]


@pytest.mark.parametrize(
    ("changes", "marks"),
    [
        ({}, []),
        ({"rt_ms": 199.9}, ["fast"]),
        ({"rt_ms": 200.0}, []),
        ({"rt_ms": 13_000.1}, ["slow"]),
        ({"rt_ms": 13_000.0}, []),
        ({"hidden_ms": 1.0}, ["hidden"]),
        ({"failures": "stalled hidden"}, ["hidden", "stalled"]),
        ({"stall_ms": 100.1}, ["stalled"]),
        ({"stall_ms": 100.0}, []),
        ({"presented_frames": 95.0, "dropped_frames": 5.0}, []),
        ({"presented_frames": 94.0, "dropped_frames": 6.0}, ["dropped"]),
        ({"replayed": True}, ["replayed"]),
        ({"clock": "playing"}, ["clock"]),
        ({"clock": "simulated"}, []),
        ({"seen_to_end": False}, ["unseen"]),
    ],
)
def test_each_mark_begins_beyond_its_threshold(changes: dict[str, Any], marks: list[str]) -> None:
    assert flagged(**changes) == marks


def test_what_is_not_known_marks_nothing() -> None:
    unknown = dict.fromkeys(("rt_ms", "hidden_ms", "stall_ms", "presented_frames", "dropped_frames", "seen_to_end"))
    assert flagged(**unknown) == []


def test_a_failed_check_marks_the_whole_session() -> None:
    assert flagged(pd.Series({"s1": 1, "s2": 0})) == ["check"]
    assert flagged(pd.Series({"s1": 0, "s2": 1})) == []


def test_eight_answers_in_a_row_are_marked_all_and_seven_none() -> None:
    chosen = ["joy"] * 8 + ["fear"] + ["joy"] * 7
    responses = pd.DataFrame([FINE | {"chosen": each} for each in chosen])
    assert list(quality_flags(responses, NO_CHECKS)["flag_same"]) == [True] * 8 + [False] * 8


def test_a_run_ends_with_the_session() -> None:
    responses = pd.DataFrame([FINE | {"session": session} for session in ["s1"] * 7 + ["s2"] * 7])
    assert not quality_flags(responses, NO_CHECKS)["flag_same"].any()


@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(1, 12)), max_size=6))
def test_run_lengths_are_those_of_the_runs(runs: list[tuple[str, int]]) -> None:
    """Neighbouring runs of one answer in one session are one run; each run here is a session of its own."""
    rows = [{"session": str(number), "chosen": answer} for number, (answer, n) in enumerate(runs) for _ in range(n)]
    table = pd.DataFrame(rows, columns=["session", "chosen"])
    assert list(run_lengths(table)) == [n for _, n in runs for _ in range(n)]


def test_no_responses_have_no_marks() -> None:
    empty = pd.DataFrame([FINE]).iloc[:0]
    flags = quality_flags(empty, NO_CHECKS)
    assert flags.empty and set(flags.dtypes) == {pd.Series(dtype=bool).dtype}
