"""The tidy tables that all statistics, reports and exports start from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
from django.db.models import Count, Q, QuerySet

from generation import __version__
from study.answer_rows import answer_rows, rating_columns
from study.models import OUTCOMES, Response, Session, Study, Trial, TrialEvent
from study.session.timing import Timing
from study.statistics.flags import FLAG_COLUMNS, quality_flags

OF_TRIALS = [
    "participant",
    "simulated",
    "session",
    "trial_index",
    "position",
    "block",
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
    "replayed",
    "failures",
]
# What the raters were asked, and of what; and who wrote the table. Hashes are cut to their first 12 digits.
VERSIONS = ["protocol", "text_version", "stimulus_set", "miburi"]
DIGITS = 12
# Of each answer's `Timing`; whether a clip was shown again and what failed is told by the events as well.
TIMING_COLUMNS = [name for name in Timing.__struct_fields__ if name not in ("replayed", "failures")]
TIDY_RESPONSES = OF_TRIALS + TIMING_COLUMNS + FLAG_COLUMNS + VERSIONS
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
    "text_version",
]


def tidy_responses(study: Study, *, include_simulated: bool, sessions: Sequence[int] | None = None) -> pd.DataFrame:
    """One row per response to a main trial, by participant and trial; of all sessions, or those with these keys.

    ``trial_index`` counts the session's main trials from 0, ``block`` their blocks, ``position`` all trials of the
    session, practice and checks included. ``probability_intended`` is the
    recogniser's for the intended label. ``rt_ms`` runs from the first frame, ``rt_from_end_ms`` from the clip's end.
    ``practised``: the same clip was this session's practice. ``answered_at`` is UTC. ``replayed``: the clip was shown
    on more than one load of the page; ``failures``: what failed on the way, in order. Then one column
    ``rating_NAME`` per second question of the study (two for an affect grid), those of `Timing`, ``flag_NAME`` for
    each of `study.statistics.flags`, and `VERSIONS`. An empty study gives an empty table with the same columns.
    """
    table = _answers(study, Trial.Kind.MAIN, include_simulated, sessions)
    table["trial_index"] = table.groupby("session").cumcount().astype(int)
    table["correct"] = (table["chosen"] == table["intended"]).astype(bool)
    practised = Trial.objects.filter(_of_these("session", sessions), session__study=study, kind=Trial.Kind.PRACTICE)
    pairs = pd.MultiIndex.from_tuples(practised.values_list("session_id", "stimulus_id"), names=["session", "stimulus"])
    table["practised"] = pd.MultiIndex.from_frame(table[["session_id", "stimulus_id"]]).isin(pairs)
    checks = tidy_attention(study, include_simulated=include_simulated, sessions=sessions)
    flags = quality_flags(table, (~checks["passed"]).groupby(checks["session"]).sum())
    table = pd.concat([table, flags], axis=1)
    for column, value in _versions(study).items():
        table[column] = value
    return table[[*OF_TRIALS, *rating_columns(study.protocol.questions), *TIMING_COLUMNS, *FLAG_COLUMNS, *VERSIONS]]


def tidy_attention(study: Study, *, include_simulated: bool, sessions: Sequence[int] | None = None) -> pd.DataFrame:
    """One row per answered attention check, by participant and position among the session's trials.

    ``check``: "clip", whose ``expected`` answer is the intended label, or "instructed", where it is said in words.
    """
    table = _answers(study, Trial.Kind.ATTENTION, include_simulated, sessions)
    instructed = table["instructed"] != ""
    table["check"] = instructed.map({True: "instructed", False: "clip"})
    table["expected"] = table["instructed"].where(instructed, table["intended"])
    table["passed"] = (table["chosen"] == table["expected"]).astype(bool)
    return table[TIDY_ATTENTION]


def tidy_sessions(study: Study, *, include_simulated: bool, sessions: Sequence[int] | None = None) -> pd.DataFrame:
    """One row per session, completed or not, by participant; of all, or those with these keys.

    ``minutes`` run from start to completion, else missing; ``outcome`` is empty while the session goes on. ``checks``:
    attention checks answered, ``checks_failed`` those answered otherwise than they ask for. Then one column
    ``questionnaire_NAME`` per question about the rater.
    """
    these = _simulated_too("", include_simulated) & _of_these("", sessions)
    rows = Session.objects.filter(these, study=study).values_list(
        "participant__public_id",
        "participant__simulated",
        "public_id",
        "state",
        "participant__language",
        "started_at",
        "ended_at",
        "text_version__version",
        "questionnaire",
    )
    named = ["participant", "simulated", "session", "state", "language", "started_at", "ended_at", "text_version"]
    table = pd.DataFrame(rows, columns=[*named, "questionnaire"])
    table["outcome"] = table["state"].where(table["state"].isin(OUTCOMES), "")
    table["completed_at"] = table["ended_at"].where(table["state"] == Session.State.COMPLETED)
    for column in ("started_at", "completed_at", "ended_at"):
        table[column] = pd.to_datetime(table[column], utc=True)
    table["minutes"] = (table["completed_at"] - table["started_at"]).dt.total_seconds() / 60
    checks = tidy_attention(study, include_simulated=include_simulated, sessions=sessions)
    passed = checks.groupby("session")["passed"]
    for column, of_session in (("checks", passed.size()), ("checks_failed", passed.size() - passed.sum())):
        table[column] = table["session"].map(of_session).fillna(0).astype(int)
    asked = []
    for question in study.protocol.questionnaire:
        asked.append(f"questionnaire_{question.name}")
        table[asked[-1]] = [answers.get(question.name) for answers in table["questionnaire"]]
    table = table.astype({"simulated": bool, "text_version": int})
    table = table.sort_values(["participant", "session"], ignore_index=True)
    return table[[*TIDY_SESSIONS, *asked]]


def _answers(study: Study, kind: Trial.Kind, include_simulated: bool, sessions: Sequence[int] | None) -> pd.DataFrame:
    """Responses with what is known of their session, clip and events, in the order in which they were given."""
    these = _simulated_too("trial__session__", include_simulated) & _of_these("trial__session", sessions)
    responses = Response.objects.filter(these, trial__kind=kind, trial__session__study=study)
    table = answer_rows(responses, study.protocol.questions)
    of_sessions = _sessions_of(study, sessions)
    stimuli = _stimuli_of(study)
    for column in of_sessions.columns:
        table[column] = of_sessions[column].reindex(table["session_id"]).to_numpy()
    for column in stimuli.columns:
        table[column] = stimuli[column].reindex(table["stimulus_id"]).to_numpy()
    events = TrialEvent.objects.filter(_of_these("trial__session", sessions), trial__session__study=study)
    _add_events(table, events)
    table = table.sort_values(["participant", "session", "position"], ignore_index=True)
    return table.astype({"simulated": bool, "position": int, "block": int, "text_version": int})


def _sessions_of(study: Study, sessions: Sequence[int] | None) -> pd.DataFrame:
    """By primary key."""
    rows = study.sessions.filter(_of_these("", sessions)).values_list(
        "pk",
        "participant__public_id",
        "participant__simulated",
        "public_id",
        "participant__language",
        "text_version__version",
    )
    columns = ["pk", "participant", "simulated", "session", "language", "text_version"]
    table = pd.DataFrame(rows, columns=columns)
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


def _of_these(path: str, sessions: Sequence[int] | None) -> Q:
    """Of all sessions, or of those with these keys. ``path`` leads from the row to its session."""
    return Q() if sessions is None else Q(**{f"{path or 'pk'}__in": sessions})


def _versions(study: Study) -> dict[str, str]:
    """What does not differ between the responses of a study."""
    hashes = {"protocol": study.protocol.sha256, "stimulus_set": study.stimulus_set.manifest_sha256}
    return {name: digest[:DIGITS] for name, digest in hashes.items()} | {"miburi": __version__}
