"""Results and figures, computed once per state of the data and kept in memory.

The state is the counts and last keys of responses, sessions and withdrawals, with the study's settings. Responses are
written once and never changed, and deleted by withdrawal only: a new state is new data, and nothing else has to be
invalidated. Small studies are computed while the page waits. Large ones are computed by a process of their own, one per
study: until it is done the page shows the last state that is known, and of when it is. Of the largest ones even the
counts take a while, and are kept for some seconds. What a withdrawal has deleted is never shown again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from threading import Lock, Thread

from django.core.cache import cache
from django.db import connection

from study.dashboard.apart import computed_apart
from study.dashboard.computing import Kept, State, computed, counted
from study.models import Study
from study.report.figures import Format, render_figure

SECONDS_KEPT = 24 * 3600
AT_ONCE = 10_000  # answers that are analysed while a page waits: about a second
COUNTED_ANEW = 200_000  # answers up to which each page counts them: 50 ms; a million take 0.3 s
SECONDS_COUNTED = 10
_working: set[str] = set()
_lock = Lock()


def page_results(study: Study, *, include_simulated: bool) -> tuple[Kept | None, bool]:
    """What a page shows at once, and whether that is the data as they stand, with all models fitted. None: nothing is
    known yet; it is being computed."""
    state = state_of(study)
    kept = _kept(study, include_simulated)
    if kept is not None and kept.state == state and kept.results.models is not None:
        return kept, True
    if state.responses <= AT_ONCE:
        return _keep(study, include_simulated, computed(study, include_simulated, state)), True
    _in_background(_key(study, include_simulated), lambda: _in_a_process(study, include_simulated))
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
    """Counted by the database: a few milliseconds, or as it was some seconds ago where that takes long; withdrawals are
    counted each time."""
    withdrawn = study.withdrawals.count()
    key = f"state:{study.pk}:{study.created_at.timestamp()}:{withdrawn}"
    kept: State | None = cache.get(key)
    if kept is not None:
        return kept
    state = counted(study)
    if state.responses > COUNTED_ANEW:
        cache.set(key, state, SECONDS_COUNTED)
    return state


def _keep(study: Study, include_simulated: bool, found: Iterable[Kept]) -> Kept | None:
    """Each as it comes, in the place of the one before; the last."""
    kept = None
    for kept in found:
        cache.set(_key(study, include_simulated), kept, SECONDS_KEPT)
    return kept


def _in_a_process(study: Study, include_simulated: bool) -> None:
    database = str(connection.settings_dict["NAME"])
    _keep(study, include_simulated, computed_apart(study.pk, database, include_simulated=include_simulated))


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
        with _lock:
            _working.discard(key)
