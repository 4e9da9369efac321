"""A protocol that the stimulus set cannot serve, or that cannot keep its promises, is refused."""

from __future__ import annotations

from typing import Any

import pytest

from generation.errors import MiburiError
from study.design.fitting import refuse_misfit
from study.design.protocol import Protocol

AGE = {"name": "age", "kind": "number", "text": {"en": "Age", "ja": "年齢"}, "required": True, "screen_below": 18}
CODE = {"code": "C1"}
SONA = "https://x.sona-systems.com/webstudy_credit.aspx?experiment_id=1&credit_token=2&survey_code={survey_code}"


def fits(definition: dict[str, Any], trials: int = 20, practice: int = 0, attention: int = 0) -> None:
    roles = ["trial"] * trials + ["practice"] * practice + ["attention"] * attention
    refuse_misfit(Protocol.of_json(definition), roles)


@pytest.mark.parametrize(
    ("definition", "clips"),
    [
        ({}, {}),
        ({"attention": {"clips": True}}, {"attention": 0}),
        ({"practice": {"trials": 20}}, {}),
        ({"practice": {"trials": 4}}, {"practice": 4}),
        ({"attention": {"allowed_failures": 0}}, {"attention": 1}),
        ({"attention": {"allowed_failures": 1, "instructed": 2}}, {}),
        ({"recruiter": {"kind": "prolific", "completed": CODE}}, {}),
        ({"recruiter": {"kind": "prolific", "completed": {"url": "https://app.prolific.com/?cc=C1"}}}, {}),
        ({"recruiter": {"kind": "sona", "completed": {"url": SONA}}}, {}),
        ({"recruiter": {"kind": "mturk"}}, {}),
        ({"recruiter": {"completed": {"url": "https://x.org/?done={code}"}}}, {}),
    ],
)
def test_what_can_be_served_is_taken(definition: dict[str, Any], clips: dict[str, int]) -> None:
    fits(definition, **clips)


@pytest.mark.parametrize(
    ("definition", "clips", "message"),
    [
        (
            {"practice": {"trials": 21}},
            {},
            r"\[practice\] trials = 21: the stimulus set has 20 clips; ask for 20 or fewer",
        ),
        (
            {"practice": {"trials": 5}},
            {"practice": 4},
            r"\[practice\] trials = 5: the stimulus set has 4 practice clips; ask for 4",
        ),
        ({"attention": {"instructed": 21}}, {}, r"\[attention\] instructed = 21: more than the 20 main trials"),
        ({"attention": {"instructed": 20}}, {}, "20 checks among 20 main trials in blocks of at most 25, where there"),
        ({"blocks": {"trials": 1}, "attention": {"instructed": 1}}, {}, "room for 0; ask for fewer checks or longer"),
        ({"attention": {"allowed_failures": 0}}, {}, "allowed_failures = 0: there are 0 checks, so no session could"),
        ({"attention": {"allowed_failures": 1}}, {"attention": 1}, "allowed_failures = 1: there is 1 check"),
        ({"attention": {"clips": False, "allowed_failures": 1}}, {"attention": 3}, "there are 0 checks"),
        ({"recruiter": {"kind": "prolific"}}, {}, r"\[recruiter.completed\] is missing: sessions can end so"),
        (
            {"recruiter": {"kind": "prolific", "completed": CODE}, "questionnaire": [AGE]},
            {},
            r"\[recruiter.screened_out\] is missing",
        ),
        (
            {
                "recruiter": {"kind": "prolific", "completed": CODE},
                "attention": {"allowed_failures": 0, "instructed": 1},
            },
            {},
            r"\[recruiter.failed_checks\] is missing",
        ),
        (
            {"recruiter": {"kind": "prolific", "completed": {"url": "https://x.org/{code}"}}},
            {},
            r"\[recruiter.completed\] url has \{code\}, and there is none; give code",
        ),
        (
            {"recruiter": {"timed_out": {"url": "https://x.org/{code}"}}},
            {},
            r"\[recruiter.timed_out\] url has \{code\}",
        ),
        ({"recruiter": {"kind": "sona"}}, {}, r"\[recruiter.completed\] url = '': SONA's completion address is needed"),
    ],
)
def test_what_cannot_be_served_is_refused_by_its_key(
    definition: dict[str, Any], clips: dict[str, int], message: str
) -> None:
    with pytest.raises(MiburiError, match=message) as caught:
        fits(definition, **clips)
    assert "\n" not in str(caught.value)
