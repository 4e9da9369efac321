"""Studies with a recruiter, for tests, and raters who come from there."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import msgspec
from django.db import connection

from study.design.protocol import Protocol
from study.design.recruiter import Recruiter, Return
from study.models import Participant, Recruitment, Response, Session, Study, Trial, TrialEvent
from tests.study.rater import Rater

OF_A_SESSION = (Participant, Session, Trial, Response, TrialEvent, Recruitment)
SONA = "https://school.sona-systems.com/webstudy_credit.aspx?experiment_id=1&credit_token=abc&survey_code={survey_code}"
RETURNS: dict[str, dict[str, Return]] = {
    "prolific": {"completed": Return(code="C0MPLETE"), "screened_out": Return(code="SCREENED")},
    "sona": {"completed": Return(url=SONA)},
    "mturk": {},
    "codes": {},
    "none": {},
}
SENT = {
    "prolific": {"PROLIFIC_PID": "5f0c3b1e9d8a7c6b5a493827", "STUDY_ID": "64study", "SESSION_ID": "64session"},
    "sona": {"survey_code": "918273645"},
    "mturk": {
        "workerId": "AZ3456EXAMPLE",
        "assignmentId": "123RVWYBAZW00EXAMPLE456RVWYBAZW00EXAMPLE",
        "hitId": "123RVWYBAZW00EXAMPLE",
        "turkSubmitTo": "https://www.mturk.com/",
    },
}


def recruit_by(study: Study, kind: str, **changes: Any) -> Study:
    """Give the study this recruiter, and the protocol these ``changes``."""
    recruiter = msgspec.convert({"kind": kind}, Recruiter)
    recruiter = msgspec.structs.replace(recruiter, **RETURNS[kind])
    protocol = msgspec.structs.replace(Protocol(recruiter=recruiter), **changes)
    study.definition = protocol.to_json()
    study.save()
    return Study.objects.get(pk=study.pk)


def arrive(rater: Rater, sent: dict[str, str], into: str | None = "document") -> Any:
    """Open the study by the recruiter's link. ``into``: where the browser says that it puts the page; None: a browser
    that does not say, such as Safari before 16.4."""
    headers = {"Sec-Fetch-Dest": into} if into else {}
    return rater.client.get(f"/s/{rater.slug}/?{urlencode(sent)}", headers=headers)


def database_bytes() -> bytes:
    """Of the database's file and its log."""
    path = Path(connection.settings_dict["NAME"])
    return b"".join(each.read_bytes() for each in path.parent.glob(f"{path.name}*"))
