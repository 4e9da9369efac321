"""Exclusion rules: what they mark, why, how much; and that nothing is lost."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from generation.errors import MiburiError
from study.design.exclusion import Exclusion, ResponseRule, SessionRule
from study.statistics.exclusions import Excluded, added_logs, apply_exclusions, criterion

RESPONSES = pd.DataFrame(
    {
        "session": ["a", "a", "a", "a", "b", "b"],
        "rt_ms": [100.0, 1000.0, 2000.0, np.nan, 3000.0, 90_000.0],
        "correct": [True, False, False, False, True, True],
        "flag_fast": [True, False, False, False, False, False],
    }
)
SESSIONS = pd.DataFrame(
    {
        "session": ["a", "b", "c"],
        "state": ["completed", "rating", "consented"],
        "minutes": [20.0, np.nan, np.nan],
        "checks_failed": [2, 0, 0],
    }
)


def marked(**rules: Any) -> Excluded:
    return apply_exclusions(RESPONSES, SESSIONS, Exclusion(**rules))


def sessions_marked(**rule: Any) -> list[str]:
    """Sessions that this one rule excludes."""
    table = marked(sessions=(SessionRule(name="r", **rule),)).sessions
    return list(table["session"][table["excluded"]])


def test_no_rules_mark_nothing() -> None:
    result = marked()
    assert not result.responses["excluded"].any() and not result.sessions["excluded"].any()
    assert set(result.responses["reasons"]) == {""} and result.log.empty
    pd.testing.assert_frame_equal(result.kept_responses[RESPONSES.columns], RESPONSES)


def test_limits_are_not_beyond_themselves_and_what_is_missing_is_beyond_none() -> None:
    table = marked(responses=(ResponseRule(name="r", measure="rt_ms", below=1000, above=3000),)).responses
    assert list(table["excluded"]) == [True, False, False, False, False, True]


@pytest.mark.parametrize(
    ("rule", "sessions"),
    [
        ({"incomplete": True}, ["b", "c"]),
        ({"measure": "checks_failed", "above": 1}, ["a"]),
        ({"measure": "checks_failed", "above": 2}, []),
        ({"measure": "minutes", "below": 30}, ["a"]),
        ({"measure": "responses", "below": 3}, ["b", "c"]),
        ({"measure": "median_rt_ms", "above": 1000}, ["b"]),
        ({"measure": "accuracy", "below": 0.5}, ["a"]),
        ({"flag": "fast", "above": 0.2}, ["a"]),
        ({"flag": "fast", "above": 0.25}, []),
    ],
)
def test_sessions_are_judged_by_all_of_their_responses(rule: dict[str, Any], sessions: list[str]) -> None:
    assert sessions_marked(**rule) == sessions


def test_a_response_goes_with_its_session_and_names_every_reason() -> None:
    result = marked(
        sessions=(SessionRule(name="inattentive", measure="checks_failed", above=1),),
        responses=(
            ResponseRule(name="hasty", flag="fast"),
            ResponseRule(name="slow", measure="rt_ms", above=60_000),
        ),
    )
    assert list(result.responses["reasons"]) == ["inattentive hasty", *["inattentive"] * 3, "", "slow"]
    assert list(result.sessions["reasons"]) == ["inattentive", "", ""]
    assert result.log.to_dict("records") == [
        dict(zip(result.log.columns, row, strict=True))
        for row in [
            ("inattentive", "session", "checks_failed > 1", 1, 4, 3),
            ("hasty", "response", "flag fast", 0, 1, 0),
            ("slow", "response", "rt_ms > 60000", 0, 1, 1),
        ]
    ]
    assert len(result.kept_responses) == 1 and len(result.kept_sessions) == 2


def test_the_tables_that_were_given_stay_as_they_are() -> None:
    before = RESPONSES.copy(), SESSIONS.copy()
    marked(responses=(ResponseRule(name="r", flag="fast"),), sessions=(SessionRule(name="s", incomplete=True),))
    pd.testing.assert_frame_equal(RESPONSES, before[0])
    pd.testing.assert_frame_equal(SESSIONS, before[1])


def test_a_study_without_responses_is_marked_too() -> None:
    rules = Exclusion(
        sessions=(
            SessionRule(name="few", measure="responses", below=1),
            SessionRule(name="poor", measure="accuracy", below=0.5),
            SessionRule(name="hasty", flag="fast", above=0.5),
        ),
        responses=(ResponseRule(name="fast", flag="fast"),),
    )
    result = apply_exclusions(RESPONSES.iloc[:0], SESSIONS, rules)
    assert list(result.sessions["reasons"]) == ["few"] * 3 and result.responses.empty
    assert apply_exclusions(RESPONSES.iloc[:0], SESSIONS.iloc[:0], rules).log["sessions"].sum() == 0


@pytest.mark.parametrize("first", [set(), {"a"}, {"b"}, {"c"}, {"a", "b"}, {"a", "b", "c"}])
def test_a_study_in_parts_is_marked_as_the_whole(first: set[str]) -> None:
    rules = Exclusion(
        sessions=(SessionRule(name="s", measure="median_rt_ms", above=1000),),
        responses=(ResponseRule(name="r", measure="rt_ms", above=2500),),
    )
    whole = apply_exclusions(RESPONSES, SESSIONS, rules)
    parts = []
    for in_part in (SESSIONS["session"].isin(first), ~SESSIONS["session"].isin(first)):
        names = SESSIONS["session"][in_part]
        parts.append(apply_exclusions(RESPONSES[RESPONSES["session"].isin(names)], SESSIONS[in_part], rules))
    together = pd.concat([part.responses for part in parts]).sort_index()
    pd.testing.assert_frame_equal(together, whole.responses)
    pd.testing.assert_frame_equal(added_logs([part.log for part in parts]), whole.log)


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (SessionRule(name="r", measure="minutes", below=5, above=90), "minutes < 5 or > 90"),
        (SessionRule(name="r", flag="fast", above=0.2), "share of responses with flag fast > 0.2"),
        (SessionRule(name="r", incomplete=True), "not completed"),
    ],
)
def test_a_rule_can_be_said_in_words(rule: SessionRule, said: str) -> None:
    assert criterion(rule) == said


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        ({"response": []}, "key 'response' is unknown; did you mean 'responses'?"),
        ({"responses": [{"name": "r", "flag": "fsat"}]}, 'flag = "fsat": .*did you mean "fast"?'),
        ({"responses": [{"name": "r"}]}, "give flag or measure, one of them"),
        ({"responses": [{"name": "r", "flag": "fast", "above": 1}]}, "a flag has none"),
        ({"responses": [{"name": "r", "measure": "rt_ms"}]}, "give below, above or both"),
        ({"responses": [{"name": "r", "measure": "rt_ms", "below": 9, "above": 8}]}, "everything is left out"),
        ({"sessions": [{"name": "r"}]}, "give incomplete = true, flag or measure"),
        ({"sessions": [{"name": "r", "incomplete": True, "above": 1}]}, "incomplete has no limits"),
        ({"sessions": [{"name": "r", "flag": "fast", "above": 20}]}, "shares, 0 to 1; got 20"),
        ({"sessions": [{"name": "R 1", "incomplete": True}]}, "a name of small letters"),
        (
            {"sessions": [{"name": "r", "incomplete": True}], "responses": [{"name": "r", "flag": "fast"}]},
            "'r' is given 2 times",
        ),
    ],
)
def test_rules_that_say_nothing_or_two_things_are_refused(rules: dict[str, Any], message: str) -> None:
    with pytest.raises(MiburiError, match=message):
        Exclusion.of_json(rules)


def test_rules_come_back_from_json_with_the_same_hash() -> None:
    rules = Exclusion(responses=(ResponseRule(name="slow", measure="rt_ms", above=60_000),))
    again = Exclusion.of_json(rules.to_json())
    assert again == rules and again.sha256 == rules.sha256 != Exclusion().sha256
