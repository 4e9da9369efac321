"""What happens to a clip on the way: kept once per idempotency key."""

from __future__ import annotations

from datetime import datetime

import msgspec
from django.db import transaction

from study.models import Session, Trial, TrialEvent
from study.session.answers import Outcome, Post
from study.session.messages import EventBody

MOST_EVENTS = 200  # of one trial; a clip that fails again and again tells nothing new
DECODER = msgspec.json.Decoder(EventBody)


@transaction.atomic
def record_event(trial: Trial, post: Post, at: datetime) -> Outcome:
    """Store the event if the session still goes on. ValueError says which field is wrong; Session.DoesNotExist that
    the rater has withdrawn meanwhile."""
    event = DECODER.decode(post.body)
    session = trial.session
    session.refresh_from_db(fields=["state"], from_queryset=Session.objects.select_for_update())
    if (earlier := TrialEvent.objects.filter(idempotency_key=post.idempotency_key).first()) is not None:
        same = earlier.trial_id == trial.pk and _told(earlier) == event
        return Outcome.REPLAYED if same else Outcome.CONFLICT
    if session.is_over:
        return Outcome.OVER
    if session.state != Session.State.RATING or trial.events.count() >= MOST_EVENTS:
        return Outcome.CONFLICT
    TrialEvent.objects.create(
        trial=trial,
        kind=event.kind,
        page=event.page,
        detail=event.detail,
        idempotency_key=post.idempotency_key,
        at=at,
    )
    return Outcome.RECORDED


def _told(event: TrialEvent) -> EventBody:
    return msgspec.convert({"kind": event.kind, "page": event.page, "detail": event.detail}, EventBody)
