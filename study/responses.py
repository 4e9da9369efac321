"""The tidy tables that all statistics, reports and exports start from."""

from __future__ import annotations

import pandas as pd
from django.db.models import Q

from study.models import Response, Session, Study, Trial

RESPONSE_COLUMNS = {
    "participant": "trial__session__participant__public_id",
    "simulated": "trial__session__participant__simulated",
    "session": "trial__session__public_id",
    "stimulus": "trial__stimulus__manifest_id",
    "condition": "trial__stimulus__condition",
    "intended": "trial__stimulus__label",
    "chosen": "chosen",
    "predicted": "trial__stimulus__predicted",
    "probabilities": "trial__stimulus__probabilities",
    "rt_ms": "rt_ms",
    "rt_from_end_ms": "rt_from_end_ms",
    "frames": "trial__stimulus__frames",
    "fps": "trial__stimulus__fps",
    "clock": "clock",
    "language": "trial__session__participant__language",
    "answered_at": "answered_at",
    "position": "trial__position",
}
TIDY_RESPONSES = [
    "participant",
    "simulated",
    "session",
    "trial_index",
    "stimulus",
    "condition",
    "intended",
    "chosen",
    "correct",
    "predicted",
    "probability_intended",
    "rt_ms",
    "rt_from_end_ms",
    "clip_seconds",
    "clock",
    "practised",
    "language",
    "answered_at",
]
TIDY_SESSIONS = ["participant", "simulated", "session", "state", "language", "started_at", "completed_at", "minutes"]


def tidy_responses(study: Study, *, include_simulated: bool) -> pd.DataFrame:
    """One row per response to a main trial, by participant and trial.

    ``trial_index`` counts the session's main trials from 0. ``probability_intended`` is the recogniser's for the
    intended label. ``rt_ms`` runs from the first frame, ``rt_from_end_ms`` from the clip's end. ``practised``: the
    same clip was this session's practice. ``answered_at`` is UTC. An empty study gives an empty table with the
    same columns.
    """
    rows = Response.objects.filter(
        _simulated_too("trial__session__", include_simulated),
        trial__session__study=study,
        trial__kind=Trial.Kind.MAIN,
    )
    table = pd.DataFrame(rows.values_list(*RESPONSE_COLUMNS.values()), columns=list(RESPONSE_COLUMNS))
    table = table.sort_values(["participant", "session", "position"], ignore_index=True)
    table["trial_index"] = table.groupby("session").cumcount()
    table["correct"] = (table["chosen"] == table["intended"]).astype(bool)
    table["probability_intended"] = [
        float(probabilities[label])
        for probabilities, label in zip(table["probabilities"], table["intended"], strict=True)
    ]
    table["clip_seconds"] = table["frames"].astype(float) / table["fps"].astype(float)
    practised = set(
        Trial.objects.filter(session__study=study, kind=Trial.Kind.PRACTICE).values_list(
            "session__public_id", "stimulus__manifest_id"
        )
    )
    table["practised"] = [pair in practised for pair in zip(table["session"], table["stimulus"], strict=True)]
    table["answered_at"] = pd.to_datetime(table["answered_at"], utc=True)
    return table[TIDY_RESPONSES].astype(
        {"simulated": bool, "practised": bool, "trial_index": int, "probability_intended": float}
        | dict.fromkeys(("rt_ms", "rt_from_end_ms"), float)
    )


def tidy_sessions(study: Study, *, include_simulated: bool) -> pd.DataFrame:
    """One row per session, completed or not, by participant; ``minutes`` from start to completion, else missing."""
    rows = Session.objects.filter(_simulated_too("", include_simulated), study=study).values_list(
        "participant__public_id",
        "participant__simulated",
        "public_id",
        "state",
        "participant__language",
        "started_at",
        "ended_at",
    )
    table = pd.DataFrame(rows, columns=TIDY_SESSIONS[:-1])
    table["completed_at"] = table["completed_at"].where(table["state"] == Session.State.COMPLETED)
    for column in ("started_at", "completed_at"):
        table[column] = pd.to_datetime(table[column], utc=True)
    table["minutes"] = (table["completed_at"] - table["started_at"]).dt.total_seconds() / 60
    return table.astype({"simulated": bool}).sort_values(["participant", "session"], ignore_index=True)


def _simulated_too(path: str, include_simulated: bool) -> Q:
    """Simulated raters are left out unless asked for. ``path`` leads from the row to its session."""
    return Q() if include_simulated else Q(**{f"{path}participant__simulated": False})
