"""Responses as columns: read in chunks, timing and ratings taken apart, so that a million of them fit in memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

import msgspec
import pandas as pd
from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast

from study.design.questions import RatingQuestion
from study.models import Response
from study.session.timing import Timing

ROWS_AT_ONCE = 20_000
ROW = {
    "trial_id": "trial_id",
    "session_id": "trial__session_id",
    "stimulus_id": "trial__stimulus_id",
    "position": "trial__position",
    "block": "trial__block",
    "instructed": "trial__instructed",
    "chosen": "chosen",
    "rt_ms": "rt_ms",
    "rt_from_end_ms": "rt_from_end_ms",
    "clock": "clock",
    "answered_at": "answered_at_text",
    "timing_text": "timing_text",
    "ratings_text": "ratings_text",
}
WHOLE = ["trial_id", "session_id", "stimulus_id", "position", "block"]
FLAGS = ("replayed", "seen_to_end", "verified")
WORDS = ("format", "input", "onset_source", "event_clock", "failures")
# Answers from before a field was there lack it.
STORED_TIMING = msgspec.json.Decoder(
    msgspec.defstruct("StoredTiming", [(name, Any, None) for name in Timing.__struct_fields__])
)


def answer_rows(responses: QuerySet[Response], questions: Sequence[RatingQuestion]) -> pd.DataFrame:
    """One row per response, in no order: its own columns, those of `Timing`, one or two per second question.

    ``failures`` are joined with blanks. Numbers that are not known are NaN, other things None.
    """
    # As text: whole columns are read faster than one value at a time.
    texts = {f"{name}_text": Cast(name, TextField()) for name in ("timing", "ratings", "answered_at")}
    rows = responses.order_by().annotate(**texts).values_list(*ROW.values()).iterator(ROWS_AT_ONCE)
    chunks = [_columns(chunk, questions) for chunk in _chunks(rows)]
    return pd.concat(chunks or [_columns([], questions)], ignore_index=True)


def rating_columns(questions: Sequence[RatingQuestion]) -> list[str]:
    """An affect grid has two."""
    return [column for question in questions for column in _columns_of(question)]


def _columns_of(question: RatingQuestion) -> list[str]:
    name = f"rating_{question.name}"
    return [f"{name}_valence", f"{name}_arousal"] if question.kind == "affect_grid" else [name]


def _chunks(rows: Iterator[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    while chunk := list(islice(rows, ROWS_AT_ONCE)):
        yield chunk


def _columns(rows: list[tuple[Any, ...]], questions: Sequence[RatingQuestion]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=list(ROW))
    timing = [STORED_TIMING.decode(text) for text in table.pop("timing_text")]
    ratings = [msgspec.json.decode(text) for text in table.pop("ratings_text")]
    table = table.astype(dict.fromkeys(WHOLE, int) | dict.fromkeys(("rt_ms", "rt_from_end_ms"), float))
    table["answered_at"] = pd.to_datetime(table["answered_at"], utc=True, format="ISO8601")
    parts = [table, _timing_columns(timing), *(_rating_columns(question, ratings) for question in questions)]
    return pd.concat(parts, axis=1)


def _timing_columns(timing: list[Any]) -> pd.DataFrame:
    columns = {name: [getattr(each, name) for each in timing] for name in Timing.__struct_fields__}
    columns["failures"] = [" ".join(kinds or ()) for kinds in columns["failures"]]
    kinds = {name: "boolean" if name in FLAGS else object if name in WORDS else float for name in columns}
    return pd.DataFrame({name: pd.Series(values, dtype=kinds[name]) for name, values in columns.items()})


def _rating_columns(question: RatingQuestion, ratings: list[dict[str, Any]]) -> pd.DataFrame:
    names = _columns_of(question)
    given = [answers.get(question.name) for answers in ratings]
    kind = object if question.kind == "text" else float
    if len(names) == 1:
        return pd.DataFrame({names[0]: pd.Series(given, dtype=kind)})
    pairs = [value or (None, None) for value in given]
    return pd.DataFrame(
        {name: pd.Series([pair[axis] for pair in pairs], dtype=kind) for axis, name in enumerate(names)}
    )
