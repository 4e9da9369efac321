"""What was given and what was acknowledged, as the raters know it; and the judgement of the database by it."""

from __future__ import annotations

import hashlib
import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import astuple, dataclass, field
from pathlib import Path

READ = """
    SELECT session.token, trial.key, response.idempotency_key, response.body_sha256, response.chosen, response.rt_ms
    FROM study_response response
    JOIN study_trial trial ON trial.id = response.trial_id JOIN study_session session ON session.id = trial.session_id
    JOIN study_study study ON study.id = session.study_id WHERE study.slug = ?
"""
READ_EVENTS = """
    SELECT event.idempotency_key, session.token, trial.key FROM study_trialevent event
    JOIN study_trial trial ON trial.id = event.trial_id JOIN study_session session ON session.id = trial.session_id
"""


@dataclass(frozen=True)
class Given:
    """One answer that a rater gave: to which trial of which session (its cookie), under which key, and what."""

    session: str
    trial: str
    key: str
    sha256: str
    chosen: str
    rt_ms: float

    @classmethod
    def of(cls, session: str, trial: str, key: str, body: bytes, chosen: str, rt_ms: float) -> Given:
        return cls(session, trial, key, hashlib.sha256(body).hexdigest(), chosen, rt_ms)


@dataclass
class Ledger:
    """Kept by all raters together, outside of their devices: no crash of theirs takes anything from it."""

    given: set[Given] = field(default_factory=set)
    acknowledged: set[Given] = field(default_factory=set)
    refused: set[Given] = field(default_factory=set)
    events: dict[str, tuple[str, str]] = field(default_factory=dict)  # acknowledged, by key: session and trial
    wrong: list[str] = field(default_factory=list)  # replies that the protocol does not know
    done: Counter[str] = field(default_factory=Counter)  # what the raters did on purpose, by kind


@dataclass(frozen=True)
class Judgement:
    """How many answers are in the database, and how many are not as they should be."""

    stored: int
    lost: int
    doubled: int
    misattributed: int
    refused_but_stored: int
    events_lost_or_doubled: int

    def __add__(self, other: Judgement) -> Judgement:
        return Judgement(*(one + another for one, another in zip(astuple(self), astuple(other), strict=True)))

    @property
    def is_good(self) -> bool:
        return self.stored > 0 and not (
            self.lost + self.doubled + self.misattributed + self.refused_but_stored + self.events_lost_or_doubled
        )


def judge(ledger: Ledger, database: Path, slug: str) -> Judgement:
    """Of all answers in the study ``slug``.

    Lost: acknowledged, and not there. Doubled: one trial with two answers, or one answer that is there twice.
    Misattributed: there, and not what was given to this very trial of this very session.
    """
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        rows = connection.execute(READ, [slug]).fetchall()
        events = connection.execute(READ_EVENTS).fetchall()
    stored = [Given(*row) for row in rows]
    trials, keys = Counter(each.trial for each in stored), Counter(each.key for each in stored)
    times = Counter(key for key, _, _ in events)
    places = {key: (session, trial) for key, session, trial in events}
    return Judgement(
        stored=len(stored),
        lost=len(ledger.acknowledged - set(stored)),
        doubled=sum(count - 1 for count in trials.values()) + sum(count - 1 for count in keys.values()),
        misattributed=sum(each not in ledger.given for each in stored),
        refused_but_stored=len(ledger.refused & set(stored)),
        events_lost_or_doubled=sum(times[key] != 1 or places[key] != place for key, place in ledger.events.items()),
    )


def unfinished(database: Path, sessions: set[str]) -> list[str]:
    """Sessions that are not completed with an answer to each of their trials."""
    query = """
        SELECT session.token FROM study_session session
        LEFT JOIN study_trial trial ON trial.session_id = session.id
        LEFT JOIN study_response response ON response.trial_id = trial.id
        GROUP BY session.id HAVING session.state != 'completed' OR count(trial.id) != count(response.id)
    """
    with closing(sqlite3.connect(database)) as connection:
        return [token for (token,) in connection.execute(query) if token in sessions]
