"""Who could not take part stays out: withdrawing deletes the data, and does not undo the refusal."""

from __future__ import annotations

from study.models import Refusal, Session, Study
from study.session.questionnaire import is_screened_out


def is_refused(session: Session) -> bool:
    """Whether the rater's own answers ended it: screened out by the questionnaire, or too many failed checks. Who left
    at the device check may begin again on another device."""
    if session.state == Session.State.SCREENED_OUT:
        return is_screened_out(session.study.protocol.questionnaire, session.questionnaire)
    return bool(session.state == Session.State.FAILED_CHECKS)


def keep_out(study: Study, external_hmac: str) -> None:
    """Remember, of a refused rater who withdraws, the external id's HMAC."""
    Refusal.objects.get_or_create(study=study, external_hmac=external_hmac)


def is_kept_out(study: Study, external_hmac: str) -> bool:
    return study.refusals.filter(external_hmac=external_hmac).exists()
