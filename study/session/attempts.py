"""How often a wrong code may be typed. Counted in memory and by address, of which only an HMAC is held, for minutes."""

from __future__ import annotations

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from study.models import Study

SECONDS = 600
LIMIT = 60  # a seminar behind one address mistypes less than that; a guesser gets nowhere with it


def is_guessing(request: HttpRequest, study: Study) -> bool:
    """Whether too many wrong codes came from this address in the last minutes."""
    return int(cache.get(_key(request, study), 0)) >= LIMIT


def count_wrong_code(request: HttpRequest, study: Study) -> None:
    key = _key(request, study)
    cache.add(key, 0, SECONDS)
    try:
        cache.incr(key)
    except ValueError:  # its time ran out in between
        cache.set(key, 1, SECONDS)


def _key(request: HttpRequest, study: Study) -> str:
    address = f"{study.pk}:{request.META.get('REMOTE_ADDR', '')}"
    return "wrong-codes:" + salted_hmac("miburi.attempts", address, algorithm="sha256").hexdigest()
