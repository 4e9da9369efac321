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
    ("begun", ("declined", "not_consented")),
    ("consented", ("screened_out", "failed_checks", "timed_out", "withdrawn", "under_way")),
    ("completed", ("excluded_completed", "nothing_left")),
    ("analysed", ()),
)
OUTCOMES = ("completed", "screened_out", "failed_checks", "timed_out")  # of sessions, as the models name them


@dataclass(frozen=True)
class Participation:
    """Counts of sessions, which add up: what is at one step of `WAY`, less what is lost after it, is at the next; only
    ``analysed`` has ``analysed_incomplete`` more, sessions that were not completed and have answers that count.

    ``declined``: had their data deleted before consent, ``withdrawn``: after it. ``not_consented``: gave no consent, or
    not yet. ``excluded``: sessions that the declared rules leave out whole, whatever their outcome;
    ``excluded_completed``: of completed ones; ``nothing_left``: completed ones of which no answer counts though they
    are not left out whole.
    """

    begun: int
    declined: int
    not_consented: int
    consented: int
    screened_out: int
    failed_checks: int
    timed_out: int
    withdrawn: int
    under_way: int
    completed: int
    excluded: int
    excluded_completed: int
    nothing_left: int
    analysed: int
    analysed_incomplete: int


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
    sessions: pd.DataFrame, withdrawals: Sequence[str], analysed: set[str], timed_out_early: int = 0
) -> Participation:
    """sessions: those of `study.responses.Tidy`, maybe with ``excluded``; withdrawals: the states in which sessions
    were withdrawn; analysed: sessions with answers that count; timed_out_early: sessions that timed out before
    consent."""
    counts = sessions["state"].value_counts()
    of_state = {name: int(counts.get(name, 0)) for name in ("started", *OUTCOMES)}
    declined = sum(each == "started" for each in withdrawals)
    not_consented = of_state["started"] + timed_out_early
    completed = sessions["state"] == "completed"
    excluded = sessions["excluded"] if "excluded" in sessions else pd.Series(False, index=sessions.index)
    counted = sessions["session"].isin(analysed)
    return Participation(
        begun=len(sessions) + len(withdrawals),
        declined=declined,
        not_consented=not_consented,
        consented=len(sessions) - not_consented + len(withdrawals) - declined,
        screened_out=of_state["screened_out"],
        failed_checks=of_state["failed_checks"],
        timed_out=of_state["timed_out"] - timed_out_early,
        withdrawn=len(withdrawals) - declined,
        under_way=len(sessions) - sum(of_state.values()),
        completed=of_state["completed"],
        excluded=int(excluded.sum()),
        excluded_completed=int((completed & excluded).sum()),
        nothing_left=int((completed & ~excluded & ~counted).sum()),
        analysed=int(counted.sum()),
        analysed_incomplete=int((counted & ~completed).sum()),
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
