"""Where raters come from, as hashes and apart from their answers; and that some withdrew."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from study.models.sessions import Session
from study.models.studies import Study


class Recruitment(models.Model):
    """That a session came from a recruiter. The external id is kept as an HMAC: it can be recognised, not read."""

    study = models.ForeignKey(Study, models.CASCADE, related_name="recruitments")
    session = models.OneToOneField(Session, models.CASCADE, related_name="recruitment")
    external_hmac = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["study", "external_hmac"], name="recruitment_once_per_external_id")
        ]

    def __str__(self) -> str:
        return f"{self.study.slug} {self.pk}"


class AccessCode(models.Model):
    """A one-time code that opens one session; kept as an HMAC."""

    study = models.ForeignKey(Study, models.CASCADE, related_name="access_codes")
    code_hmac = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["study", "code_hmac"], name="access_code_once_per_study")]

    def __str__(self) -> str:
        return f"{self.study.slug} {self.pk}"


class Refusal(models.Model):
    """That whoever has this external id was screened out or failed the checks, and withdrew: the id's HMAC and nothing
    else, so that the refusal cannot be undone by beginning again."""

    study = models.ForeignKey(Study, models.CASCADE, related_name="refusals")
    external_hmac = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["study", "external_hmac"], name="refusal_once_per_external_id")]

    def __str__(self) -> str:
        return f"{self.study.slug} {self.pk}"


class Withdrawal(models.Model):
    """That a rater withdrew and the data were deleted. On which day, at which step, and nothing that leads to whom."""

    study = models.ForeignKey(Study, models.CASCADE, related_name="withdrawals")
    day = models.DateField()
    state = models.CharField(max_length=15, choices=Session.State)
    simulated = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.study.slug} {self.day}"
