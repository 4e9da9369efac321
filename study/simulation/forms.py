"""What a simulated rater gives beside its choices: second questions, the questionnaire, the device check."""

from __future__ import annotations

import json
from collections.abc import Sequence
from math import ceil, floor, inf
from typing import Any

import numpy as np

from study.design.protocol import Device
from study.design.questions import Question, RatingQuestion

TEXT = "simulated"
COUNTRIES = {"ja": "JP", "en": "GB"}
SCALE_MEAN = 0.6  # of the way from a scale's low to its high end
AGES = (35.0, 12.0)  # mean and SD of any number, such as an age, before the question's bounds
DEVICE: dict[str, Any] = {
    "viewport_width": 1280,
    "viewport_height": 800,
    "screen_width": 1280,
    "screen_height": 900,
    "pixel_ratio": 1.0,
    "coarse_pointer": False,
    "hidden": False,
    "clock": "frame",
    "presented_frames": 45,
}


def ratings(questions: Sequence[RatingQuestion], generator: np.random.Generator) -> dict[str, Any]:
    """An answer to each second question; optional text is left open."""
    return {question.name: _rating(question, generator) for question in questions}


def questionnaire(questions: Sequence[Question], language: str, generator: np.random.Generator) -> dict[str, str]:
    """What is typed into each field; nothing that screens out."""
    return {question.name: _typed(question, language, generator) for question in questions}


def device(wanted: Device) -> dict[str, str]:
    """A window that is large enough, in which the test clip was shown."""
    width, height = max(DEVICE["viewport_width"], wanted.min_width), max(DEVICE["viewport_height"], wanted.min_height)
    sizes = {"viewport_width": width, "viewport_height": height, "screen_width": width, "screen_height": height + 100}
    return {"facts": json.dumps(DEVICE | sizes)}


def _rating(question: RatingQuestion, generator: np.random.Generator) -> Any:
    if question.kind == "scale":
        return 1 + int(generator.binomial(question.points - 1, SCALE_MEAN))
    if question.kind == "slider":
        return round(float(generator.uniform()), 3)
    if question.kind == "affect_grid":
        return [round(float(value), 3) for value in generator.uniform(-1, 1, size=2)]
    return TEXT if question.required else None


def _typed(question: Question, language: str, generator: np.random.Generator) -> str:
    if question.kind == "number":
        return _number(question, generator.normal(*AGES))
    if question.kind == "choice":
        open_ = [choice.name for choice in question.choices if not choice.screens_out]
        return open_[int(generator.integers(len(open_)))]
    if question.kind == "country":
        return COUNTRIES[language]
    return TEXT if question.required else ""


def _number(question: Question, drawn: float) -> str:
    """The nearest to what was ``drawn`` of those that are taken and screen nobody out: whole, if there is such a
    number."""
    least = max(question.least, -inf if question.screen_below is None else question.screen_below)
    most = min(question.most, inf if question.screen_above is None else question.screen_above)
    if ceil(least) <= floor(most):
        return str(min(max(round(drawn), ceil(least)), floor(most)))
    return f"{(least + most) / 2:.6f}"
