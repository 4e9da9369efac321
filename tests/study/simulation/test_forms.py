"""What simulated raters put into forms is taken by every study that can be defined."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from study.design.protocol import Protocol
from study.session.device import DeviceFacts, problems
from study.session.questionnaire import is_screened_out, read_answer, read_answers
from study.session.ratings import checked_ratings
from study.simulation import forms
from tests.study.design.strategies import protocols
from tests.study.session.questionnaires import question


@given(protocols, st.sampled_from(["en", "ja"]), st.integers(0, 1000))
def test_no_form_comes_back_and_nobody_is_screened_out(protocol: Protocol, language: str, seed: int) -> None:
    generator = np.random.default_rng(seed)
    filled = read_answers(protocol.questionnaire, forms.questionnaire(protocol.questionnaire, language, generator))
    assert not filled.wrong and not is_screened_out(protocol.questionnaire, filled.answers)
    given = forms.ratings(protocol.questions, generator)
    assert checked_ratings(given, protocol.questions) == given
    assert not problems(DeviceFacts.of_post(forms.device(protocol.device)["facts"]), protocol.device)


@pytest.mark.parametrize(
    "bounds",
    [
        {"least": 0.25, "most": 0.75},
        {"least": 1234567.25, "most": 1234567.75},
        {"least": -20000000, "most": -1234567},
        {"least": 0.123456, "most": 0.123456},
        {"least": 18, "most": 99, "screen_below": 60.5, "screen_above": 60.75},
    ],
)
def test_a_number_lies_within_bounds_however_narrow(bounds: dict[str, float]) -> None:
    asked = question(kind="number", required=True, **bounds)
    typed = forms.questionnaire([asked], "en", np.random.default_rng(0))
    kept = read_answer(asked, typed["asked"])
    assert not is_screened_out([asked], {"asked": kept})
