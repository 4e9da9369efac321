"""Answers survive a faulty line and a server that is killed; the full size is `python -m benchmarks faults`."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import suppress
from pathlib import Path

import pytest

from tests.faults.ledger import Given, Ledger, judge
from tests.faults.line import FaultyLine
from tests.faults.storm import Storm, raise_storm
from tests.faults.wire import exchange, request

DROPS = ["dropped before the server", "cut on the way to the server", "reply dropped", "reply cut"]
TABLES = """
    CREATE TABLE study_study (id, slug); CREATE TABLE study_session (id, token, study_id);
    CREATE TABLE study_trial (id, key, session_id);
    CREATE TABLE study_response (trial_id, idempotency_key, body_sha256, chosen, rt_ms);
    CREATE TABLE study_trialevent (trial_id, idempotency_key);
    INSERT INTO study_study VALUES (1, 'bots'); INSERT INTO study_session VALUES (1, 'session', 1);
    INSERT INTO study_trial VALUES (1, 'first', 1), (2, 'second', 1);
"""


@pytest.mark.browser
def test_nothing_is_lost_doubled_or_misattributed_in_the_storm() -> None:
    report = asyncio.run(raise_storm(Storm(bots=8, browser_trials=14)))
    assert report.judgement.is_good, report
    assert report.judgement.stored >= 8 * 102 + 14
    assert (report.unfinished, report.wrong) == ([], [])
    assert report.faults["server killed"] >= 2 and report.faults["clock jumped"] >= 2
    assert report.faults["browser offline"] == 1
    assert all(report.faults[drop] > 0 for drop in DROPS)


@pytest.mark.parametrize(
    ("fault", "is_seen"),
    [("dropped before the server", 0), ("reply dropped", 1), ("reply cut", 1), ("delivered twice", 2)],
)
def test_a_fault_is_on_the_side_of_the_server_that_its_name_says(fault: str, is_seen: int) -> None:
    seen, replied = asyncio.run(_one_request(fault))
    assert seen == is_seen
    assert replied == (fault == "delivered twice")


async def _one_request(fault: str) -> tuple[int, bool]:
    """How often the server saw it, and whether the whole reply came back."""
    seen = 0

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal seen
        await reader.readuntil(b"\r\n\r\n")
        seen += 1
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n" + 100 * b"x")
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    line = FaultyLine(server.sockets[0].getsockname()[1], seed=0, odds={fault: 1.0})
    replied = False
    async with line.running():
        with suppress(ConnectionError):
            replied = (await exchange(line.port, bytes(request("GET", "/", {"Host": "x"})))).body == 100 * b"x"
    server.close()
    return seen, replied


def _given(trial: str, key: str) -> Given:
    return Given("session", trial, key, f"sha256 of {key}", "joy", 300.0)


def _stored(path: Path, *rows: tuple[int, str]) -> Path:
    with sqlite3.connect(path) as connection:
        connection.executescript(TABLES)
        for trial, key in rows:
            connection.execute(
                "INSERT INTO study_response VALUES (?, ?, ?, 'joy', 300.0)", [trial, key, f"sha256 of {key}"]
            )
    return path


def test_the_judgement_finds_what_is_lost_doubled_misattributed_or_was_refused(tmp_path: Path) -> None:
    first, second, other = _given("first", "one"), _given("second", "two"), _given("first", "three")
    ledger = Ledger({first, second, other}, acknowledged={first, second}, refused={other})

    def judged(name: str, *rows: tuple[int, str]) -> tuple[int, int, int, int]:
        found = judge(ledger, _stored(tmp_path / name, *rows), "bots")
        return found.lost, found.doubled, found.misattributed, found.refused_but_stored

    assert judged("good", (1, "one"), (2, "two")) == (0, 0, 0, 0)
    assert judged("lost", (1, "one")) == (1, 0, 0, 0)
    assert judged("doubled", (1, "one"), (1, "one"), (2, "two")) == (0, 2, 0, 0)
    assert judged("swapped", (1, "two"), (2, "one")) == (2, 0, 2, 0)
    assert judged("refused", (1, "one"), (1, "three"), (2, "two")) == (0, 1, 0, 1)
