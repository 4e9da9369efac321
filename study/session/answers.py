"""Recording an answer: once, in order, and acknowledged only when it is on the disk."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Self

import msgspec
from django.db import transaction

from study.models import Response, Session, Trial
from study.session.checks import failed_checks
from study.session.messages import AnswerBody, Feedback
from study.session.ratings import checked_ratings
from study.session.steps import end_session
from study.session.window import gives_feedback

LONGEST_BODY = 16_384  # without ratings
# One escape of a JSON string at a time: a pair that is one character, half of such a pair, or any other.
ESCAPE = re.compile(rb"\\(?:u[dD][89abAB]\w\w\\u[dD][c-fC-F]\w\w|(?P<half>u[dD][89a-fA-F]\w\w)|.)", re.DOTALL)
KEY_PATTERN = r"^[!-~]{8,64}$"
DECODER = msgspec.json.Decoder(AnswerBody)


class Outcome(Enum):
    """What became of what was posted, and its HTTP status."""

    RECORDED = 201
    REPLAYED = 200
    CONFLICT = 409
    OVER = 410


@dataclass(frozen=True)
class Post:
    """A request's body with the key that its sender knows it by."""

    body: bytes
    idempotency_key: str

    @classmethod
    def of(cls, body: bytes, idempotency_key: str, longest: int) -> Self:
        """ValueError for a body of more than ``longest`` bytes, or a key that is none."""
        if len(body) > longest:
            raise ValueError(f"body: {len(body)} bytes, at most {longest}")
        if not re.fullmatch(KEY_PATTERN, idempotency_key):
            raise ValueError("Idempotency-Key: 8 to 64 ASCII characters without spaces are needed")
        return cls(body, idempotency_key)

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.body).hexdigest()


@transaction.atomic
def record_answer(trial: Trial, post: Post, at: datetime) -> Outcome:
    """Store the answer to ``trial`` if it is the session's next; the last answer, or one attention check failed too
    many, ends the session in the same transaction.

    ValueError says which field is wrong; Session.DoesNotExist that the rater has withdrawn meanwhile. The transaction
    is IMMEDIATE: of two answers that arrive at once, the second sees what the first wrote.
    """
    session = trial.session
    session.refresh_from_db(fields=["state"], from_queryset=Session.objects.select_for_update())
    if (earlier := Response.objects.filter(idempotency_key=post.idempotency_key).first()) is not None:
        same = earlier.trial_id == trial.pk and earlier.body_sha256 == post.sha256
        return Outcome.REPLAYED if same else _refusal(session)
    left = list(session.open_trials().values_list("pk", flat=True)[:2])
    if session.state != Session.State.RATING or trial.pk not in left[:1]:
        return _refusal(session)
    _store(trial, post, at)
    session.active_at = max(at, session.active_at)  # a clock that was set back makes no session look rested later
    session.save(update_fields=["active_at"])
    if _failed_too_many(trial):
        end_session(session, Session.State.FAILED_CHECKS, at)
    elif len(left) == 1:
        end_session(session, Session.State.COMPLETED, at)
    return Outcome.RECORDED


def feedback_on(trial: Trial) -> Feedback | None:
    """What the rater is told of a recorded answer."""
    if not gives_feedback(trial):
        return None
    intended = trial.stimulus.label
    return Feedback(correct=trial.response.chosen == intended, intended=intended)


def _refusal(session: Session) -> Outcome:
    return Outcome.OVER if session.is_over else Outcome.CONFLICT


def _store(trial: Trial, post: Post, at: datetime) -> None:
    session = trial.session
    answer = _decoded(post.body)
    if answer.chosen not in session.answer_options:
        raise ValueError(f"chosen: {answer.chosen[:100]!r} is not an answer option")
    protocol = session.study.protocol
    if protocol.answers.when == "after_clip" and answer.rt_from_end_ms < 0:
        raise ValueError(f"rt_from_end_ms: {answer.rt_from_end_ms:g}, and this study takes answers after the clip only")
    Response.objects.create(
        trial=trial,
        chosen=answer.chosen,
        rt_ms=answer.rt_ms,
        rt_from_end_ms=answer.rt_from_end_ms,
        # A simulated rater's clock is simulated, a real one's never is.
        clock=Response.Clock.SIMULATED if session.participant.simulated else answer.clock,
        timing=answer.timing.to_json(),
        ratings=checked_ratings(answer.ratings, protocol.questions),
        idempotency_key=post.idempotency_key,
        body_sha256=post.sha256,
        answered_at=at,
    )


def _decoded(body: bytes) -> AnswerBody:
    """Browsers cut free text between the halves of a character where it is too long, or let the rater do so: such a
    half is kept as U+FFFD."""
    whole = ESCAPE.sub(lambda found: rb"\ufffd" if found["half"] else found[0], body)
    try:
        return DECODER.decode(whole)
    except RecursionError:
        raise ValueError("body: nested too deeply") from None


def _failed_too_many(trial: Trial) -> bool:
    allowed = trial.session.study.protocol.attention.allowed_failures
    return allowed is not None and trial.kind == Trial.Kind.ATTENTION and failed_checks(trial.session) > allowed
