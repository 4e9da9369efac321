"""Texts: both languages, versions, consent hashes."""

from __future__ import annotations

import hashlib
import re
import string
from pathlib import Path

import pytest

from generation.errors import MiburiError
from study.design.default_texts import DEFAULT_TEXTS
from study.design.interface import WORDS, words
from study.design.placeholders import LATER, PLACEHOLDERS, filled
from study.design.protocol import Protocol
from study.design.texts import consent_sha256, publish_texts
from study.models import Language, Study, TextVersion


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("name", WORDS)
def test_every_word_of_the_pages_exists_in_both_languages(name: str) -> None:
    assert words("en")[name] and words("ja")[name]
    assert fields(words("en")[name]) == fields(words("ja")[name])


def test_every_word_is_used_somewhere() -> None:
    """A template, a module or a view names it, or the kind that its name is made of; else it would be dead."""
    root = Path(__file__).parents[3]
    places = [*root.glob("templates/**/*.html"), *root.glob("static/session/*.js"), *root.glob("study/session/**/*.py")]
    everything = "".join(place.read_text() for place in [*places, *root.glob("study/templatetags/*.py")])
    everything = re.sub(r'\b(class|id|name|for)="[^"{]*"', "", everything)  # which name parts of the page
    assert [name for name in WORDS if not is_named(name, everything)] == []


def is_named(name: str, text: str) -> bool:
    """As it is, or put together: f"{axis}_low", "leave_" + kind."""
    parts = name.split("_")
    heads = ["_".join(parts[:count]) for count in range(1, len(parts))]
    tails = ["_".join(parts[count:]) for count in range(1, len(parts))]
    put_together = [rf"\b{head}_(\$?\{{|[\"'])" for head in heads] + [rf"\}}_{tail}\b" for tail in tails]
    whole = rf"(words|say)\.{name}\b|[\"'`]{name}[\"'`]"
    return any(re.search(way, text) for way in [whole, *put_together])


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


def test_earlier_words_come_back_as_a_new_version(study: Study) -> None:
    publish_texts(study, {**DEFAULT_TEXTS, "consent": {"en": "Agree?", "ja": "同意しますか？"}})
    assert publish_texts(study, DEFAULT_TEXTS).version == 3
    assert study.texts.text("consent", "en").startswith("Taking part is voluntary.")


@pytest.mark.parametrize("name", DEFAULT_TEXTS)
def test_the_default_texts_say_the_same_in_both_languages(name: str) -> None:
    """At least in braces and paragraphs; the consent's Japanese is no shorter by a paragraph."""
    text = DEFAULT_TEXTS[name]
    known = {*PLACEHOLDERS, LATER.get(name)}
    assert fields(text["en"]) == fields(text["ja"]) and fields(text["en"]) <= known
    assert text["en"].count("\n\n") == text["ja"].count("\n\n")


@pytest.mark.parametrize("language", Language.values)
def test_the_consent_that_is_hashed_names_the_days_of_the_protocol(study: Study, language: str) -> None:
    Study.objects.update(definition={"withdrawal": {"days": 14}})
    version = TextVersion.objects.get(study=study)
    shown = version.text("consent", language)
    assert ("14 days" if language == "en" else "14日") in shown and "{" not in shown
    assert consent_sha256(version, language) == hashlib.sha256(shown.encode()).hexdigest()


def test_a_text_that_is_younger_than_the_version_is_the_default_one(study: Study) -> None:
    version = study.texts
    version.texts = {"title": version.texts["title"], "consent": {"en": "Agree?", "ja": "同意しますか？"}}
    version.save()
    assert version.text("consent", "en") == "Agree?"
    assert version.text("withdrawn", "ja") == DEFAULT_TEXTS["withdrawn"]["ja"]


@pytest.mark.parametrize(
    ("definition", "english", "japanese"),
    [
        ({"answers": {"replays": 0}}, "Each clip is shown once.", "一度だけ表示されます。"),
        ({"answers": {"replays": 1}}, "You may watch each clip once more before you answer.", "1回まで見直す"),
        ({"answers": {"replays": 3}}, "again, up to 3 times, before you answer.", "3回まで見直す"),
        ({"answers": {"when": "anytime"}}, "You may answer before the clip has ended.", "映像の途中でも"),
        ({"answers": {"when": "after_clip"}}, "You can answer when the clip has ended.", "映像が終わってから"),
        ({"withdrawal": {"days": 1}}, "1 day, 30 days.", "1日、30日。"),
        ({"resting": {"hours": 240}}, "30 days, 41 days.", "30日、41日。"),
    ],
)
def test_instructions_say_what_the_protocol_does(definition: dict[str, object], english: str, japanese: str) -> None:
    protocol = Protocol.of_json(definition)
    assert english in filled("{replays} {when} {days}, {cookies}.", protocol, "en")
    assert japanese in filled("{replays}{when}{days}、{cookies}。", protocol, "ja")


def test_the_instructions_begin_with_the_task_and_presuppose_no_keyboard() -> None:
    english, japanese = (filled(DEFAULT_TEXTS["instructions"][each], Protocol(), each) for each in ("en", "ja"))
    assert english.index("choose the one emotion") < english.index("shown once")
    assert japanese.index("一つ選んで") < japanese.index("一度だけ")
    assert "Where a button shows a key" in english and "キーが表示されている場合" in japanese


def test_braces_that_mean_nothing_stay_as_they_are() -> None:
    assert filled("{other} {} {days!r} {", Protocol(), "en") == "{other} {} {days!r} {"
