"""The words of the pages themselves, by step: buttons, headings, messages. A study's own texts are data (`texts`)."""

from __future__ import annotations

from study.design.interface import device, pages, rating, recruiting

WORDS: dict[str, dict[str, str]] = {**pages.WORDS, **device.WORDS, **rating.WORDS, **recruiting.WORDS}


def words(language: str) -> dict[str, str]:
    """All of a page's words in one language."""
    return {name: word[language] for name, word in WORDS.items()}
