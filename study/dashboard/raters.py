"""Raters and clips, a row each: what a researcher looks at to see who answered how. By opaque ids, never by person."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from study.models import Study
from study.report.source import Tables
from study.statistics.exclusions import apply_exclusions
from study.statistics.flags import FLAGS

RATER_COLUMNS = [
    "participant",
    "session",
    "simulated",
    "state",
    "answers",
    "correct",
    "accuracy",
    "median_rt_ms",
    "minutes",
    "checks",
    "checks_failed",
    *(f"flag_{name}" for name in FLAGS),
    "flagged",
    "answers_excluded",
    "excluded",
    "reasons",
]


@dataclass(frozen=True)
class RaterRow:
    """One rater. ``median_rt_ms`` and ``minutes`` are None where not known, ``flags`` those that any answer bears, with
    how many do. ``reasons``: rules that leave out the session or any of its answers."""

    participant: str
    simulated: bool
    state: str
    answers: int
    accuracy: float
    median_rt_ms: float | None
    minutes: float | None
    checks_failed: int
    flags: tuple[tuple[str, int], ...]
    flagged: int
    answers_excluded: int
    excluded: bool
    reasons: str


def rater_table(study: Study, tables: Tables) -> pd.DataFrame:
    """One row per session with an answer, with `RATER_COLUMNS`; over all answers, before any is excluded.

    ``flagged``: answers with a mark; ``excluded``: whether the session is left out whole, ``answers_excluded``: how
    many of its answers are. Those left out come first, then those with the largest share of marked answers.
    """
    marked = apply_exclusions(tables.responses, tables.sessions, study.exclusion)
    responses = marked.responses
    flags = [f"flag_{name}" for name in FLAGS]
    of_session = responses.assign(flagged=responses[flags].any(axis=1)).groupby("session", sort=True)
    counted = of_session.agg(
        answers=("correct", "size"),
        correct=("correct", "sum"),
        median_rt_ms=("rt_ms", "median"),
        answers_excluded=("excluded", "sum"),
        flagged=("flagged", "sum"),
        **{name: (name, "sum") for name in flags},
    )
    counted["of_answers"] = _rules(responses).reindex(counted.index).fillna("")
    table = marked.sessions.merge(counted, left_on="session", right_index=True, how="inner")
    table["accuracy"] = table["correct"] / table["answers"]
    table["reasons"] = table["reasons"].where(table["excluded"], table["of_answers"])
    table = table.assign(share=table["flagged"] / table["answers"])
    order = ["excluded", "answers_excluded", "share", "participant"]
    table = table.sort_values(order, ascending=[False, False, False, True], ignore_index=True)
    return table[RATER_COLUMNS]


def _rules(responses: pd.DataFrame) -> pd.Series:
    """By session, the rules that leave out any of its answers, with blanks between."""
    named = responses.loc[responses["excluded"], ["session", "reasons"]].drop_duplicates()
    return named.groupby("session")["reasons"].agg(lambda texts: " ".join(sorted(set(" ".join(texts).split()))))


def rater_rows(table: pd.DataFrame, most: int) -> tuple[RaterRow, ...]:
    """The first ``most`` rows of `rater_table`, for a page."""
    return tuple(
        RaterRow(
            participant=row["participant"],
            simulated=bool(row["simulated"]),
            state=row["state"],
            answers=int(row["answers"]),
            accuracy=float(row["accuracy"]),
            median_rt_ms=_known(row["median_rt_ms"]),
            minutes=_known(row["minutes"]),
            checks_failed=int(row["checks_failed"]),
            flags=tuple((name, int(row[f"flag_{name}"])) for name in FLAGS if row[f"flag_{name}"]),
            flagged=int(row["flagged"]),
            answers_excluded=int(row["answers_excluded"]),
            excluded=bool(row["excluded"]),
            reasons=row["reasons"],
        )
        for row in table.head(most).to_dict("records")
    )


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
