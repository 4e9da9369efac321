"""A study's tables in parts of some sessions each, so that memory does not grow with the study."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from study.answer_rows import ROWS_AT_ONCE
from study.design.exclusion import Exclusion
from study.models import Session, Study, Trial
from study.responses import tidy_tables
from study.statistics.exclusions import apply_exclusions

SESSIONS_AT_ONCE = 400
Tables = dict[str, pd.DataFrame]


def session_parts(study: Study, *, include_simulated: bool) -> list[list[int]]:
    """Keys of the study's sessions, by participant, in parts."""
    sessions = Session.objects.filter(study=study).order_by("participant__public_id", "public_id")
    if not include_simulated:
        sessions = sessions.filter(participant__simulated=False)
    keys = list(sessions.values_list("pk", flat=True))
    return [keys[start : start + SESSIONS_AT_ONCE] for start in range(0, len(keys), SESSIONS_AT_ONCE)]


def tables_of_part(study: Study, rules: Exclusion, keys: Sequence[int]) -> Tables:
    """The tables of these sessions, rows by participant and trial, and the log of the rules on them.

    Times of day and dates are gone: what is left is the month of the start and the time since then.
    """
    tidy = tidy_tables(study, include_simulated=True, sessions=keys)
    marked = apply_exclusions(tidy.responses, tidy.sessions, rules)
    responses, sessions = marked.responses, marked.sessions
    started = sessions["started_at"].array.take(_rows_of(responses["session"], sessions))
    responses["time_elapsed"] = (responses["answered_at"].array - started).total_seconds() * 1000
    options = dict(Session.objects.filter(pk__in=keys).values_list("public_id", "answer_options"))
    return {
        "responses": responses,
        "trials": _trials(keys, sessions),
        "attention": tidy.attention,
        "sessions": sessions.assign(
            started_month=sessions["started_at"].dt.strftime("%Y-%m"),
            answer_options=[" ".join(options[name]) for name in sessions["session"]],
        ),
        "participants": sessions.drop_duplicates("participant"),
        "exclusions": marked.log,
    }


def stimuli_of(study: Study) -> pd.DataFrame:
    """The clips of the study's set, by name."""
    rows = [
        {
            "stimulus": clip.manifest_id,
            "role": clip.role,
            "condition": clip.condition,
            "intended": clip.label,
            "predicted": clip.predicted,
            **{f"probability_{label}": float(value) for label, value in clip.probabilities.items()},
            "source": clip.source,
            "seed": clip.seed,
            "frames": clip.frames,
            "fps": clip.fps,
            "clip_seconds": clip.duration,
            "motion_sha256": clip.motion_sha256,
            "video_sha256": clip.video_sha256,
            "webm_sha256": clip.webm_sha256,
        }
        for clip in study.stimulus_set.stimuli.order_by("manifest_id")
    ]
    return pd.DataFrame(rows)


def _trials(keys: Sequence[int], sessions: pd.DataFrame) -> pd.DataFrame:
    """The plan of these sessions, with what was answered."""
    names = ["session", "position", "kind", "block", "stimulus", "instructed", "chosen", "rt_ms"]
    rows = Trial.objects.filter(session__in=keys).values_list(
        "session__public_id",
        "position",
        "kind",
        "block",
        "stimulus__manifest_id",
        "instructed",
        "response__chosen",
        "response__rt_ms",
    )
    table = pd.DataFrame(rows.iterator(ROWS_AT_ONCE), columns=names)
    of_session = _rows_of(table["session"], sessions)
    order = np.lexsort((table["position"], of_session))
    table, of_session = table.take(order), of_session[order]
    for name in ("participant", "simulated"):
        table[name] = sessions[name].array.take(of_session)
    table["answered"] = table["chosen"].notna()
    return table


def _rows_of(names: pd.Series, sessions: pd.DataFrame) -> NDArray[np.int64]:
    """Where the sessions of these names stand in ``sessions``."""
    rows: NDArray[np.int64] = pd.Index(sessions["session"]).get_indexer(names).astype(np.int64)
    return rows
