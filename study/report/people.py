"""Who took part: the way from the first page to the analysis, and what raters said of themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from study.design.questions import Question
from study.statistics.flow import Spread, spread

# The main way, and what is lost after each step of it.
WAY: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("begun", ("declined",)),
    ("consented", ("screened_out", "failed_checks", "timed_out", "withdrawn", "under_way")),
    ("completed", ("excluded",)),
    ("analysed", ()),
)
LOST = ("screened_out", "failed_checks", "timed_out")


@dataclass(frozen=True)
class Participation:
    """Counts of sessions. ``begun`` = ``declined`` + ``withdrawn`` + ``screened_out`` + ``failed_checks`` +
    ``timed_out`` + ``under_way`` + ``completed``.

    ``withdrawn``: had their data deleted after consent, ``declined``: before it. ``excluded``: sessions that the
    declared rules leave out whole, whatever their outcome; ``analysed``: sessions with an answer that counts.
    """

    begun: int
    consented: int
    declined: int
    withdrawn: int
    screened_out: int
    failed_checks: int
    timed_out: int
    under_way: int
    completed: int
    excluded: int
    analysed: int


@dataclass(frozen=True)
class Option:
    """One answer to a question about the rater, and how many gave it; ``name`` is empty for those who gave none."""

    name: str
    raters: int


@dataclass(frozen=True)
class AboutRaters:
    """One question of the questionnaire, over raters with answers that count: numbers as ``spread``, else ``options``,
    most frequent first."""

    question: str
    kind: str
    answered: int
    asked: int
    spread: Spread | None
    options: tuple[Option, ...]


def participation(
    sessions: pd.DataFrame, withdrawals: Sequence[str], analysed: frozenset[str] | set[str]
) -> Participation:
    """sessions: `study.responses.tidy_sessions`, maybe with ``excluded``; withdrawals: the states in which sessions
    were withdrawn; analysed: sessions with answers that count."""
    state = sessions["state"]
    declined = sum(each == "started" for each in withdrawals)
    withdrawn = len(withdrawals) - declined
    never = int((state == "started").sum())
    excluded = sessions["excluded"] if "excluded" in sessions else pd.Series(False, index=sessions.index)
    lost = {name: int((state == name).sum()) for name in LOST}
    completed = int((state == "completed").sum())
    return Participation(
        begun=len(sessions) + len(withdrawals),
        consented=len(sessions) - never + withdrawn,
        declined=declined,
        withdrawn=withdrawn,
        **lost,
        under_way=len(sessions) - sum(lost.values()) - completed,
        completed=completed,
        excluded=int(excluded.sum()),
        analysed=len(analysed),
    )


def about_raters(sessions: pd.DataFrame, questions: Sequence[Question], analysed: set[str]) -> tuple[AboutRaters, ...]:
    """What raters said of themselves; free text is left out, since it may tell who they are."""
    counted = sessions[sessions["session"].isin(analysed)]
    return tuple(
        _about(counted[f"questionnaire_{question.name}"], question)
        for question in questions
        if question.kind != "text" and f"questionnaire_{question.name}" in counted
    )


def _about(answers: pd.Series, question: Question) -> AboutRaters:
    given = answers.dropna()
    numeric = question.kind == "number"
    counts = {} if numeric else given.astype(str).value_counts(sort=False).to_dict()
    options = [Option(str(name), int(n)) for name, n in counts.items()]
    open_ = len(answers) - len(given)
    return AboutRaters(
        question=question.name,
        kind=question.kind,
        answered=len(given),
        asked=len(answers),
        spread=spread(given.to_numpy(np.float64), "answers") if numeric else None,
        options=(
            *sorted(options, key=lambda option: (-option.raters, option.name)),
            *((Option("", open_),) if open_ and not numeric else ()),
        ),
    )
