"""Everything that the report's page and figures say, by key."""

from __future__ import annotations

from study.report.wording.figure_words import WORDS as OF_FIGURES
from study.report.wording.page_words import WORDS as OF_PAGE

WORDS: dict[str, dict[str, str]] = OF_PAGE | OF_FIGURES


def words_in(language: str) -> dict[str, str]:
    """By key."""
    return {key: words[language] for key, words in WORDS.items()}
