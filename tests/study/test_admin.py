"""The records under /admin: all can be read, nothing that opens or identifies is shown."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from study.design.defining import declare_exclusion
from study.design.exclusion import Exclusion
from study.models import AccessCode, ExclusionVersion, Recruitment, Refusal, Session, Study, TrialEvent, Withdrawal
from study.session.plan import begin_session

HMAC = "0123456789abcdef" * 4
RULES = Exclusion.of_json({"sessions": [{"name": "unfinished", "incomplete": True}]})


@pytest.fixture
def session(study: Study) -> Session:
    """With one record of each kind beside it."""
    session = begin_session(study, "en", timezone.now())
    trial = session.trials.first()
    assert trial is not None
    now = timezone.now()
    TrialEvent.objects.create(trial=trial, kind="shown", page="one", idempotency_key="a-key-of-8", at=now)
    Recruitment.objects.create(study=study, session=session, external_hmac=HMAC, at=now)
    AccessCode.objects.create(study=study, code_hmac=HMAC)
    Refusal.objects.create(study=study, external_hmac=HMAC)
    Withdrawal.objects.create(study=study, day=now.date(), state="rating")
    declare_exclusion(study, RULES)
    return session


@pytest.mark.parametrize(
    "table",
    [
        "trialevent",
        "recruitment",
        "accesscode",
        "refusal",
        "withdrawal",
        "session",
        "textversion",
        "exclusionversion",
    ],
)
def test_records_can_be_read_but_not_made_changed_or_deleted(
    admin_client: Client, session: Session, table: str
) -> None:
    page = admin_client.get(f"/admin/study/{table}/")
    assert page.status_code == 200
    number = page.context["cl"].result_list[0].pk
    one = admin_client.get(f"/admin/study/{table}/{number}/change/")
    assert one.status_code == 200
    for secret in (HMAC, HMAC[:8], session.token, session.study.results_key):
        assert secret not in page.content.decode() + one.content.decode()
    assert admin_client.get(f"/admin/study/{table}/add/").status_code == 403
    assert admin_client.post(f"/admin/study/{table}/{number}/change/", {}).status_code == 403
    assert admin_client.post(f"/admin/study/{table}/{number}/delete/", {"post": "yes"}).status_code == 403


def test_a_study_s_definition_is_shown_whole_and_cannot_be_typed_over(admin_client: Client, study: Study) -> None:
    address = f"/admin/study/study/{study.pk}/change/"
    page = admin_client.get(address).content.decode()
    assert "&quot;instructed&quot;: 0" in page and 'name="definition"' not in page
    fields = {"title": "New", "state": "closed", "seed": "9", "default_language": "ja", "definition": "{}"}
    assert admin_client.post(address, fields).status_code == 302
    study.refresh_from_db()
    assert (study.title, study.state, study.seed, study.default_language) == ("New", "closed", 9, "ja")


def test_exclusion_rules_are_shown_with_when_they_were_declared(admin_client: Client, session: Session) -> None:
    version = ExclusionVersion.objects.get()
    page = admin_client.get(f"/admin/study/exclusionversion/{version.pk}/change/").content.decode()
    assert "&quot;unfinished&quot;" in page and RULES.sha256 in page
    assert version.sessions_before == 2  # one of them withdrawn


def test_once_begun_a_study_keeps_its_seed_in_the_records_too(admin_client: Client, session: Session) -> None:
    address = f"/admin/study/study/{session.study.pk}/change/"
    admin_client.post(address, {"title": "New", "state": "closed", "seed": "9", "default_language": "ja"})
    study = Study.objects.get()
    assert (study.title, study.state, study.seed, study.default_language) == ("New", "closed", 0, "en")
