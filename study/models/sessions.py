"""The plan: who takes part, and sees which clip when."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from study.models.ids import opaque_id, secret_token
from study.models.stimuli import Stimulus
from study.models.studies import Language, Study, TextVersion

# The states of a session in which it is over.
OUTCOMES = ("completed", "screened_out", "failed_checks", "timed_out")


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
        """What has been done; the four last are outcomes, in which nothing can be answered any more."""

        STARTED = "started", "started"
        CONSENTED = "consented", "consented"
        QUESTIONED = "questioned", "questionnaire filled in"
        CHECKED = "checked", "device checked"
        RATING = "rating", "rating"
        COMPLETED = "completed", "completed"
        SCREENED_OUT = "screened_out", "screened out"
        FAILED_CHECKS = "failed_checks", "failed attention checks"
        TIMED_OUT = "timed_out", "rested for too long"

    study = models.ForeignKey(Study, models.PROTECT, related_name="sessions")
    participant = models.ForeignKey(Participant, models.CASCADE, related_name="sessions")
    text_version = models.ForeignKey(TextVersion, models.PROTECT, related_name="sessions")
    public_id = models.CharField(max_length=40, unique=True, default=opaque_id)
    token = models.CharField(max_length=64, unique=True, default=secret_token)
    seed = models.PositiveBigIntegerField(help_text="presentation and answer order follow from it")
    simulated_rater = models.PositiveIntegerField(null=True, blank=True, help_text="number of a simulated rater")
    answer_options = models.JSONField(help_text="label names in the order of the buttons")
    state = models.CharField(max_length=15, choices=State, default=State.STARTED)
    questionnaire = models.JSONField(default=dict, blank=True, help_text="answers by question; null: left open")
    device = models.JSONField(default=dict, blank=True, help_text="what the device check saw")
    started_at = models.DateTimeField()
    active_at = models.DateTimeField(default=timezone.now, help_text="the rater's last step or answer")
    consented_at = models.DateTimeField(null=True, blank=True)
    consent_sha256 = models.CharField(max_length=64, blank=True, help_text="of the consent text that was shown")
    ended_at = models.DateTimeField(null=True, blank=True, help_text="when the outcome was reached")
    completion_code = models.CharField(max_length=20, unique=True, null=True, blank=True)  # noqa: DJ001

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["study", "participant"], name="session_once_per_participant"),
            models.UniqueConstraint(fields=["study", "simulated_rater"], name="session_once_per_simulated_rater"),
            models.CheckConstraint(
                condition=Q(state__in=("started", "timed_out"), consented_at=None, consent_sha256="")
                | (~Q(state="started") & Q(consented_at__gte=F("started_at")) & ~Q(consent_sha256="")),
                name="session_goes_on_only_with_consent",
            ),
            models.CheckConstraint(
                condition=Q(state__in=OUTCOMES, ended_at__gte=F("started_at"))
                | (~Q(state__in=OUTCOMES) & Q(ended_at=None)),
                name="session_ends_with_an_outcome",
            ),
            models.CheckConstraint(
                condition=Q(state="completed", completion_code__isnull=False)
                | (~Q(state="completed") & Q(completion_code=None)),
                name="session_code_only_when_completed",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id

    @property
    def language(self) -> str:
        return self.participant.language

    @property
    def is_over(self) -> bool:
        return self.state in OUTCOMES

    def open_trials(self) -> models.QuerySet[Trial]:
        """Trials without a response, in order: only the first can be answered."""
        return self.trials.filter(response=None).order_by("position")


class Trial(models.Model):
    """The plan for one clip in one session. ``key`` names it to the browser."""

    class Kind(models.TextChoices):
        PRACTICE = "practice", "practice"
        MAIN = "main", "main"
        ATTENTION = "attention", "attention check"

    session = models.ForeignKey(Session, models.CASCADE, related_name="trials")
    position = models.PositiveIntegerField(help_text="0-based, practice trials first")
    kind = models.CharField(max_length=10, choices=Kind)
    stimulus = models.ForeignKey(Stimulus, models.PROTECT, related_name="trials")
    block = models.PositiveSmallIntegerField(default=0, help_text="0-based, of main trials and checks; practice: 0")
    instructed = models.CharField(max_length=100, blank=True, help_text="the answer that the rater is told to give")
    key = models.CharField(max_length=40, unique=True, default=opaque_id)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "position"], name="trial_position_once"),
            models.UniqueConstraint(fields=["session", "kind", "stimulus"], name="trial_stimulus_once_per_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.session} {self.kind} {self.position}"
