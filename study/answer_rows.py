"""Responses as columns: read in chunks, timing and ratings taken apart, so that a million of them fit in memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

import msgspec
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.json
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
    "kind": "trial__kind",
    "position": "trial__position",
    "block": "trial__block",
    "instructed": "trial__instructed",
    "chosen": "chosen",
    "rt_ms": "rt_ms",
    "rt_from_end_ms": "rt_from_end_ms",
    "clock": "clock",
    "answered_at": "answered_at_text",
    "timing": "timing_text",
    "ratings": "ratings_text",
}
WHOLE = ["trial_id", "session_id", "stimulus_id", "position", "block"]
NUMBERS = ["rt_ms", "rt_from_end_ms"]
FLAGS = ("replayed", "seen_to_end", "verified")
WORDS = ("format", "input", "onset_source", "event_clock")
PANDAS = {pa.bool_(): pd.BooleanDtype(), pa.string(): pd.StringDtype(na_value=np.nan)}


def _arrow_type(name: str) -> pa.DataType:
    if name == "failures":
        return pa.list_(pa.string())
    return pa.bool_() if name in FLAGS else pa.string() if name in WORDS else pa.float64()


STORED_TIMING = pa.schema([(name, _arrow_type(name)) for name in Timing.__struct_fields__])


def answer_rows(responses: QuerySet[Response], questions: Sequence[RatingQuestion]) -> pd.DataFrame:
    """One row per response, in no order: its own columns, those of `Timing`, one or two per second question.

    ``failures`` are joined with blanks. What is not known is NaN, or NA among flags.
    """
    # As text: whole columns are read faster than one value at a time.
    texts = {f"{name}_text": Cast(name, TextField()) for name in ("timing", "ratings", "answered_at")}
    rows = responses.order_by().annotate(**texts).values_list(*ROW.values()).iterator(ROWS_AT_ONCE)
    chunks = [_columns(chunk, questions) for chunk in _chunks(rows)]
    return pd.concat(chunks, ignore_index=True) if chunks else _columns([], questions)


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
    read: dict[str, Sequence[Any]] = dict(zip(ROW, zip(*rows, strict=True) if rows else [()] * len(ROW), strict=True))
    timing, ratings, answered_at = read.pop("timing"), read.pop("ratings"), read.pop("answered_at")
    columns = {name: _typed(name, values) for name, values in read.items()}
    columns["answered_at"] = pd.to_datetime(list(answered_at), utc=True, format="ISO8601").as_unit("us")
    return pd.DataFrame(columns | _timing_columns(timing) | _rating_columns(questions, ratings))


def _typed(name: str, values: Sequence[Any]) -> Any:
    if name in WHOLE:
        return np.array(values, np.int64)
    return np.array(values, np.float64) if name in NUMBERS else pd.array(list(values), dtype="str")


def _timing_columns(texts: Sequence[str]) -> dict[str, Any]:
    """Of JSON objects. Answers from before a field was there lack it."""
    options = pa.json.ParseOptions(explicit_schema=STORED_TIMING, unexpected_field_behavior="ignore")
    lines = pa.BufferReader("\n".join(texts).encode())
    table = pa.json.read_json(lines, parse_options=options) if texts else STORED_TIMING.empty_table()
    failures = pc.fill_null(pc.binary_join(table["failures"], " "), "")
    table = table.set_column(table.column_names.index("failures"), "failures", failures)
    return {name: table[name].to_pandas(types_mapper=PANDAS.get).array for name in Timing.__struct_fields__}


def _rating_columns(questions: Sequence[RatingQuestion], texts: Sequence[str]) -> dict[str, Any]:
    ratings = [msgspec.json.decode(text) for text in texts] if questions else []
    columns: dict[str, Any] = {}
    for question in questions:
        names = _columns_of(question)
        given = [answers.get(question.name) for answers in ratings]
        if question.kind == "text":
            columns[names[0]] = pd.array(given, dtype="str")
        elif len(names) == 1:
            columns[names[0]] = np.array(given, np.float64)
        else:
            pairs = [value or (None, None) for value in given]
            columns |= {name: np.array([pair[axis] for pair in pairs], np.float64) for axis, name in enumerate(names)}
    return columns
