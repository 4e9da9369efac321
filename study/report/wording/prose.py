"""Sentences in the language asked for."""

from __future__ import annotations

from study.report.results import Results
from study.report.wording import methods_en, methods_ja, sentences_en, sentences_ja


def sentences_in(results: Results, language: str) -> tuple[str, ...]:
    """Results to paste, a paragraph per topic."""
    return sentences_ja.paragraphs(results) if language == "ja" else sentences_en.paragraphs(results)


def methods_in(results: Results, language: str) -> tuple[str, ...]:
    """The method: participants, stimuli, procedure, timing, analysis."""
    return methods_ja.paragraphs(results) if language == "ja" else methods_en.paragraphs(results)
