"""Results as pages keep them: of which state of the data, and of when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from django.db.models import Count, Max, Q
from django.utils import timezone

from study.dashboard.raters import RaterRow, rater_rows, rater_table
from study.models import Response, Session, Study
from study.report.results import Results
from study.report.source import results_of, tables_of, with_models

MOST_RATERS = 500  # that a page lists; the table as a file has all


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


def counted(study: Study) -> State:
    """The state as the database has it now: counts and last keys of what can change, and the study's settings."""
    withdrawn = study.withdrawals.count()
    responses = Response.objects.filter(trial__session__study=study).aggregate(n=Count("pk"), last=Max("pk"))
    sessions = Session.objects.filter(study=study).aggregate(
        n=Count("pk"), last=Max("pk"), **{state: Count("pk", filter=Q(state=state)) for state in Session.State.values}
    )
    versions = study.text_versions.count(), study.exclusion_versions.count()
    settings = (study.pk, study.created_at, study.title, study.protocol.sha256, *versions)
    seen = (settings, *responses.values(), *sessions.values(), withdrawn)
    return State(sha256(repr(seen).encode()).hexdigest(), responses["n"], withdrawn)


def computed(study: Study, include_simulated: bool, state: State) -> Iterator[Kept]:
    """Everything but the mixed models first, so that a page has something to show; then with them."""
    at = timezone.now()
    tables = tables_of(study, include_simulated=include_simulated)
    results = results_of(study, include_simulated=include_simulated, models=False, tables=tables)
    by_rater = rater_table(study, tables)
    kept = Kept(state, at, results, rater_rows(by_rater, MOST_RATERS), len(by_rater))
    yield kept
    yield replace(kept, results=with_models(results, tables))
