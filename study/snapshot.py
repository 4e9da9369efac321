"""The database as it was at one moment."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def snapshot() -> Iterator[None]:
    """All that is read meanwhile is of one moment, and nobody who writes has to wait. One within another is part of it.

    Django's own transactions would hold SQLite's write lock (``transaction_mode``).
    """
    connection.ensure_connection()
    if connection.connection.in_transaction:  # of one moment already
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")
