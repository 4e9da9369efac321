"""All records for researchers. What was imported or observed can be read here, and not be changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.http import HttpRequest

from study.models import Participant, Response, Session, Stimulus, StimulusSet, Study, TextVersion, Trial

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


@admin.register(Study)
class StudyAdmin(ReadOnly):
    """Once a session has begun, only the title and whether the study is open can be changed."""

    list_display = ("title", "slug", "state", "stimulus_set", "created_at")
    fields = (
        "title",
        "state",
        "slug",
        "stimulus_set",
        "seed",
        "default_language",
        "definition",
        "created_at",
    )

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return ModelAdmin.has_change_permission(self, request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        always = ("slug", "stimulus_set", "created_at")
        begun = ("seed", "default_language", "definition")
        return always + begun if obj is not None and obj.sessions.exists() else always


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


@admin.register(Participant)
class ParticipantAdmin(ReadOnly):
    list_display = ("public_id", "simulated", "language", "created_at")
    list_filter = ("simulated", "language")


@admin.register(Session)
class SessionAdmin(ReadOnly):
    list_display = ("public_id", "study", "participant", "simulated", "state", "started_at", "ended_at")
    list_filter = ("study", "participant__simulated", "state")
    exclude = ("token",)  # it would open the rater's session
    list_select_related = ("study", "participant")

    @admin.display(boolean=True)
    def simulated(self, session: Session) -> bool:
        return session.participant.simulated


@admin.register(Trial)
class TrialAdmin(ReadOnly):
    list_display = ("session", "position", "kind", "stimulus")
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
