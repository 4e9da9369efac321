"""The second questions of a trial, in the rater's language, for the rating page's template."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django import template

from study.design.interface import words
from study.design.protocol import Protocol
from study.design.questions import RatingQuestion, Words

register = template.Library()


@dataclass(frozen=True)
class Slider:
    """One axis: its ``name`` among those of its question ("" where it is the only one), and its two ends."""

    name: str
    label: str
    low: str
    high: str


@dataclass(frozen=True)
class Asked:
    """A second question as the page shows it."""

    name: str
    kind: str
    text: str
    required: bool
    low: str
    high: str
    points: range
    sliders: tuple[Slider, ...]


@register.filter
def longest_word(options: list[dict[str, str]]) -> int:
    """Characters, at most, between which no line ends; of Japanese, lines may end within words."""
    return max(len(word) for option in options for word in re.split(r"[\s-]|[^\x00-\u2e7f]", option["text"]))


@register.simple_tag
def second_questions(protocol: Protocol, language: str) -> list[Asked]:
    return [_asked(question, language) for question in protocol.questions]


def _asked(question: RatingQuestion, language: str) -> Asked:
    low, high = _in(question.low, language), _in(question.high, language)
    return Asked(
        name=question.name,
        kind=question.kind,
        text=question.text.in_(language),
        required=question.required,
        low=low,
        high=high,
        points=range(1, question.points + 1),
        sliders=_sliders(question.kind, low, high, words(language)),
    )


def _sliders(kind: str, low: str, high: str, say: dict[str, str]) -> tuple[Slider, ...]:
    """A slider has one axis, the grid of affect its two (Russell, Weiss & Mendelsohn, 1989)."""
    if kind == "slider":
        return (Slider("", "", low, high),)
    if kind == "affect_grid":
        axes = ("valence", "arousal")
        return tuple(Slider(axis, say[axis], say[f"{axis}_low"], say[f"{axis}_high"]) for axis in axes)
    return ()


def _in(text: Words | None, language: str) -> str:
    return text.in_(language) if text else ""
