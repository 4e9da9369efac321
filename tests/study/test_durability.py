"""Acknowledged means on the disk: what SQLite is told on every connection."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

FULL = 2


def durability() -> tuple[str, int]:
    with connection.cursor() as cursor:
        (journal,) = cursor.execute("PRAGMA journal_mode").fetchone()
        (synchronous,) = cursor.execute("PRAGMA synchronous").fetchone()
    return journal, synchronous


@pytest.mark.django_db(transaction=True)
def test_every_thread_s_connection_writes_ahead_and_waits_for_the_disk() -> None:
    found = [durability()]

    def look() -> None:
        try:
            found.append(durability())
        finally:
            connection.close()

    threads = [threading.Thread(target=look) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [("wal", FULL)] * 4
