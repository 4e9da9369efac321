"""Imported from a manifest, never changed."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from generation.labels import LabelSet
from generation.stimuli.manifest import CONDITIONS, ROLES, TRIAL


class StimulusSet(models.Model):
    """One imported manifest. ``provenance`` carries terms of use and whether the motions are synthetic."""

    manifest_sha256 = models.CharField(max_length=64, unique=True)
    labels = models.JSONField(help_text="answer options in order: name, en, ja")
    provenance = models.JSONField()
    rendering = models.JSONField()
    imported_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.manifest_sha256[:12]} ({'synthetic' if self.synthetic else 'recorded'})"

    @property
    def label_set(self) -> LabelSet:
        return LabelSet.from_json(self.labels)

    @property
    def trials(self) -> models.QuerySet[Stimulus]:
        """The experiment's clips, without those for practice and attention checks."""
        return self.stimuli.filter(role=TRIAL)

    @property
    def synthetic(self) -> bool:
        """True unless the manifest says outright that its motions come from people."""
        return bool(self.provenance.get("synthetic", True))

    @property
    def terms(self) -> str:
        return str(self.provenance.get("terms") or "no terms of use stated")


class Stimulus(models.Model):
    """One clip; in main trials only those whose role is that are shown. ``media_name`` is all that a rater's browser
    learns of it."""

    stimulus_set = models.ForeignKey(StimulusSet, models.PROTECT, related_name="stimuli")
    manifest_id = models.CharField(max_length=200)
    condition = models.CharField(max_length=20, choices=[(name, name) for name in CONDITIONS])
    role = models.CharField(max_length=20, choices=[(name, name) for name in ROLES], default=TRIAL)
    label = models.CharField("intended label", max_length=100)
    predicted = models.CharField("recogniser's label", max_length=100)
    probabilities = models.JSONField(help_text="recogniser's probability per label")
    source = models.CharField(max_length=500)
    seed = models.BigIntegerField()
    frames = models.PositiveIntegerField()
    fps = models.PositiveIntegerField()
    motion_sha256 = models.CharField(max_length=64)
    video_sha256 = models.CharField(max_length=64)
    webm_sha256 = models.CharField(max_length=64, blank=True, default="", help_text="empty: there is MP4 alone")
    media_name = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name_plural = "stimuli"
        constraints = [
            models.UniqueConstraint(fields=["stimulus_set", "manifest_id"], name="stimulus_once_per_set"),
            models.CheckConstraint(condition=Q(frames__gt=0, fps__gt=0), name="stimulus_has_a_duration"),
            models.CheckConstraint(condition=Q(condition__in=CONDITIONS), name="stimulus_condition_known"),
            models.CheckConstraint(condition=Q(role__in=ROLES), name="stimulus_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.manifest_id} ({self.condition}, {self.label})"

    @property
    def duration(self) -> float:
        """Seconds."""
        return self.frames / self.fps
