"""``python -m tests.faults.serve``: ``manage.py serve`` on a clock that is set by a file, $MIBURI_VAR/clock."""

from __future__ import annotations

import os
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.core.management import execute_from_command_line
from django.utils import timezone

CLOCK = Path(os.environ["MIBURI_VAR"]) / "clock"
true_time = time.time


def offset() -> float:
    return float(CLOCK.read_text() or 0)


if __name__ == "__main__":
    time.time = lambda: true_time() + offset()
    timezone.now = lambda: datetime.now(UTC) + timedelta(seconds=offset())
    execute_from_command_line(["manage.py", "serve", *sys.argv[1:]])
