"""Withdrawal: everything of a session is deleted, and only that somebody withdrew is kept."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import connection, transaction

from study.models import Participant, Recruitment, Session, Study, Withdrawal
from study.session.access_codes import free_code, normalised
from study.session.refusals import is_refused, keep_out

CHECKPOINT_MS = 1000


def last_day(session: Session) -> date | None:
    """The last day (UTC) on which the rater may withdraw; None as long as the session is not over."""
    if session.ended_at is None:
        return None
    return session.ended_at.date() + timedelta(days=session.study.protocol.withdrawal.days)


def is_too_late(session: Session, at: datetime) -> bool:
    last = last_day(session)
    return last is not None and at.date() > last


def session_by_code(study: Study, typed: str) -> Session | None:
    """The completed session with this withdrawal code: the one made for it, whatever code the recruiter wants."""
    return study.sessions.filter(completion_code=normalised(typed)).select_related("study", "participant").first()


def shared_code(study: Study) -> str:
    """The completion code that all raters of the study get; empty where each gets a code of their own."""
    return study.protocol.recruiter.completed.code


def is_shared_code(study: Study, typed: str) -> bool:
    shared = shared_code(study)
    return bool(shared) and normalised(typed) == normalised(shared)


def withdraw(session: Session, at: datetime) -> None:
    """Delete the rater with session, trials, answers, events and recruitment, in one transaction.

    The database overwrites what it deletes (secure_delete, `study.settings`), and its log is folded away after. A
    one-time code is as if it had never been used: a used one without a session would tell who withdrew. Of a refused
    rater the HMAC stays, and the code stays used. A second call finds nothing and does nothing.
    """
    with transaction.atomic():
        present = Session.objects.filter(pk=session.pk).select_related("participant", "study").first()
        if present is None:
            return
        for recruitment in Recruitment.objects.filter(session=present):
            leave = keep_out if is_refused(present) else free_code
            leave(present.study, recruitment.external_hmac)
        Withdrawal.objects.create(
            study=present.study, day=at.date(), state=present.state, simulated=present.participant.simulated
        )
        Participant.objects.filter(pk=present.participant_id).delete()
        transaction.on_commit(fold_log)


def fold_log() -> None:
    """Empty SQLite's write-ahead log, where copies of deleted rows would stay until it is written over.

    It waits a moment for other readers; if they take longer, the next turn of the log does it.
    """
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        usual = cursor.fetchone()[0]
        cursor.execute(f"PRAGMA busy_timeout = {CHECKPOINT_MS}")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        cursor.execute(f"PRAGMA busy_timeout = {usual}")
