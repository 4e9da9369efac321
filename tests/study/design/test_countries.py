"""Countries: all of ISO 3166-1, in the order of each language's readers."""

from __future__ import annotations

import pytest

from study.design.countries import countries, is_country


@pytest.mark.parametrize("language", ["en", "ja"])
def test_there_are_the_249_of_iso_3166_and_kosovo(language: str) -> None:
    codes = [code for code, _ in countries(language)]
    assert len(codes) == len(set(codes)) == 250
    assert "XK" in codes and all(name for _, name in countries(language))
    assert {code for code, _ in countries("en")} == set(codes)


@pytest.mark.parametrize("code", ["EU", "UN", "ZZ", "XA", "jp", "", "001"])
def test_unions_and_codes_for_tests_are_no_countries(code: str) -> None:
    assert not is_country(code) and is_country("JP")


def test_names_in_english_are_sorted_without_regard_to_accents() -> None:
    names = [name for _, name in countries("en")]
    assert names[:3] == ["Afghanistan", "Åland Islands", "Albania"]
    assert names.index("Costa Rica") + 1 == names.index("Côte d’Ivoire")


def test_names_in_japanese_are_sorted_as_they_are_read() -> None:
    names = [name for _, name in countries("ja")]
    assert names[0] == "アイスランド" and names[-1] == "ロシア"
    around = names.index("日本")
    assert names[around - 1 : around + 2] == ["西サハラ", "日本", "ニューカレドニア"]
    assert names.index("カメルーン") < names.index("韓国") < names.index("カンボジア")
    assert names.index("台湾") == names.index("タイ") + 1


def test_every_kanji_at_the_head_of_a_name_has_its_reading() -> None:
    """Else it would stand after all names in kana."""
    last = [name for _, name in countries("ja")].index("ロシア")
    assert last == len(countries("ja")) - 1
