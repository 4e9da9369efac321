"""The tidy tables that all statistics, reports and exports start from."""

from __future__ import annotations

from typing import Any

import pandas as pd
from django.db.models import Count, Q, QuerySet

from study.answer_rows import answer_rows, rating_columns
from study.models import OUTCOMES, Response, Session, Study, Trial, TrialEvent
from study.session.timing import Timing

OF_TRIALS = [
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
    "block",
    "replayed",
    "failures",
]
# Of each answer's `Timing`; whether a clip was shown again and what failed is told by the events as well.
TIMING_COLUMNS = [name for name in Timing.__struct_fields__ if name not in ("replayed", "failures")]
TIDY_RESPONSES = OF_TRIALS + TIMING_COLUMNS
TIDY_ATTENTION = [
    "participant",
    "simulated",
    "session",
    "position",
    "block",
    "check",
    "stimulus",
    "expected",
    "chosen",
    "passed",
    "rt_ms",
    "rt_from_end_ms",
    "clip_seconds",
    "clock",
    "language",
    "answered_at",
    "replayed",
    "failures",
]
TIDY_SESSIONS = [
    "participant",
    "simulated",
    "session",
    "state",
    "outcome",
    "language",
    "started_at",
    "completed_at",
    "minutes",
    "ended_at",
    "checks",
    "checks_failed",
]


def tidy_responses(study: Study, *, include_simulated: bool) -> pd.DataFrame:
    """One row per response to a main trial, by participant and trial.

    ``trial_index`` counts the session's main trials from 0, ``block`` their blocks. ``probability_intended`` is the
    recogniser's for the intended label. ``rt_ms`` runs from the first frame, ``rt_from_end_ms`` from the clip's end.
    ``practised``: the same clip was this session's practice. ``answered_at`` is UTC. ``replayed``: the clip was shown
    on more than one load of the page; ``failures``: what failed on the way, in order. Then one column
    ``rating_NAME`` per second question of the study (two for an affect grid), and those of `Timing`. An empty study
    gives an empty table with the same columns.
    """
    table = _answers(study, Q(trial__kind=Trial.Kind.MAIN), include_simulated)
    table["trial_index"] = table.groupby("session").cumcount().astype(int)
    table["correct"] = (table["chosen"] == table["intended"]).astype(bool)
    practised = Trial.objects.filter(session__study=study, kind=Trial.Kind.PRACTICE)
    pairs = pd.MultiIndex.from_tuples(practised.values_list("session_id", "stimulus_id"), names=["session", "stimulus"])
    table["practised"] = pd.MultiIndex.from_frame(table[["session_id", "stimulus_id"]]).isin(pairs)
    return table[[*OF_TRIALS, *rating_columns(study.protocol.questions), *TIMING_COLUMNS]]


def tidy_attention(study: Study, *, include_simulated: bool) -> pd.DataFrame:
    """One row per answered attention check, by participant and position among the session's trials.

    ``check``: "clip", whose ``expected`` answer is the intended label, or "instructed", where it is said in words.
    """
    table = _answers(study, Q(trial__kind=Trial.Kind.ATTENTION), include_simulated)
    instructed = table["instructed"] != ""
    table["check"] = instructed.map({True: "instructed", False: "clip"})
    table["expected"] = table["instructed"].where(instructed, table["intended"])
    table["passed"] = (table["chosen"] == table["expected"]).astype(bool)
    return table[TIDY_ATTENTION]


def tidy_sessions(study: Study, *, include_simulated: bool) -> pd.DataFrame:
    """One row per session, completed or not, by participant.

    ``minutes`` run from start to completion, else missing; ``outcome`` is empty while the session goes on. ``checks``:
    attention checks answered, ``checks_failed`` those answered otherwise than they ask for. Then one column
    ``questionnaire_NAME`` per question about the rater.
    """
    rows = Session.objects.filter(_simulated_too("", include_simulated), study=study).values_list(
        "participant__public_id",
        "participant__simulated",
        "public_id",
        "state",
        "participant__language",
        "started_at",
        "ended_at",
        "questionnaire",
    )
    columns = ["participant", "simulated", "session", "state", "language", "started_at", "ended_at", "questionnaire"]
    table = pd.DataFrame(rows, columns=columns)
    table["outcome"] = table["state"].where(table["state"].isin(OUTCOMES), "")
    table["completed_at"] = table["ended_at"].where(table["state"] == Session.State.COMPLETED)
    for column in ("started_at", "completed_at", "ended_at"):
        table[column] = pd.to_datetime(table[column], utc=True)
    table["minutes"] = (table["completed_at"] - table["started_at"]).dt.total_seconds() / 60
    passed = tidy_attention(study, include_simulated=include_simulated).groupby("session")["passed"]
    for column, of_session in (("checks", passed.size()), ("checks_failed", passed.size() - passed.sum())):
        table[column] = table["session"].map(of_session).fillna(0).astype(int)
    asked = []
    for question in study.protocol.questionnaire:
        asked.append(f"questionnaire_{question.name}")
        table[asked[-1]] = [answers.get(question.name) for answers in table["questionnaire"]]
    table = table.astype({"simulated": bool}).sort_values(["participant", "session"], ignore_index=True)
    return table[[*TIDY_SESSIONS, *asked]]


def _answers(study: Study, which: Q, include_simulated: bool) -> pd.DataFrame:
    """Responses with what is known of their session, clip and events, in the order in which they were given."""
    simulated = _simulated_too("trial__session__", include_simulated)
    responses = Response.objects.filter(simulated, which, trial__session__study=study)
    table = answer_rows(responses, study.protocol.questions)
    sessions = _sessions_of(study)
    stimuli = _stimuli_of(study)
    for column in sessions.columns:
        table[column] = sessions[column].reindex(table["session_id"]).to_numpy()
    for column in stimuli.columns:
        table[column] = stimuli[column].reindex(table["stimulus_id"]).to_numpy()
    _add_events(table, TrialEvent.objects.filter(trial__session__study=study))
    table = table.sort_values(["participant", "session", "position"], ignore_index=True)
    return table.astype({"simulated": bool, "position": int, "block": int})


def _sessions_of(study: Study) -> pd.DataFrame:
    """By primary key."""
    rows = study.sessions.values_list(
        "pk", "participant__public_id", "participant__simulated", "public_id", "participant__language"
    )
    table = pd.DataFrame(rows, columns=["pk", "participant", "simulated", "session", "language"])
    return table.set_index("pk")


def _stimuli_of(study: Study) -> pd.DataFrame:
    """By primary key."""
    rows = [
        {
            "pk": stimulus.pk,
            "stimulus": stimulus.manifest_id,
            "condition": stimulus.condition,
            "intended": stimulus.label,
            "predicted": stimulus.predicted,
            "probability_intended": float(stimulus.probabilities[stimulus.label]),
            "clip_seconds": stimulus.duration,
        }
        for stimulus in study.stimulus_set.stimuli.all()
    ]
    return pd.DataFrame(rows).set_index("pk")


def _add_events(table: pd.DataFrame, events: QuerySet[TrialEvent]) -> None:
    """``replayed`` and ``failures``: from the events, and from what the page itself said with its answer."""
    shown = events.filter(kind=TrialEvent.Kind.SHOWN).values("trial").annotate(pages=Count("page", distinct=True))
    again = set(shown.filter(pages__gt=1).values_list("trial", flat=True))
    table["replayed"] = table["trial_id"].isin(again) | table["replayed"].fillna(False).astype(bool)
    failed: dict[Any, list[str]] = {}
    for trial, kind in events.exclude(kind=TrialEvent.Kind.SHOWN).order_by("pk").values_list("trial", "kind"):
        failed.setdefault(trial, []).append(kind)
    told = table["trial_id"].map({trial: " ".join(kinds) for trial, kinds in failed.items()})
    table["failures"] = told.where(told.notna(), table["failures"]).astype(object)


def _simulated_too(path: str, include_simulated: bool) -> Q:
    """Simulated raters are left out unless asked for. ``path`` leads from the row to its session."""
    return Q() if include_simulated else Q(**{f"{path}participant__simulated": False})
