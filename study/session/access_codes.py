"""One-time codes that raters type to begin: handed out by the researcher, kept as HMACs.

A code has 39 random bits. Whoever guesses 60 in ten minutes, all that `study.session.attempts` lets pass, finds one
of a thousand with a probability of 1 in 75,000 a day.
"""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from study.models import AccessCode, Session, Study
from study.session.recruiting import Arrival, begin_recruited, external_hmac
from study.session.steps import completion_code


def make_codes(study: Study, count: int) -> list[str]:
    """``count`` new codes like ``7QXM-4KTD``. They can be told this once only."""
    there = set(study.access_codes.values_list("code_hmac", flat=True))
    codes: dict[str, str] = {}
    while len(codes) < count:
        code = completion_code()
        if (digest := code_hmac(study, code)) not in there:
            codes[digest] = code
    AccessCode.objects.bulk_create(AccessCode(study=study, code_hmac=digest) for digest in codes)
    return list(codes.values())


def normalised(typed: str) -> str:
    """As the code was made: capitals, one hyphen; full-width letters, spaces and other strokes are put right."""
    plain = unicodedata.normalize("NFKC", typed[:100]).upper()
    letters = "".join(letter for letter in plain if letter.isascii() and letter.isalnum())
    return f"{letters[:4]}-{letters[4:]}"


def code_hmac(study: Study, typed: str) -> str:
    return external_hmac(study, f"code:{normalised(typed)}")


def is_known(study: Study, typed: str) -> bool:
    """Whether this study has such a code, used or not."""
    return study.access_codes.filter(code_hmac=code_hmac(study, typed)).exists()


@transaction.atomic
def begin_with_code(study: Study, typed: str, arrival: Arrival, language: str, at: datetime) -> Session | None:
    """The session that the code opens; None if there is no such code, or another browser used it."""
    arrival = replace(arrival, external_hmac=code_hmac(study, typed))
    unused = study.access_codes.filter(code_hmac=arrival.external_hmac, used_at=None)
    if not unused.update(used_at=at) and not is_known(study, typed):
        return None
    return begin_recruited(study, arrival, language, at)


def free_code(study: Study, digest: str) -> None:
    """Make a code as if it had never been used: its rater has withdrawn."""
    study.access_codes.filter(code_hmac=digest).update(used_at=None)
