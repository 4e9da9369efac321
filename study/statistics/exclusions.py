"""Declared exclusion rules applied to tidy tables: rows are marked, with the reasons, and never dropped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from study.design.exclusion import Exclusion, ResponseRule, SessionRule

Mask: TypeAlias = NDArray[np.bool_]
LOG_COLUMNS = ["rule", "level", "criterion", "sessions", "responses", "responses_by_this_alone"]


@dataclass(frozen=True)
class Excluded:
    """Both tables as they were given, with two more columns: ``excluded`` (bool), and ``reasons``, the names of the
    rules that apply, with blanks between, in the order of `Exclusion.names`; empty where none does.

    A response is excluded with its session. ``log``: one row per rule, with how many sessions and responses it applies
    to, and how many responses no other rule would have excluded.
    """

    responses: pd.DataFrame
    sessions: pd.DataFrame
    log: pd.DataFrame

    @property
    def kept_responses(self) -> pd.DataFrame:
        """What is left to analyse."""
        return self.responses[~self.responses["excluded"]]

    @property
    def kept_sessions(self) -> pd.DataFrame:
        return self.sessions[~self.sessions["excluded"]]


def apply_exclusions(responses: pd.DataFrame, sessions: pd.DataFrame, rules: Exclusion) -> Excluded:
    """Mark what the rules leave out. ``responses`` and ``sessions``: `study.responses`, of the same sessions.

    Measures of a session are over all of its responses to main trials, before any is excluded. A measure that is not
    known (no responses, no time) excludes nothing.
    """
    by_session = {rule.name: _sessions_of(rule, responses, sessions) for rule in rules.sessions}
    row_of = pd.Series(np.arange(len(sessions)), index=sessions["session"].to_numpy())
    place = row_of.reindex(responses["session"]).to_numpy(np.int64)
    of_responses = {name: mask[place] for name, mask in by_session.items()}
    of_responses |= {rule.name: _responses_of(rule, responses) for rule in rules.responses}
    return Excluded(
        responses=_marked(responses, of_responses),
        sessions=_marked(sessions, by_session),
        log=_log(rules, by_session, of_responses),
    )


def no_log() -> pd.DataFrame:
    """The log of no rules."""
    return pd.DataFrame([], columns=LOG_COLUMNS).astype(dict.fromkeys(LOG_COLUMNS[3:], int))


def added_logs(logs: list[pd.DataFrame]) -> pd.DataFrame:
    """The log of several parts of one study, each with other sessions, as one."""
    if not logs:
        return no_log()
    total = logs[0].copy()
    for log in logs[1:]:
        total[LOG_COLUMNS[3:]] += log[LOG_COLUMNS[3:]]
    return total


def criterion(rule: ResponseRule | SessionRule) -> str:
    """What a rule excludes, in words: "rt_ms < 200 or > 20000"."""
    if isinstance(rule, SessionRule) and rule.incomplete:
        return "not completed"
    if isinstance(rule, ResponseRule) and rule.flag is not None:
        return f"flag {rule.flag}"
    what = rule.measure or f"share of responses with flag {rule.flag}"
    limits = [f"{sign} {limit:g}" for sign, limit in (("<", rule.below), (">", rule.above)) if limit is not None]
    return f"{what} {' or '.join(limits)}"


def _responses_of(rule: ResponseRule, responses: pd.DataFrame) -> Mask:
    if rule.flag is not None:
        return responses[f"flag_{rule.flag}"].to_numpy(bool)
    return _beyond(rule, responses[str(rule.measure)])


def _sessions_of(rule: SessionRule, responses: pd.DataFrame, sessions: pd.DataFrame) -> Mask:
    if rule.incomplete:
        return (sessions["state"] != "completed").to_numpy(bool)
    if rule.measure in ("minutes", "checks_failed"):
        return _beyond(rule, sessions[rule.measure])
    grouped = responses.groupby("session")
    if rule.flag is not None:
        found = grouped[f"flag_{rule.flag}"].mean()
    elif rule.measure == "median_rt_ms":
        found = grouped["rt_ms"].median()
    elif rule.measure == "accuracy":
        found = grouped["correct"].mean()
    else:
        found = grouped.size().reindex(sessions["session"], fill_value=0)
    return _beyond(rule, found.reindex(sessions["session"]))


def _beyond(rule: ResponseRule | SessionRule, values: pd.Series) -> Mask:
    """Missing values are beyond no limit."""
    numbers = values.to_numpy(np.float64, na_value=np.nan)
    found: Mask = np.zeros(len(numbers), bool)
    if rule.below is not None:
        found |= numbers < rule.below
    if rule.above is not None:
        found |= numbers > rule.above
    return found


def _marked(table: pd.DataFrame, masks: dict[str, Mask]) -> pd.DataFrame:
    reasons = pd.Series("", index=table.index, dtype=object)
    for name, mask in masks.items():
        reasons[mask] = reasons[mask] + f" {name}"
    reasons = reasons.str.lstrip().astype(object)
    return table.assign(excluded=(reasons != "").to_numpy(bool), reasons=reasons)


def _log(rules: Exclusion, by_session: dict[str, Mask], of_responses: dict[str, Mask]) -> pd.DataFrame:
    if not of_responses:
        return no_log()
    times = np.sum(list(of_responses.values()), axis=0, dtype=np.int64)
    rows = [
        (
            rule.name,
            "session" if isinstance(rule, SessionRule) else "response",
            criterion(rule),
            int(by_session[rule.name].sum()) if rule.name in by_session else 0,
            int(of_responses[rule.name].sum()),
            int((of_responses[rule.name] & (times == 1)).sum()),
        )
        for rule in rules.rules
    ]
    return pd.DataFrame(rows, columns=LOG_COLUMNS)
