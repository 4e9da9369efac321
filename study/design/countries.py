"""The countries and areas of ISO 3166-1, and Kosovo, by the names of the Unicode CLDR (through Babel)."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from babel import Locale

# Two-letter codes of the CLDR that ISO has not assigned: exceptional reservations, unions, and codes for tests.
UNASSIGNED = frozenset(["AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"])

# How the kanji in Japanese names are read, for their place among names in kana.
READINGS = {
    "中華人民共和国": "チュウカジンミンキョウワコク",
    "香港特別行政区": "ホンコン",
    "特別行政区": "トクベツギョウセイク",
    "中央アフリカ": "チュウオウアフリカ",
    "合衆国領有": "ガッシュウコクリョウユウ",
    "赤道": "セキドウ",
    "南極": "ナンキョク",
    "中国": "チュウゴク",
    "日本": "ニホン",
    "北朝鮮": "キタチョウセン",
    "韓国": "カンコク",
    "台湾": "タイワン",
    "米領": "ベイリョウ",
    "英領": "エイリョウ",
    "仏領": "フツリョウ",
    "北": "キタ",
    "南": "ミナミ",
    "西": "ニシ",
    "東": "ヒガシ",
}
SMALL_KANA = str.maketrans("ァィゥェォッャュョヮ", "アイウエオツヤユヨワ", "ー・＝ ")


@cache
def countries(language: str) -> tuple[tuple[str, str], ...]:
    """Code and name, in the order in which a reader of ``language`` looks for them."""
    names = {str(code): str(name) for code, name in Locale.parse(language).territories.items()}
    listed = [code for code in names if re.fullmatch("[A-Z]{2}", code) and code not in UNASSIGNED]
    return tuple((code, names[code]) for code in sorted(listed, key=lambda code: (_place(names[code]), names[code])))


def is_country(code: str) -> bool:
    return any(code == known for known, _ in countries("en"))


def _place(name: str) -> str:
    """``name`` as dictionaries sort it: without accents, voiced marks and long vowels, kanji as they are read."""
    for kanji, reading in READINGS.items():
        name = name.replace(kanji, reading)
    parts = unicodedata.normalize("NFKD", name.translate(SMALL_KANA))
    return "".join(part for part in parts if not unicodedata.combining(part)).casefold()
