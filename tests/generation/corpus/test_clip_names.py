"""What file names tell."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generation.corpus.clip_names import ClipName, parse_clip_name
from generation.errors import MiburiError

WORD = st.from_regex(r"[a-z0-9]+(-[a-z0-9]+)*", fullmatch=True)


@settings(max_examples=50)
@given(WORD, WORD, st.integers(1, 999))
def test_bandai_namco_names_tell_content_style_and_take(content: str, style: str, take: int) -> None:
    name = parse_clip_name(f"dataset-2_{content}_{style}_{take:03d}")
    assert name == ClipName(label=style, scenario=content, take=f"{take:03d}")


@settings(max_examples=50)
@given(st.sampled_from(["JP", "TW"]), st.integers(1, 99), WORD.filter(lambda word: word != "neutral"),
       st.integers(1, 3), st.sampled_from("LMH"))  # fmt: skip
def test_diem_a_names_tell_performer_emotion_scenario_and_intensity(
    country: str, performer: int, emotion: str, scenario: int, level: str
) -> None:
    name = parse_clip_name(f"{country}_{performer:02d}_{emotion}_{scenario}_{level}")
    intensity = {"L": "low", "M": "medium", "H": "high"}[level]
    assert name == ClipName(emotion, str(scenario), f"{country}_{performer:02d}", intensity)


@pytest.mark.parametrize("stem", ["JP_06_neutral_2", "JP_06_neutral_2_M"])
def test_neutral_has_no_intensity_whatever_its_name_says(stem: str) -> None:
    assert parse_clip_name(stem) == ClipName("neutral", "2", "JP_06", "")


@pytest.mark.parametrize("stem", ["", "walk", "walk_happy_001", "dataset-1_walk_happy", "dataset-1__happy_001"])
def test_a_name_of_no_known_convention_is_refused_with_the_conventions(stem: str) -> None:
    with pytest.raises(MiburiError, match=r"dataset-N_CONTENT_STYLE_TAKE .* JP_PERFORMER_EMOTION_SCENARIO"):
        parse_clip_name(stem)
