"""What was observed: answers, and what happened to clips on the way."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from study.models.sessions import Trial


class Response(models.Model):
    """What the rater answered, and when by which clock. Written once, never changed."""

    class Clock(models.TextChoices):
        FRAME = "frame", "first presented frame (requestVideoFrameCallback)"
        PLAYING = "playing", "`playing` event: the browser tells no frame times"
        SIMULATED = "simulated", "simulated rater"

    trial = models.OneToOneField(Trial, models.CASCADE, related_name="response")
    chosen = models.CharField("chosen label", max_length=100)
    rt_ms = models.FloatField("response time from the first frame, ms")
    rt_from_end_ms = models.FloatField("response time from the clip's end, ms (negative: before it)")
    clock = models.CharField(max_length=10, choices=Clock)
    timing: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    ratings: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(
        default=dict, help_text="answers to the study's second questions"
    )
    idempotency_key = models.CharField(max_length=64, unique=True)
    body_sha256 = models.CharField(max_length=64, help_text="of the request, to tell a replay from another answer")
    answered_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(rt_ms__gte=0), name="response_after_the_first_frame")]

    def __str__(self) -> str:
        return f"{self.trial}: {self.chosen}"


class TrialEvent(models.Model):
    """Something that happened to a trial's clip in the rater's browser before the answer, or instead of it.

    ``page`` is a random name of one load of the rating page: a clip shown by another page before is replayed.
    """

    class Kind(models.TextChoices):
        SHOWN = "shown", "first frame presented"
        CLIP_FAILED = "clip_failed", "could not be fetched, or was not the clip that was meant"
        DECODE_FAILED = "decode_failed", "could not be decoded"
        STALLED = "stalled", "stopped before its end"
        REFUSED = "refused", "the browser refused to play without a tap"
        HIDDEN = "hidden", "the page was out of sight while it played"

    trial = models.ForeignKey(Trial, models.CASCADE, related_name="events")
    kind = models.CharField(max_length=15, choices=Kind)
    page = models.CharField(max_length=40)
    detail = models.CharField(max_length=200, blank=True)
    idempotency_key = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.trial}: {self.kind}"
