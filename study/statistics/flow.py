"""Who took part, for how long, and how long the clips were."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from study.statistics.estimate import NotEstimable, Number


@dataclass(frozen=True)
class Spread:
    """Mean, sample SD, median and range of ``n`` values."""

    n: int
    mean: Number
    sd: Number
    median: Number
    low: Number
    high: Number


@dataclass(frozen=True)
class Flow:
    """Sessions from start to completion, and what they left.

    ``withdrawn`` are sessions whose raters had their data deleted, which are not among ``sessions``; ``declined`` are
    those of them that never got a consent. ``responses_practised`` are answers to clips that the same session had as
    practice. ``completion_minutes`` is of completed sessions; ``clip_seconds`` is of the distinct clips that were
    rated, and ``video_minutes`` their sum.
    """

    raters: int
    simulated_raters: int
    sessions: int
    completed: int
    not_completed: int
    withdrawn: int
    declined: int
    responses: int
    responses_of_incomplete: int
    responses_without_time: int
    responses_practised: int
    clips: int
    completion_minutes: Spread
    clip_seconds: Spread
    video_minutes: Number


def study_flow(responses: pd.DataFrame, sessions: pd.DataFrame, withdrawals: Sequence[str] = ()) -> Flow:
    """Counts and durations of a study. A session is completed when it has a time of completion; ``withdrawals`` are
    the states in which sessions were withdrawn."""
    done = sessions["completed_at"].notna()
    clips = responses.drop_duplicates("stimulus")["clip_seconds"].dropna().to_numpy(np.float64)
    in_completed = responses["session"].isin(sessions.loc[done, "session"])
    return Flow(
        raters=int(responses["participant"].nunique()),
        simulated_raters=int(responses.loc[responses["simulated"].astype(bool), "participant"].nunique()),
        sessions=len(sessions),
        completed=int(done.sum()),
        not_completed=int((~done).sum()),
        withdrawn=len(withdrawals),
        declined=sum(state == "started" for state in withdrawals),
        responses=len(responses),
        responses_of_incomplete=int((~in_completed).sum()),
        responses_without_time=int(responses["rt_ms"].isna().sum()),
        responses_practised=int(responses["practised"].sum()),
        clips=int(responses["stimulus"].nunique()),
        completion_minutes=spread(sessions.loc[done, "minutes"].dropna().to_numpy(np.float64), "completed sessions"),
        clip_seconds=spread(clips, "clips of known duration"),
        video_minutes=float(clips.sum()) / 60 if len(clips) else NotEstimable("there are no clips of known duration"),
    )


def spread(values: NDArray[np.float64], what: str) -> Spread:
    """Mean and spread of ``values``; ``what`` they are, for the reason if there are too few."""
    n = len(values)
    if n == 0:
        none = NotEstimable(f"there are no {what}")
        return Spread(0, none, none, none, none, none)
    return Spread(
        n=n,
        mean=float(values.mean()),
        sd=float(values.std(ddof=1)) if n > 1 else NotEstimable(f"there is one of the {what} only"),
        median=float(np.median(values)),
        low=float(values.min()),
        high=float(values.max()),
    )
