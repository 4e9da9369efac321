"""The second questions of a study: means by condition and emotion, and how far raters agree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from study.design.questions import RatingQuestion
from study.statistics.agreement import Agreement, numeric_agreement
from study.statistics.intraclass import intraclass
from study.statistics.ratings import RatingMean, rating_means


@dataclass(frozen=True)
class Rating:
    """One number that was asked of each clip; an affect grid gives two, told apart by ``axis``."""

    question: str
    kind: str
    axis: str
    least: float
    most: float
    overall: RatingMean
    by_condition: tuple[RatingMean, ...]
    by_emotion: tuple[RatingMean, ...]
    agreement: tuple[Agreement, ...]


def rating_summaries(
    responses: pd.DataFrame,
    questions: Sequence[RatingQuestion],
    conditions: Sequence[str],
    emotions: Sequence[str],
) -> tuple[Rating, ...]:
    """One entry per column of numbers; free text has none."""
    summaries = []
    for question, axis, column in _columns(questions):
        numbers = responses.assign(**{column: responses[column].astype(float)})
        least, most = _range(question)
        summaries.append(
            Rating(
                question=question.name,
                kind=question.kind,
                axis=axis,
                least=least,
                most=most,
                overall=rating_means(numbers, column, [], [()])[0],
                by_condition=rating_means(numbers, column, ["condition"], [(name,) for name in conditions]),
                by_emotion=rating_means(numbers, column, ["intended"], [(name,) for name in emotions]),
                agreement=(numeric_agreement(numbers, column), *intraclass(numbers, column)),
            )
        )
    return tuple(summaries)


def _columns(questions: Sequence[RatingQuestion]) -> Iterator[tuple[RatingQuestion, str, str]]:
    for question in questions:
        if question.kind == "affect_grid":
            for axis in ("valence", "arousal"):
                yield question, axis, f"rating_{question.name}_{axis}"
        elif question.kind != "text":
            yield question, "", f"rating_{question.name}"


def _range(question: RatingQuestion) -> tuple[float, float]:
    if question.kind == "affect_grid":
        return -1.0, 1.0
    return (0.0, 1.0) if question.kind == "slider" else (1.0, float(question.points))
