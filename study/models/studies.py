"""What raters are asked, and in which words."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property

from study.design.default_texts import DEFAULT_TEXTS
from study.design.exclusion import Exclusion
from study.design.placeholders import filled
from study.design.protocol import Protocol
from study.models.ids import secret_token
from study.models.stimuli import StimulusSet


class Language(models.TextChoices):
    ENGLISH = "en", "English"
    JAPANESE = "ja", "日本語"


class Study(models.Model):
    """What is asked of raters. Its settings are fixed once the first session has begun (`study.admin`)."""

    class State(models.TextChoices):
        OPEN = "open", "open"
        CLOSED = "closed", "closed"

    slug = models.SlugField(unique=True)
    title = models.CharField(max_length=200)
    stimulus_set = models.ForeignKey(StimulusSet, models.PROTECT, related_name="studies")
    seed = models.PositiveBigIntegerField(default=0, help_text="all presentation orders follow from it")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    default_language = models.CharField(max_length=2, choices=Language, default=Language.ENGLISH)
    definition = models.JSONField(default=dict, help_text="`study.design.protocol.Protocol` as JSON")
    results_key = models.CharField(max_length=64, unique=True, default=secret_token)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "studies"

    def __str__(self) -> str:
        return self.title

    @cached_property
    def protocol(self) -> Protocol:
        """The definition, read. Whoever changes ``definition`` takes a new object from the database."""
        return Protocol.of_json(self.definition)

    @property
    def texts(self) -> TextVersion:
        """The words that new sessions get."""
        return self.text_versions.latest("version")

    @property
    def exclusion(self) -> Exclusion:
        """The rules as they stand; none where none were declared."""
        newest = self.exclusion_versions.order_by("version").last()
        return Exclusion() if newest is None else Exclusion.of_json(newest.rules)


class TextVersion(models.Model):
    """All texts of a study in all its languages; a change is a new version, so that consent stays provable."""

    study = models.ForeignKey(Study, models.CASCADE, related_name="text_versions")
    version = models.PositiveIntegerField()
    texts = models.JSONField(help_text='{"consent": {"en": "...", "ja": "..."}, ...}')
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["study", "version"], name="text_version_once_per_study")]

    def __str__(self) -> str:
        return f"{self.study.slug} v{self.version}"

    def text(self, name: str, language: str) -> str:
        """As raters see it. A text that is younger than this version is the default one."""
        text = self.texts.get(name, DEFAULT_TEXTS[name])[language]
        return filled(text, self.study.protocol, language)


class ExclusionVersion(models.Model):
    """The rules of what the analysis leaves out; a change is a new version. ``sessions_before`` tells whether anybody
    had taken part, simulated raters and withdrawn ones included, when it was made."""

    study = models.ForeignKey(Study, models.CASCADE, related_name="exclusion_versions")
    version = models.PositiveIntegerField()
    rules = models.JSONField(help_text="`study.design.exclusion.Exclusion` as JSON")
    sha256 = models.CharField(max_length=64)
    sessions_before = models.PositiveIntegerField()
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["study", "version"], name="exclusion_version_once_per_study")]

    def __str__(self) -> str:
        return f"{self.study.slug} exclusions v{self.version}"
