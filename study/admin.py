"""All records for researchers. What was imported or observed can be read here, and not be changed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from study.design.defining import has_begun
from study.models import (
    AccessCode,
    ExclusionVersion,
    Participant,
    Recruitment,
    Refusal,
    Response,
    Session,
    Stimulus,
    StimulusSet,
    Study,
    TextVersion,
    Trial,
    TrialEvent,
    Withdrawal,
)

if TYPE_CHECKING:  # generic for the type checker only
    ModelAdmin = admin.ModelAdmin[Any]
else:
    ModelAdmin = admin.ModelAdmin

admin.site.site_header = admin.site.site_title = "Miburi: records"
admin.site.index_title = "All records"


class ReadOnly(ModelAdmin):
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def indented(data: Any) -> SafeString:
    """JSON as people read it."""
    return format_html("<pre>{}</pre>", json.dumps(data, ensure_ascii=False, indent=2))


@admin.register(Study)
class StudyAdmin(ReadOnly):
    """What raters are asked and read is set by ``manage.py define_study``. Once a session has begun, only whether the
    study is open and its title among researchers can be changed here."""

    list_display = ("title", "slug", "state", "stimulus_set", "created_at")
    fields = ("title", "state", "slug", "stimulus_set", "seed", "default_language", "asked", "created_at")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return ModelAdmin.has_change_permission(self, request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        always = ("slug", "stimulus_set", "asked", "created_at")
        begun = ("seed", "default_language")
        return always + begun if obj is not None and has_begun(obj) else always

    @admin.display(description="definition (manage.py define_study)")
    def asked(self, study: Study) -> SafeString:
        return indented(study.protocol.to_json())


@admin.register(StimulusSet)
class StimulusSetAdmin(ReadOnly):
    list_display = ("__str__", "synthetic", "terms", "imported_at")


@admin.register(Stimulus)
class StimulusAdmin(ReadOnly):
    list_display = ("manifest_id", "role", "condition", "label", "predicted", "frames", "fps", "media_name")
    list_filter = ("stimulus_set", "role", "condition", "label")


@admin.register(TextVersion)
class TextVersionAdmin(ReadOnly):
    list_display = ("__str__", "sha256", "created_at")
    fields = ("study", "version", "sha256", "created_at", "words")
    readonly_fields = ("words",)

    @admin.display(description="texts, before words in braces are filled")
    def words(self, version: TextVersion) -> SafeString:
        rows = [(name, text["en"], text["ja"]) for name, text in version.texts.items()]
        return format_html_join("", "<h3>{}</h3><pre>{}</pre><pre>{}</pre>", rows)


@admin.register(ExclusionVersion)
class ExclusionVersionAdmin(ReadOnly):
    """What the analysis leaves out, set by ``manage.py define_study``."""

    list_display = ("__str__", "sha256", "sessions_before", "created_at")
    list_filter = ("study",)
    fields = ("study", "version", "sha256", "sessions_before", "created_at", "declared")
    list_select_related = ("study",)

    @admin.display(description="rules")
    def declared(self, version: ExclusionVersion) -> SafeString:
        return indented(version.rules)


@admin.register(Participant)
class ParticipantAdmin(ReadOnly):
    list_display = ("public_id", "simulated", "language", "created_at")
    list_filter = ("simulated", "language")


@admin.register(Session)
class SessionAdmin(ReadOnly):
    list_display = ("public_id", "study", "participant", "simulated", "state", "started_at", "active_at", "ended_at")
    list_filter = ("study", "participant__simulated", "state")
    exclude = ("token",)  # it would open the rater's session
    list_select_related = ("study", "participant")

    @admin.display(boolean=True)
    def simulated(self, session: Session) -> bool:
        return session.participant.simulated


@admin.register(Trial)
class TrialAdmin(ReadOnly):
    list_display = ("session", "position", "kind", "block", "stimulus", "instructed")
    list_filter = ("kind", "session__participant__simulated")
    list_select_related = ("session", "stimulus")


@admin.register(Response)
class ResponseAdmin(ReadOnly):
    list_display = ("trial", "simulated", "chosen", "rt_ms", "rt_from_end_ms", "clock", "answered_at")
    list_filter = ("clock", "trial__session__participant__simulated", "trial__session__study")
    list_select_related = ("trial__session__participant",)

    @admin.display(boolean=True)
    def simulated(self, response: Response) -> bool:
        return response.trial.session.participant.simulated


@admin.register(TrialEvent)
class TrialEventAdmin(ReadOnly):
    list_display = ("trial", "kind", "detail", "page", "at")
    list_filter = ("kind", "trial__session__study")
    list_select_related = ("trial__session",)


@admin.register(Recruitment)
class RecruitmentAdmin(ReadOnly):
    """That sessions came from a recruiter. What stands for the rater there is not shown."""

    list_display = ("session", "study", "at")
    list_filter = ("study",)
    exclude = ("external_hmac",)
    list_select_related = ("session", "study")


@admin.register(AccessCode)
class AccessCodeAdmin(ReadOnly):
    """How many one-time codes there are and when they were used; not which."""

    list_display = ("__str__", "study", "created_at", "used_at")
    list_filter = ("study", ("used_at", admin.EmptyFieldListFilter))
    exclude = ("code_hmac",)
    list_select_related = ("study",)


@admin.register(Refusal)
class RefusalAdmin(ReadOnly):
    """How many who were refused have withdrawn since; not who."""

    list_display = ("__str__", "study")
    list_filter = ("study",)
    exclude = ("external_hmac",)
    list_select_related = ("study",)


@admin.register(Withdrawal)
class WithdrawalAdmin(ReadOnly):
    list_display = ("study", "day", "state", "simulated")
    list_filter = ("study", "simulated")
