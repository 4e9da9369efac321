"""Nothing in an export or a report leads to a person: what only the database may know is planted, then looked for."""

from __future__ import annotations

import re
import zlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pyarrow.parquet as pq
import pytest
from django.apps import apps
from django.db import models

from study.design.recruiter import Return
from study.exports.folder import export_study
from study.models import AccessCode, Recruitment, Response, Session, Study, Trial, TrialEvent
from study.report import folder as report_folder
from study.report.folder import write_report
from study.report.source import results_of
from tests.study.rater import Rater

pytestmark = pytest.mark.django_db

MOMENT = datetime(1999, 12, 31, 23, 59, 58, tzinfo=UTC)
MOMENTS = ("1999-12-31", "31.12.1999", "12/31/1999", "1999年12月31日", "23:59", "94668479")
SENT = {"PROLIFIC_PID": "canary-prolific-5f0c3b1e", "STUDY_ID": "canary-study", "SESSION_ID": "canary-session"}
# Columns of the database that may be read in an export or a report. Of all others no value may.
PUBLIC = {
    "Study": {"slug", "title", "state", "default_language", "seed", "definition"},
    "TextVersion": {"version", "texts", "sha256"},
    "ExclusionVersion": {"version", "rules", "sha256", "sessions_before", "created_at"},
    "StimulusSet": {"manifest_sha256", "labels", "provenance", "rendering"},
    "Stimulus": {field.name for field in apps.get_model("study", "Stimulus")._meta.get_fields()} - {"media_name"},
    "Participant": {"public_id", "language", "simulated"},
    "Session": {"public_id", "state", "questionnaire", "answer_options"},
    "Trial": {"position", "kind", "block", "instructed"},
    "Response": {"chosen", "rt_ms", "rt_from_end_ms", "clock", "timing", "ratings"},
    "TrialEvent": {"kind"},
    "Withdrawal": {"state", "simulated"},
}


@pytest.fixture
def planted(asked: Study) -> Study:
    """Everything that only the database may know is recognisable."""
    recruiter = msgspec.structs.replace(
        asked.protocol.recruiter,
        completed=Return(code="CANARYDONE", url="https://canary.example.org/?back={code}"),
        screened_out=Return(code="CANARYOUT"),
    )
    protocol = msgspec.structs.replace(asked.protocol, recruiter=recruiter)
    Study.objects.update(definition=protocol.to_json(), results_key="canary-results-key")
    study = Study.objects.get()
    arriving = Rater(study.slug)
    arriving.client.defaults |= {"HTTP_USER_AGENT": "CanaryBrowser/9.0", "REMOTE_ADDR": "203.0.113.77"}
    arriving.client.get(f"/s/{study.slug}/", SENT, headers={"Sec-Fetch-Dest": "document"})
    arriving.start()
    assert Session.objects.count() == 4
    unknown = {"user_agent": "canary-agent", "ip": "203.0.113.77", "email": "canary@example.org"}
    for session in Session.objects.all():
        answers = {**session.questionnaire, "first_language": "canary-typed", "dropped_question": "canary-old"}
        Session.objects.filter(pk=session.pk).update(
            token=f"canary-token-{session.pk}", device=unknown, questionnaire=answers
        )
    times = ("started_at", "active_at")
    Session.objects.update(**dict.fromkeys(times, MOMENT))
    Session.objects.exclude(consented_at=None).update(consented_at=MOMENT, consent_sha256="canary-consent")
    Session.objects.exclude(ended_at=None).update(ended_at=MOMENT)
    Session.objects.filter(state="completed").update(completion_code=models.F("token"))
    Trial.objects.update(
        key=models.functions.Concat(models.Value("canary-key-"), "pk", output_field=models.CharField())
    )
    for response in Response.objects.all():
        response.ratings |= {"remark": "canary-typed", "dropped_question": "canary-old"}
        response.timing |= unknown
        response.idempotency_key, response.body_sha256 = f"canary-{response.pk}", "canary-body"
        response.answered_at = MOMENT
        response.save()
    for trial in Trial.objects.all()[:30]:
        of_event = {"page": "canary-page", "detail": "canary-detail", "idempotency_key": f"canary-event-{trial.pk}"}
        TrialEvent.objects.create(trial=trial, kind=TrialEvent.Kind.STALLED, at=MOMENT, **of_event)
    for clip in study.stimulus_set.stimuli.all():
        clip.media_name = f"canary-media-{clip.pk}"
        clip.save()
    AccessCode.objects.create(study=study, code_hmac="canary-code", used_at=MOMENT, created_at=MOMENT)
    Recruitment.objects.update(external_hmac="canary-external", at=MOMENT)
    return Study.objects.get()


def secrets() -> set[str]:
    """Values of the columns that are not public, as they would be written; short ones could be found anywhere."""
    found: set[str] = set()
    for model in apps.get_app_config("study").get_models():
        hidden = [f.attname for f in model._meta.concrete_fields if f.name not in PUBLIC.get(model.__name__, set())]
        for row in model.objects.values_list(*hidden):
            found |= {str(value) for value in row if isinstance(value, str) and len(value) > 5}
    return found - {"0" * 64}


def read(path: Path) -> str:
    """All that a file holds, with what is packed unpacked."""
    data = path.read_bytes()
    if path.suffix == ".parquet":
        table = pq.read_table(path)
        return f"{table.schema.metadata} {table.to_pylist()}"
    if path.suffix == ".pdf":
        data += b"".join(zlib.decompress(part) for part in re.findall(rb"stream\r?\n(x.*?)\r?\nendstream", data, re.S))
    return data.decode("utf-8", "replace")


def tell_tales(out: Path, words: set[str]) -> list[tuple[str, str]]:
    """Which of the words stand in which file, its name included."""
    files = [path for path in out.rglob("*") if path.is_file()]
    assert files
    return [
        (str(path), word)
        for path in files
        for text in [f"{path.relative_to(out)} {read(path)}"]
        for word in words
        if word in text
    ]


def test_an_export_holds_nothing_that_only_the_database_may_know(planted: Study, tmp_path: Path) -> None:
    export_study(planted, tmp_path / "out", include_simulated=True, free_text=False)
    words = secrets() | {*MOMENTS, *SENT.values(), "203.0.113.77", "CanaryBrowser", "example.org", "CANARY"}
    assert len(words) > 100
    assert tell_tales(tmp_path / "out", words | {"canary"}) == []


def test_what_raters_typed_is_the_only_thing_planted_that_an_export_holds(planted: Study, tmp_path: Path) -> None:
    export_study(planted, tmp_path / "out", include_simulated=True)
    found = {word for _, word in tell_tales(tmp_path / "out", {"canary-typed", "canary-old", *secrets(), *MOMENTS})}
    assert found == {"canary-typed"}
    bids = tmp_path / "out/results/bids"
    assert tell_tales(bids, {"canary"}) == []


def test_a_report_holds_nothing_that_only_the_database_may_know(
    planted: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report_folder, "FORMATS", ("svg",))  # the same words in another form
    write_report(results_of(planted, include_simulated=True, models=False), tmp_path / "out", ("en", "ja"))
    people: set[Any] = set(Session.objects.values_list("public_id", flat=True))
    words = secrets() | people | {*MOMENTS, *SENT.values(), "203.0.113.77", "CanaryBrowser", "example.org", "CANARY"}
    assert tell_tales(tmp_path / "out", words | {"canary"}) == []
