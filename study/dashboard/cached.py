"""Results and figures, computed once per state of the data.

The key of an entry names the counts of responses, sessions and withdrawals. Responses are written once and never
changed, and deleted by withdrawal only: new data mean a new key, and nothing has to be invalidated.
"""

from __future__ import annotations

from hashlib import sha256

from django.core.cache import cache
from django.db.models import Count, Max, Q

from study.models import Response, Session, Study
from study.report.figures import Format, render_figure
from study.report.results import Results
from study.report.source import results_of

SECONDS_KEPT = 3600


def cached_results(study: Study, *, include_simulated: bool) -> Results:
    """As `results_of`, from memory where nothing has changed."""
    key = f"results:{_data_version(study)}:{include_simulated}"
    found: Results | None = cache.get(key)
    if found is None:
        found = results_of(study, include_simulated=include_simulated)
        cache.set(key, found, SECONDS_KEPT)
    return found


def cached_figure(study: Study, name: str, form: Format, *, include_simulated: bool) -> bytes:
    """One figure as a file. KeyError if the results have none of that name."""
    key = f"figure:{_data_version(study)}:{include_simulated}:{name}:{form}"
    found: bytes | None = cache.get(key)
    if found is None:
        found = render_figure(cached_results(study, include_simulated=include_simulated), name, form)
        cache.set(key, found, SECONDS_KEPT)
    return found


def _data_version(study: Study) -> str:
    responses = Response.objects.filter(trial__session__study=study).aggregate(n=Count("pk"), last=Max("pk"))
    sessions = Session.objects.filter(study=study).aggregate(
        n=Count("pk"), last=Max("pk"), done=Count("pk", filter=Q(state=Session.State.COMPLETED))
    )
    withdrawn = study.withdrawals.count()
    state = (study.pk, study.created_at, study.title, *responses.values(), *sessions.values(), withdrawn)
    return sha256(repr(state).encode()).hexdigest()
