"""The tables of a study. What is planned and what was observed are separate rows.

StimulusSet ─ Stimulus          imported from a manifest, never changed
Study ─ TextVersion             what raters are asked, in which words
Participant ─ Session ─ Trial   the plan: who sees which clip when
                         └─ Response   the observation: one per trial, written once
"""

from __future__ import annotations

import secrets
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from generation.labels import LabelSet
from generation.stimuli.manifest import CONDITIONS, ROLES, TRIAL


def opaque_id() -> str:
    """Eight random bytes, for ids that tell nothing."""
    return secrets.token_hex(8)


def secret_token() -> str:
    """A secret that opens something: 192 random bits."""
    return secrets.token_urlsafe(24)


class Language(models.TextChoices):
    ENGLISH = "en", "English"
    JAPANESE = "ja", "日本語"


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


class Study(models.Model):
    """What is asked of raters. Its settings are fixed once the first session has begun (`study.admin`)."""

    class State(models.TextChoices):
        OPEN = "open", "open"
        CLOSED = "closed", "closed"

    class AnswerOrder(models.TextChoices):
        FIXED = "fixed", "the same for all raters"
        PER_RATER = "per_rater", "shuffled once per rater"

    class AnswerWhen(models.TextChoices):
        ANYTIME = "anytime", "during and after the clip"
        AFTER_CLIP = "after_clip", "after the clip only"

    slug = models.SlugField(unique=True)
    title = models.CharField(max_length=200)
    stimulus_set = models.ForeignKey(StimulusSet, models.PROTECT, related_name="studies")
    seed = models.PositiveBigIntegerField(default=0, help_text="all presentation orders follow from it")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    default_language = models.CharField(max_length=2, choices=Language, default=Language.ENGLISH)
    answer_order = models.CharField(max_length=10, choices=AnswerOrder, default=AnswerOrder.FIXED)
    answer_when = models.CharField(max_length=10, choices=AnswerWhen, default=AnswerWhen.ANYTIME)
    practice_trials = models.PositiveSmallIntegerField(default=2)
    results_key = models.CharField(max_length=64, unique=True, default=secret_token)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "studies"

    def __str__(self) -> str:
        return self.title

    @property
    def texts(self) -> TextVersion:
        """The words that new sessions get."""
        return self.text_versions.latest("version")


class TextVersion(models.Model):
    """All texts of a study in all its languages; a change is a new version, so that consent stays provable."""

    study = models.ForeignKey(Study, models.CASCADE, related_name="text_versions")
    version = models.PositiveIntegerField()
    texts = models.JSONField(help_text='{"consent": {"en": "...", "ja": "..."}, ...}')
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["study", "version"], name="text_version_once_per_study"),
            models.UniqueConstraint(fields=["study", "sha256"], name="text_version_says_something_new"),
        ]

    def __str__(self) -> str:
        return f"{self.study.slug} v{self.version}"

    def text(self, name: str, language: str) -> str:
        return str(self.texts[name][language])


class Participant(models.Model):
    """One rater, known by an opaque id only."""

    public_id = models.CharField(max_length=40, unique=True, default=opaque_id)
    language = models.CharField(max_length=2, choices=Language)
    simulated = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.public_id


class Session(models.Model):
    """One rater's way through one study. ``token`` is the cookie that opens it."""

    class State(models.TextChoices):
        STARTED = "started", "started"
        CONSENTED = "consented", "consented"
        RATING = "rating", "rating"
        COMPLETED = "completed", "completed"

    study = models.ForeignKey(Study, models.PROTECT, related_name="sessions")
    participant = models.ForeignKey(Participant, models.CASCADE, related_name="sessions")
    text_version = models.ForeignKey(TextVersion, models.PROTECT, related_name="sessions")
    public_id = models.CharField(max_length=40, unique=True, default=opaque_id)
    token = models.CharField(max_length=64, unique=True, default=secret_token)
    seed = models.PositiveBigIntegerField(help_text="presentation and answer order follow from it")
    simulated_rater = models.PositiveIntegerField(null=True, blank=True, help_text="number of a simulated rater")
    answer_options = models.JSONField(help_text="label names in the order of the buttons")
    state = models.CharField(max_length=10, choices=State, default=State.STARTED)
    started_at = models.DateTimeField()
    consented_at = models.DateTimeField(null=True, blank=True)
    consent_sha256 = models.CharField(max_length=64, blank=True, help_text="of the consent text that was shown")
    completed_at = models.DateTimeField(null=True, blank=True)
    completion_code = models.CharField(max_length=20, unique=True, null=True, blank=True)  # noqa: DJ001

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["study", "participant"], name="session_once_per_participant"),
            models.UniqueConstraint(fields=["study", "simulated_rater"], name="session_once_per_simulated_rater"),
            models.CheckConstraint(
                condition=Q(state="started", consented_at=None, consent_sha256="")
                | (~Q(state="started") & Q(consented_at__gte=F("started_at")) & ~Q(consent_sha256="")),
                name="session_goes_on_only_with_consent",
            ),
            models.CheckConstraint(
                condition=(~Q(state="completed") & Q(completed_at=None, completion_code=None))
                | Q(state="completed", completed_at__gte=F("consented_at"), completion_code__isnull=False),
                name="session_code_only_when_completed",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id

    @property
    def language(self) -> str:
        return self.participant.language

    def open_trials(self) -> models.QuerySet[Trial]:
        """Trials without a response, in order: only the first can be answered."""
        return self.trials.filter(response=None).order_by("position")

    def next_trial(self) -> Trial | None:
        return self.open_trials().select_related("stimulus").first()


class Trial(models.Model):
    """The plan for one clip in one session. ``key`` names it to the browser."""

    class Kind(models.TextChoices):
        PRACTICE = "practice", "practice"
        MAIN = "main", "main"

    session = models.ForeignKey(Session, models.CASCADE, related_name="trials")
    position = models.PositiveIntegerField(help_text="0-based, practice trials first")
    kind = models.CharField(max_length=10, choices=Kind)
    stimulus = models.ForeignKey(Stimulus, models.PROTECT, related_name="trials")
    key = models.CharField(max_length=40, unique=True, default=opaque_id)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "position"], name="trial_position_once"),
            models.UniqueConstraint(fields=["session", "kind", "stimulus"], name="trial_stimulus_once_per_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.session} {self.kind} {self.position}"


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
    idempotency_key = models.CharField(max_length=64, unique=True)
    body_sha256 = models.CharField(max_length=64, help_text="of the request, to tell a replay from another answer")
    answered_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(rt_ms__gte=0), name="response_after_the_first_frame")]

    def __str__(self) -> str:
        return f"{self.trial}: {self.chosen}"
