"""The tidy tables that all statistics, reports and exports start from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from django.db.models import Count, Q
from numpy.typing import NDArray

from generation import __version__
from study.answer_rows import answer_rows, rating_columns
from study.models import OUTCOMES, Response, Session, Study, Trial, TrialEvent
from study.session.timing import Timing
from study.snapshot import snapshot
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


@dataclass(frozen=True)
class Tidy:
    """The tables of one reading.

    ``responses``: `tidy_responses`.

    ``attention``: one row per answered attention check, by participant and position among the session's trials.
    ``check``: "clip", whose ``expected`` answer is the intended label, or "instructed", where it is said in words.

    ``sessions``: one row per session, completed or not, by participant. ``minutes`` run from start to completion, else
    missing; ``outcome`` is empty while the session goes on. ``checks``: attention checks answered, ``checks_failed``
    those answered otherwise than they ask for. Then one column ``questionnaire_NAME`` per question about the rater.
    """

    responses: pd.DataFrame
    attention: pd.DataFrame
    sessions: pd.DataFrame


@snapshot()
def tidy_tables(study: Study, *, include_simulated: bool, sessions: Sequence[int] | None = None) -> Tidy:
    """All tidy tables, of one moment, each row of the database read once; of all sessions, or those with these keys."""
    these = _These(study, include_simulated, sessions)
    answers = _answers(these)
    are_main = (answers["kind"] == Trial.Kind.MAIN).to_numpy(bool)
    attention = _attention(answers[~are_main].reset_index(drop=True))
    responses = _responses(these, answers[are_main].reset_index(drop=True), attention)
    return Tidy(responses, attention, _sessions(these, attention))


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
    return tidy_tables(study, include_simulated=include_simulated, sessions=sessions).responses


@dataclass(frozen=True)
class _These:
    """What is read: a study's sessions, all or those with these keys; simulated raters only where asked for."""

    study: Study
    include_simulated: bool
    sessions: Sequence[int] | None

    def along(self, path: str) -> Q:
        """Rows of these sessions. ``path`` leads from the row to its session, and is empty for sessions themselves."""
        step = f"{path}__" if path else ""
        found = Q(**{f"{step}study": self.study})
        if self.sessions is not None:
            found &= Q(**{f"{path or 'pk'}__in": self.sessions})
        return found if self.include_simulated else found & Q(**{f"{step}participant__simulated": False})


def _responses(these: _These, answers: pd.DataFrame, attention: pd.DataFrame) -> pd.DataFrame:
    table, study = answers, these.study
    table["trial_index"] = table.groupby("session_id").cumcount().astype(int)
    table["correct"] = (table["chosen"] == table["intended"]).to_numpy(bool)
    table["practised"] = np.isin(_pairs(table), _practised(these))
    flags = quality_flags(table, (~attention["passed"]).groupby(attention["session"]).sum())
    versions = {name: pd.array([value], dtype="str").repeat(len(table)) for name, value in _versions(study).items()}
    table = pd.concat([table, flags, pd.DataFrame(versions, index=table.index)], axis=1)
    return table[[*OF_TRIALS, *rating_columns(study.protocol.questions), *TIMING_COLUMNS, *FLAG_COLUMNS, *VERSIONS]]


def _practised(these: _These) -> NDArray[np.int64]:
    """Clips of the sessions' practice."""
    practice = Trial.objects.filter(these.along("session"), kind=Trial.Kind.PRACTICE)
    rows = practice.values_list("session_id", "stimulus_id")
    return _pairs(pd.DataFrame(rows, columns=["session_id", "stimulus_id"]))


def _pairs(table: pd.DataFrame) -> NDArray[np.int64]:
    """One number for each row's session and clip."""
    pairs: NDArray[np.int64] = (table["session_id"].to_numpy(np.int64) << 32) | table["stimulus_id"].to_numpy(np.int64)
    return pairs


def _attention(answers: pd.DataFrame) -> pd.DataFrame:
    table = answers
    instructed = table["instructed"] != ""
    table["check"] = instructed.map({True: "instructed", False: "clip"}).astype("str")
    table["expected"] = table["instructed"].where(instructed, table["intended"])
    table["passed"] = (table["chosen"] == table["expected"]).to_numpy(bool)
    return table[TIDY_ATTENTION]


def _sessions(these: _These, checks: pd.DataFrame) -> pd.DataFrame:
    rows = Session.objects.filter(these.along("")).values_list(
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
    passed = checks.groupby("session")["passed"]
    for column, of_session in (("checks", passed.size()), ("checks_failed", passed.size() - passed.sum())):
        table[column] = table["session"].map(of_session).fillna(0).astype(int)
    asked = []
    for question in these.study.protocol.questionnaire:
        asked.append(f"questionnaire_{question.name}")
        table[asked[-1]] = [answers.get(question.name) for answers in table["questionnaire"]]
    table = table.astype({"simulated": bool, "text_version": int})
    table = table.sort_values(["participant", "session"], ignore_index=True)
    return table[[*TIDY_SESSIONS, *asked]]


def _answers(these: _These) -> pd.DataFrame:
    """Responses to main trials and attention checks with what is known of their session, clip and events, in the order
    in which they were given."""
    kinds = (Trial.Kind.MAIN, Trial.Kind.ATTENTION)
    responses = Response.objects.filter(these.along("trial__session"), trial__kind__in=kinds)
    table = answer_rows(responses, these.study.protocol.questions)
    _add_events(table, these)
    of_sessions, stimuli = _sessions_by_key(these), _stimuli_by_key(these.study)
    session = of_sessions.index.get_indexer(pd.Index(table["session_id"]))
    order = np.lexsort((table["position"], session))
    table, session = table.take(order).reset_index(drop=True), session[order]
    clip = stimuli.index.get_indexer(pd.Index(table["stimulus_id"]))
    known = {name: of_sessions[name].array.take(session) for name in of_sessions}
    known |= {name: stimuli[name].array.take(clip) for name in stimuli}
    return pd.concat([table, pd.DataFrame(known, index=table.index)], axis=1)


def _sessions_by_key(these: _These) -> pd.DataFrame:
    """What answers tell of their session; by primary key, in the order of the tables."""
    rows = Session.objects.filter(these.along("")).values_list(
        "pk",
        "participant__public_id",
        "participant__simulated",
        "public_id",
        "participant__language",
        "text_version__version",
    )
    kinds = {"simulated": bool, "text_version": int} | dict.fromkeys(("participant", "session", "language"), "str")
    table = pd.DataFrame(rows, columns=["pk", "participant", "simulated", "session", "language", "text_version"])
    return table.astype(kinds).set_index("pk").sort_values(["participant", "session"])


def _stimuli_by_key(study: Study) -> pd.DataFrame:
    """What answers tell of their clip; by primary key."""
    columns = ["pk", "stimulus", "condition", "intended", "predicted", "probabilities", "frames", "fps"]
    rows = study.stimulus_set.stimuli.values_list(
        "pk", "manifest_id", "condition", "label", "predicted", "probabilities", "frames", "fps"
    )
    table = pd.DataFrame(rows, columns=columns)
    pairs = zip(table["probabilities"], table["intended"], strict=True)
    table["probability_intended"] = [float(probabilities[label]) for probabilities, label in pairs]
    table["clip_seconds"] = table["frames"] / table["fps"]
    return table.drop(columns=["probabilities", "frames", "fps"]).set_index("pk")


def _add_events(table: pd.DataFrame, these: _These) -> None:
    """``replayed`` and ``failures``: from the events, and from what the page itself said with its answer."""
    events = TrialEvent.objects.filter(these.along("trial__session"))
    shown = events.filter(kind=TrialEvent.Kind.SHOWN).values("trial").annotate(pages=Count("page", distinct=True))
    again = set(shown.filter(pages__gt=1).values_list("trial", flat=True))
    table["replayed"] = table["trial_id"].isin(again) | table["replayed"].fillna(False).astype(bool)
    failed: dict[Any, list[str]] = {}
    for trial, kind in events.exclude(kind=TrialEvent.Kind.SHOWN).order_by("pk").values_list("trial", "kind"):
        failed.setdefault(trial, []).append(kind)
    told = table["trial_id"].map({trial: " ".join(kinds) for trial, kinds in failed.items()}).astype("str")
    table["failures"] = told.where(told.notna(), table["failures"])


def _versions(study: Study) -> dict[str, str]:
    """What does not differ between the responses of a study."""
    hashes = {"protocol": study.protocol.sha256, "stimulus_set": study.stimulus_set.manifest_sha256}
    return {name: digest[:DIGITS] for name, digest in hashes.items()} | {"miburi": __version__}
