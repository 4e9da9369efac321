"""What a study may ask beside the forced choice: of the rater (questionnaire), and of each clip (second questions)."""

from __future__ import annotations

from collections import Counter
from math import isfinite
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

Name = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
LANGUAGES = ("en", "ja")


class Words(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One text in all languages."""

    en: str
    ja: str

    def __post_init__(self) -> None:
        for language in LANGUAGES:
            if not self.in_(language).strip():
                raise ValueError(f"no words in {language!r}; give every text in all languages")

    def in_(self, language: str) -> str:
        return self.ja if language == "ja" else self.en


class Choice(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One option; ``name`` is what the data say. ``screens_out``: who chooses it cannot take part."""

    name: Name
    text: Words
    screens_out: bool = False


class Question(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One question of the questionnaire. ``number`` has bounds, ``choice`` options, ``country`` and ``text`` neither.

    ``screen_below`` and ``screen_above``: who gives a number beyond them cannot take part. An optional question may be
    left open, and that is kept as such.
    """

    name: Name
    kind: Literal["number", "choice", "country", "text"]
    text: Words
    required: bool = False
    least: float = 0.0
    most: float = 1000.0
    screen_below: float | None = None
    screen_above: float | None = None
    choices: tuple[Choice, ...] = ()

    def __post_init__(self) -> None:
        if (self.kind == "choice") != bool(self.choices):
            raise ValueError(f"{self.name}: choices are given for kind 'choice', and only for that")
        if not (isfinite(self.least) and isfinite(self.most) and self.least <= self.most):
            raise ValueError(f"{self.name}: least {self.least:g} to most {self.most:g} is no range of numbers")
        refuse_doubles(self.name, [choice.name for choice in self.choices])
        self._refuse_idle_screening()

    @property
    def screens(self) -> bool:
        """Whether an answer to it can keep a rater from taking part."""
        limits = (self.screen_below, self.screen_above)
        return any(limit is not None for limit in limits) or any(choice.screens_out for choice in self.choices)

    def _refuse_idle_screening(self) -> None:
        """A rule that no answer meets, or that every answer meets, or that is met by giving none, is a mistake."""
        below, above = self.screen_below, self.screen_above
        if (below is not None or above is not None) and self.kind != "number":
            raise ValueError(f"{self.name}: screen_below and screen_above are for kind 'number'")
        if below is not None and not self.least < below <= self.most:
            raise ValueError(f"{self.name}: screen_below {below:g} must lie above least and not above most")
        if above is not None and not self.least <= above < self.most:
            raise ValueError(f"{self.name}: screen_above {above:g} must lie below most and not below least")
        if below is not None and above is not None and below > above:
            raise ValueError(f"{self.name}: screen_below {below:g} is above screen_above {above:g}: nobody is left")
        if self.choices and all(choice.screens_out for choice in self.choices):
            raise ValueError(f"{self.name}: every choice screens out: nobody is left")
        if self.screens and not self.required:
            raise ValueError(f"{self.name}: a question that screens out must be required = true")


class RatingQuestion(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One second question of each trial: a ``scale`` of ``points`` buttons, a ``slider`` from 0 to 1 that must be
    touched before it counts, an ``affect_grid`` (valence, arousal; each -1 to 1), or free ``text``."""

    name: Name
    kind: Literal["scale", "slider", "affect_grid", "text"]
    text: Words
    low: Words | None = None
    high: Words | None = None
    points: int = 7
    required: bool = True

    def __post_init__(self) -> None:
        if self.kind in ("scale", "slider") and (self.low is None or self.high is None):
            raise ValueError(f"{self.name}: low and high name the ends of a {self.kind}; give both")
        if self.kind in ("affect_grid", "text") and (self.low is not None or self.high is not None):
            raise ValueError(f"{self.name}: low and high are for kinds 'scale' and 'slider', not {self.kind!r}")
        if not 2 <= self.points <= 11:
            raise ValueError(f"{self.name}: points must lie between 2 and 11, got {self.points}")


def refuse_doubles(where: str, names: list[str]) -> None:
    """ValueError if a name is given twice."""
    for name, count in Counter(names).items():
        if count > 1:
            raise ValueError(f"{where}: {name!r} is given {count} times; names must differ")
