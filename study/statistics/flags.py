"""Marks on single responses whose presentation or answer was not as it should be. A mark never removes anything.

What is done with them is a study's own rule (`study.design.exclusion`). The thresholds are those in use in online
studies of response time; what the rating page measures is told by `study.session.timing.Timing`.
"""

from __future__ import annotations

from typing import get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from study.design.exclusion import Flag

FLAGS: tuple[Flag, ...] = get_args(Flag)
FLAG_COLUMNS = [f"flag_{name}" for name in FLAGS]

FASTEST_MS = 200.0
SLOWEST_MS_AFTER_CLIP = 10_000.0
LONGEST_RUN = 8  # of one answer, from which on the whole run is marked
STALL_MS = 100.0
DROPPED_SHARE = 0.05
EXACT_CLOCKS = ("frame", "simulated")


def quality_flags(responses: pd.DataFrame, failed_checks: pd.Series) -> pd.DataFrame:
    """One column ``flag_NAME`` (bool) for each of `FLAGS`, on the index of ``responses``.

    responses: `study.responses.tidy_responses`, ordered by session and trial. failed_checks: attention checks that
    were failed, by session. What is not known, such as dropped frames in a browser that does not count them, marks
    nothing.

    fast: under 200 ms from the first frame. slow: over 10 s after the clip's end. same: one of 8 or more main trials
    in a row with the same answer. check: the session failed an attention check. hidden: the page was out of sight
    while the clip played. stalled: the clip stood still for over 100 ms. dropped: over 5 % of the frames were not
    shown. replayed: the clip was shown by another load of the page before. clock: the onset is not from a frame.
    unseen: answered before the clip's last frame.
    """
    failures = " " + responses["failures"].fillna("").astype(str) + " "
    shown, dropped = _numbers(responses, "presented_frames"), _numbers(responses, "dropped_frames")
    clip_ms = 1000 * _numbers(responses, "clip_seconds")
    flags: dict[Flag, NDArray[np.bool_]] = {
        "fast": _numbers(responses, "rt_ms") < FASTEST_MS,
        "slow": _numbers(responses, "rt_ms") > clip_ms + SLOWEST_MS_AFTER_CLIP,
        "same": run_lengths(responses) >= LONGEST_RUN,
        "check": (responses["session"].map(failed_checks).fillna(0) > 0).to_numpy(bool),
        "hidden": (_numbers(responses, "hidden_ms") > 0) | _has(failures, "hidden"),
        "stalled": (_numbers(responses, "stall_ms") > STALL_MS) | _has(failures, "stalled"),
        "dropped": dropped > DROPPED_SHARE * (shown + dropped),
        "replayed": responses["replayed"].to_numpy(bool),
        "clock": ~responses["clock"].isin(EXACT_CLOCKS).to_numpy(bool),
        "unseen": ~responses["seen_to_end"].astype("boolean").fillna(True).to_numpy(bool),
    }
    return pd.DataFrame({f"flag_{name}": flags[name] for name in FLAGS}, index=responses.index)


def run_lengths(responses: pd.DataFrame) -> NDArray[np.int64]:
    """For each response, how many main trials in a row of its session, itself included, have its answer."""
    if responses.empty:
        return np.zeros(0, np.int64)
    session, chosen = responses["session"], responses["chosen"]
    begins = ((session != session.shift()) | (chosen != chosen.shift())).to_numpy(bool)
    run = np.cumsum(begins) - 1
    lengths: NDArray[np.int64] = np.bincount(run).astype(np.int64)[run]
    return lengths


def _numbers(responses: pd.DataFrame, column: str) -> NDArray[np.float64]:
    """Missing ones compare as false."""
    return responses[column].to_numpy(np.float64, na_value=np.nan)


def _has(failures: pd.Series, kind: str) -> NDArray[np.bool_]:
    return failures.str.contains(f" {kind} ", regex=False).to_numpy(bool)
