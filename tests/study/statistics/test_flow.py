"""Who took part, and for how long."""

import math

import pytest

from study.statistics.estimate import NotEstimable
from study.statistics.flow import study_flow
from tests.study.planted import planted_responses, planted_sessions


def test_dropouts_are_counted_and_their_time_is_not():
    responses = planted_responses(raters=10)
    flow = study_flow(responses, planted_sessions(responses, dropouts=4))
    assert (flow.sessions, flow.completed, flow.not_completed) == (10, 6, 4)
    assert (flow.responses, flow.responses_of_incomplete) == (650, 260)
    assert flow.completion_minutes.n == 6
    assert flow.completion_minutes.mean == pytest.approx(22.5)  # 20, 21 … 25
    assert flow.completion_minutes.sd == pytest.approx(math.sqrt(3.5))


def test_withdrawals_are_counted_apart_from_sessions():
    responses = planted_responses(raters=3)
    flow = study_flow(responses, planted_sessions(responses), ("started", "rating", "completed", "started"))
    assert (flow.sessions, flow.withdrawn, flow.declined) == (3, 4, 2)


def test_a_clip_counts_once_however_often_it_was_rated():
    responses = planted_responses(raters=3)
    flow = study_flow(responses, planted_sessions(responses))
    assert flow.clips == flow.clip_seconds.n == 65
    assert flow.clip_seconds.mean == pytest.approx(5.0)
    assert flow.video_minutes == pytest.approx(65 * 5 / 60)


def test_answers_to_practised_clips_are_counted():
    responses = planted_responses(raters=3)
    assert study_flow(responses, planted_sessions(responses)).responses_practised == 6


def test_simulated_raters_are_counted():
    responses = planted_responses(raters=3, simulated=True)
    assert study_flow(responses, planted_sessions(responses)).simulated_raters == 3


def test_an_empty_study_says_what_is_missing():
    responses = planted_responses(raters=1).head(0)
    flow = study_flow(responses, planted_sessions(responses))
    assert flow.completion_minutes.mean == NotEstimable("there are no completed sessions")
    assert flow.video_minutes == NotEstimable("there are no clips of known duration")


def test_one_session_has_no_spread():
    responses = planted_responses(raters=1)
    assert study_flow(responses, planted_sessions(responses)).completion_minutes.sd == NotEstimable(
        "there is one of the completed sessions only"
    )
