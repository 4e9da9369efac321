"""Results of a large study, computed when a test says so."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from study.dashboard.computing import Kept, computed, counted
from study.models import Study


def computed_later(monkeypatch: pytest.MonkeyPatch) -> list[Callable[[], object]]:
    """From now on every study counts as large. What the pages have begun to compute, for the test to do in this
    process."""
    waiting: list[Callable[[], object]] = []
    monkeypatch.setattr("study.dashboard.cached.AT_ONCE", 0)
    monkeypatch.setattr("study.dashboard.cached._in_background", lambda key, compute: waiting.append(compute))
    monkeypatch.setattr("study.dashboard.cached.computed_apart", _in_this_process)
    return waiting


def _in_this_process(study: int, database: str, *, include_simulated: bool) -> Iterator[Kept]:
    found = Study.objects.get(pk=study)
    return computed(found, include_simulated, counted(found))
