"""How the server knows a simulated rater: by marks that only this site's secret key can make.

`manage.py simulate_raters` signs them; a browser cannot. A mark makes the session simulated for good, and a
simulated session may say when it claims to act, so that twenty minutes of rating need not take twenty minutes.
"""

from __future__ import annotations

from datetime import datetime

from django.core import signing
from django.http import HttpRequest
from django.utils import timezone

from study.models import Session, Study

MARK_FIELD = "simulated"
TIME_HEADER = "X-Simulated-Time"
MARK_SALT = "miburi.simulated-rater"
TIME_SALT = "miburi.simulated-time"
MARK_SECONDS = 3600


def rater_mark(study: Study, rater: int) -> str:
    """Opens a session as simulated rater number ``rater``; valid for an hour."""
    return signing.dumps([study.slug, rater], salt=MARK_SALT)


def time_mark(rater: int, at: datetime) -> str:
    """States the simulated time of a request of this simulated rater."""
    return signing.dumps([rater, at.isoformat()], salt=TIME_SALT)


def marked_rater(request: HttpRequest, study: Study) -> int | None:
    """The simulated rater's number, None for a person. signing.BadSignature for a forged, foreign or old mark."""
    mark = request.POST.get(MARK_FIELD)
    if mark is None:
        return None
    slug, rater = signing.loads(mark, salt=MARK_SALT, max_age=MARK_SECONDS)
    if slug != study.slug:
        raise signing.BadSignature(f"made for study {slug!r}")
    return int(rater)


def request_time(request: HttpRequest, rater: int | None) -> datetime:
    """Now; for a simulated rater the time it states. signing.BadSignature for a forged or foreign mark."""
    stated = request.headers.get(TIME_HEADER)
    if rater is None or stated is None:
        return timezone.now()
    marked, at = signing.loads(stated, salt=TIME_SALT)
    if marked != rater:
        raise signing.BadSignature(f"made for simulated rater {marked}")
    return datetime.fromisoformat(at)


def session_time(request: HttpRequest, session: Session) -> datetime:
    """When this request happens, on the session's clock."""
    return request_time(request, session.simulated_rater)
