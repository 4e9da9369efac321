"""Texts: both languages, versions, consent hashes."""

from __future__ import annotations

import hashlib
import string
from pathlib import Path

import pytest

from generation.errors import MiburiError
from study.design.default_texts import DEFAULT_TEXTS
from study.design.interface import WORDS, words
from study.design.texts import consent_sha256, publish_texts
from study.models import Study


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("name", WORDS)
def test_every_word_of_the_pages_exists_in_both_languages(name: str) -> None:
    assert words("en")[name] and words("ja")[name]
    assert fields(words("en")[name]) == fields(words("ja")[name])


def test_every_word_is_used_somewhere() -> None:
    """A template, a module or a view names it; else it would be dead."""
    root = Path(__file__).parents[3]
    patterns = ("templates/**/*.html", "static/session/*.js", "study/session/**/*.py", "study/templatetags/*.py")
    places = [place for pattern in patterns for place in root.glob(pattern)]
    everything = "".join(place.read_text() for place in places)
    by_kind = {"clip_failed", "decode_failed", "stalled"}  # kinds of PlaybackError
    assert [name for name in WORDS if f"words.{name}" not in everything and f'"{name}"' not in everything] in (
        [],
        by_kind,
    )


def test_new_words_are_a_new_version_and_the_same_words_are_not(study: Study) -> None:
    again = publish_texts(study, DEFAULT_TEXTS)
    assert again.version == 1
    changed = {**DEFAULT_TEXTS, "consent": {"en": "Agree?", "ja": "同意しますか？"}}
    assert publish_texts(study, changed).version == 2
    assert study.texts.text("consent", "en") == "Agree?"


def test_consent_hash_is_that_of_the_text_shown(study: Study) -> None:
    shown = study.texts.text("consent", "ja")
    assert consent_sha256(study.texts, "ja") == hashlib.sha256(shown.encode()).hexdigest()
    assert consent_sha256(study.texts, "ja") != consent_sha256(study.texts, "en")


def test_a_text_missing_in_one_language_is_refused(study: Study) -> None:
    with pytest.raises(MiburiError, match="'debrief' has no words in 'ja'"):
        publish_texts(study, {**DEFAULT_TEXTS, "debrief": {"en": "Thanks."}})
