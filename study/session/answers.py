"""Recording an answer: once, in order, and acknowledged only when it is on the disk."""

from __future__ import annotations

import hashlib
import json
import math
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from django.db import transaction

from study.models import Response, Session, Trial
from study.session.steps import complete

LONGEST_BODY = 16_384
LONGEST_MS = 24 * 3600 * 1000
TIMING_VALUES = (int, float, str, bool, type(None))


class Outcome(Enum):
    """What became of an answer, and its HTTP status."""

    RECORDED = 201
    REPLAYED = 200
    CONFLICT = 409


@dataclass(frozen=True)
class Answer:
    """One answer as the rating page sends it. Times in milliseconds."""

    chosen: str
    rt_ms: float
    rt_from_end_ms: float
    clock: str
    timing: dict[str, Any]
    idempotency_key: str
    body_sha256: str


def parse_answer(body: bytes, idempotency_key: str, session: Session) -> Answer:
    """The answer in a request's JSON body. ValueError says which field is wrong."""
    if len(body) > LONGEST_BODY:
        raise ValueError(f"body: {len(body)} bytes, at most {LONGEST_BODY}")
    try:
        data = json.loads(body)
    except RecursionError:
        raise ValueError("body: nested too deeply") from None
    if not isinstance(data, dict):
        raise ValueError("body: not a JSON object")
    if data.get("chosen") not in session.answer_options:
        raise ValueError(f"chosen: {data.get('chosen')!r} is not an answer option")
    if not 8 <= len(idempotency_key) <= 64:
        raise ValueError("Idempotency-Key: 8 to 64 characters are needed")
    return Answer(
        chosen=data["chosen"],
        rt_ms=_milliseconds(data, "rt_ms", least=0),
        rt_from_end_ms=_milliseconds(data, "rt_from_end_ms", least=_earliest(session)),
        clock=_clock(data, session),
        timing=_timing(data),
        idempotency_key=idempotency_key,
        body_sha256=hashlib.sha256(body).hexdigest(),
    )


@transaction.atomic
def record_answer(session: Session, trial: Trial, answer: Answer, at: datetime) -> Outcome:
    """Store ``answer`` if ``trial`` is the session's next one; the last answer completes the session.

    The transaction is IMMEDIATE: of two that arrive at once, the second sees what the first wrote.
    """
    if (earlier := Response.objects.filter(idempotency_key=answer.idempotency_key).first()) is not None:
        same = earlier.trial_id == trial.pk and earlier.body_sha256 == answer.body_sha256
        return Outcome.REPLAYED if same else Outcome.CONFLICT
    left = list(session.open_trials()[:2])
    if session.state != Session.State.RATING or not left or left[0].pk != trial.pk:
        return Outcome.CONFLICT
    Response.objects.create(
        trial=trial,
        chosen=answer.chosen,
        rt_ms=answer.rt_ms,
        rt_from_end_ms=answer.rt_from_end_ms,
        clock=answer.clock,
        timing=answer.timing,
        idempotency_key=answer.idempotency_key,
        body_sha256=answer.body_sha256,
        answered_at=at,
    )
    if len(left) == 1:
        complete(session, at)
    return Outcome.RECORDED


def _earliest(session: Session) -> float:
    return 0 if session.study.protocol.answers.when == "after_clip" else -LONGEST_MS


def _milliseconds(data: dict[str, Any], name: str, least: float) -> float:
    value = data.get(name)
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise ValueError(f"{name}: {value!r} is not a number of milliseconds")
    if not least <= value <= LONGEST_MS:  # nan is not, either
        raise ValueError(f"{name}: {value!r} is not between {least:g} and {LONGEST_MS:g}")
    return float(value)


def _clock(data: dict[str, Any], session: Session) -> str:
    """A simulated rater's clock is simulated, a real one's never is."""
    if session.participant.simulated:
        return Response.Clock.SIMULATED
    if data.get("clock") not in (Response.Clock.FRAME, Response.Clock.PLAYING):
        raise ValueError(f"clock: {data.get('clock')!r} is not a known clock")
    return str(data["clock"])


def _timing(data: dict[str, Any]) -> dict[str, Any]:
    timing = data.get("timing", {})
    if not isinstance(timing, dict) or not all(map(_is_plain, timing.values())):
        raise ValueError("timing: not an object of plain values")
    return timing


def _is_plain(value: Any) -> bool:
    """A value that any JSON reader takes: Python's own reads and writes NaN and Infinity too."""
    return isinstance(value, TIMING_VALUES) and not (isinstance(value, float) and not math.isfinite(value))
