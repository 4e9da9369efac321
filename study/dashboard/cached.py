"""Results and figures, computed once per state of the data and kept in memory.

The state is the counts and last keys of responses, sessions and withdrawals, with the study's settings. Responses are
written once and never changed, and deleted by withdrawal only: a new state is new data, and nothing else has to be
invalidated. Small studies are computed while the page waits. Large ones are computed by a thread of their own, one per
study: until it is done the page shows the last state that is known, and of when it is. What a withdrawal has deleted is
never shown again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from threading import Lock, Thread

from django.core.cache import cache
from django.db import connection
from django.db.models import Count, Max, Q
from django.utils import timezone

from study.dashboard.raters import RaterRow, rater_rows, rater_table
from study.models import Response, Session, Study
from study.report.figures import Format, render_figure
from study.report.results import Results
from study.report.source import results_of, tables_of, with_models

SECONDS_KEPT = 24 * 3600
MOST_RATERS = 500  # that a page lists; the table as a file has all
AT_ONCE = 10_000  # answers that are analysed while a page waits: about a second
_working: set[str] = set()
_lock = Lock()


@dataclass(frozen=True)
class State:
    """Of a study's data: its hash, and what has to be known beside it."""

    version: str
    responses: int
    withdrawn: int


@dataclass(frozen=True)
class Kept:
    """Results of one state, and when it was read; the ``raters`` that a page lists, of ``raters_of``."""

    state: State
    at: datetime
    results: Results
    raters: tuple[RaterRow, ...]
    raters_of: int


def page_results(study: Study, *, include_simulated: bool) -> tuple[Kept | None, bool]:
    """What a page shows at once, and whether that is the data as they stand, with all models fitted. None: nothing is
    known yet; it is being computed."""
    state = state_of(study)
    kept = _kept(study, include_simulated)
    if kept is not None and kept.state == state and kept.results.models is not None:
        return kept, True
    if state.responses <= AT_ONCE:
        return _computed(study, include_simulated, state), True
    _in_background(_key(study, include_simulated), lambda: _computed(study, include_simulated, state))
    if kept is not None and kept.state.withdrawn != state.withdrawn:
        return None, False
    return kept, False


def cached_figure(study: Study, name: str, form: Format, *, include_simulated: bool, language: str = "en") -> bytes:
    """One figure of what the page shows. KeyError if the results have none of that name, or are not known yet."""
    kept, _ = page_results(study, include_simulated=include_simulated)
    if kept is None:
        raise KeyError(name)
    key = f"figure:{kept.state.version}:{include_simulated}:{name}:{form}:{language}"
    found: bytes | None = cache.get(key)
    if found is None:
        found = render_figure(kept.results, name, form, language)
        cache.set(key, found, SECONDS_KEPT)
    return found


def state_of(study: Study) -> State:
    """Counted by the database: a few milliseconds."""
    responses = Response.objects.filter(trial__session__study=study).aggregate(n=Count("pk"), last=Max("pk"))
    sessions = Session.objects.filter(study=study).aggregate(
        n=Count("pk"), last=Max("pk"), **{state: Count("pk", filter=Q(state=state)) for state in Session.State.values}
    )
    withdrawn = study.withdrawals.count()
    rules = study.exclusion_versions.count()
    settings = (study.pk, study.created_at, study.title, study.protocol.sha256, rules)
    seen = (settings, *responses.values(), *sessions.values(), withdrawn)
    return State(sha256(repr(seen).encode()).hexdigest(), responses["n"], withdrawn)


def _computed(study: Study, include_simulated: bool, state: State) -> Kept:
    """Everything but the mixed models first, so that a page has something to show; then with them."""
    at = timezone.now()
    tables = tables_of(study, include_simulated=include_simulated)
    results = results_of(study, include_simulated=include_simulated, models=False, tables=tables)
    by_rater = rater_table(study, tables)
    kept = Kept(state, at, results, rater_rows(by_rater, MOST_RATERS), len(by_rater))
    cache.set(_key(study, include_simulated), kept, SECONDS_KEPT)
    kept = replace(kept, results=with_models(results, tables))
    cache.set(_key(study, include_simulated), kept, SECONDS_KEPT)
    return kept


def _kept(study: Study, include_simulated: bool) -> Kept | None:
    kept: Kept | None = cache.get(_key(study, include_simulated))
    return kept


def _key(study: Study, include_simulated: bool) -> str:
    return f"results:{study.pk}:{study.created_at.timestamp()}:{include_simulated}"


def _in_background(key: str, compute: Callable[[], object]) -> None:
    """One computation of a key at a time; further requests meanwhile start none."""
    with _lock:
        if key in _working:
            return
        _working.add(key)
    Thread(target=_work, args=(key, compute), name=key, daemon=True).start()


def _work(key: str, compute: Callable[[], object]) -> None:
    try:
        compute()
    except Exception:
        logging.getLogger("django.request").exception("results could not be computed")
    finally:
        connection.close()
        with _lock:
            _working.discard(key)
