"""Every column of every exported table: its name, what kind of values it has, and what it means, in both languages."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from generation.labels import LabelSet
from study.design.protocol import Protocol
from study.design.questions import Question, RatingQuestion
from study.exports.meanings import MEANINGS, ROWS, Kind
from study.responses import OF_TRIALS, TIDY_ATTENTION, TIMING_COLUMNS, VERSIONS
from study.statistics.exclusions import LOG_COLUMNS
from study.statistics.flags import FLAG_COLUMNS

ARROW: dict[Kind, pa.DataType] = {
    "text": pa.string(),
    "number": pa.float64(),
    "whole": pa.int64(),
    "bool": pa.bool_(),
}


@dataclass(frozen=True)
class Column:
    """``unit``: empty where there is none. ``free``: words that a rater typed."""

    name: str
    kind: Kind
    unit: str
    en: str
    ja: str
    free: bool = False


@dataclass(frozen=True)
class Table:
    """``name``: of the file, and of the codebook's rows; ``en`` and ``ja``: what its rows are."""

    name: str
    en: str
    ja: str
    columns: tuple[Column, ...]

    @property
    def names(self) -> list[str]:
        return [column.name for column in self.columns]

    @property
    def schema(self) -> pa.Schema:
        return pa.schema([(column.name, ARROW[column.kind]) for column in self.columns])


# No table tells when an answer came, but since the session's start.
RESPONSES = [name for name in OF_TRIALS if name != "answered_at"]
RESPONSES.insert(RESPONSES.index("clip_seconds"), "time_elapsed")
EXCLUSION = ["excluded", "reasons"]
TRIALS = [
    "participant",
    "simulated",
    "session",
    "position",
    "kind",
    "block",
    "stimulus",
    "instructed",
    "answered",
    "chosen",
    "rt_ms",
]
ATTENTION = [name for name in TIDY_ATTENTION if name != "answered_at"]
SESSIONS = [
    "participant",
    "simulated",
    "session",
    "state",
    "outcome",
    "language",
    "started_month",
    "minutes",
    "checks",
    "checks_failed",
    "answer_options",
    "text_version",
]
PARTICIPANTS = ["participant", "simulated", "language"]
STIMULI = ["stimulus", "role", "condition", "intended", "predicted"]
CLIPS = ["source", "seed", "frames", "fps", "clip_seconds", "motion_sha256", "video_sha256", "webm_sha256"]


def tables_of(protocol: Protocol, labels: LabelSet, *, free_text: bool) -> dict[str, Table]:
    """The tables of a study by name. Without ``free_text``, no column of words that raters typed."""
    ratings = [column for question in protocol.questions for column in _of_rating(question)]
    about = [_of_question(question) for question in protocol.questionnaire]
    probabilities = [
        Column(
            f"probability_{label.name}",
            "number",
            "",
            f"The recogniser's probability of {label.name}, 0 to 1",
            f"認識器が「{label.ja}」に与えた確率（0〜1）",
        )
        for label in labels.labels
    ]
    columns = {
        "responses": [*_known(RESPONSES), *ratings, *_known([*TIMING_COLUMNS, *FLAG_COLUMNS, *EXCLUSION, *VERSIONS])],
        "trials": _known(TRIALS),
        "attention": _known(ATTENTION),
        "sessions": _known([*SESSIONS, *EXCLUSION]),
        "participants": [*_known(PARTICIPANTS), *about],
        "stimuli": [*_known(STIMULI), *probabilities, *_known(CLIPS)],
        "exclusions": _known(LOG_COLUMNS),
    }
    return {
        name: Table(name, *ROWS[name], tuple(column for column in of_table if free_text or not column.free))
        for name, of_table in columns.items()
    }


def _known(names: list[str]) -> list[Column]:
    return [Column(name, *MEANINGS[name]) for name in names]


def _of_rating(question: RatingQuestion) -> list[Column]:
    name, en, ja = f"rating_{question.name}", question.text.en, question.text.ja
    if question.kind == "affect_grid":
        axes = (("valence", "感情価"), ("arousal", "覚醒度"))
        return [
            Column(f"{name}_{axis}", "number", "", f"{en} ({axis}, -1 to 1)", f"{ja}（{japanese}、-1〜1）")
            for axis, japanese in axes
        ]
    if question.kind == "text":
        return [Column(name, "text", "", f"{en} (free text)", f"{ja}（自由記述）", free=True)]
    ends = f"{question.low.en} – {question.high.en}" if question.low and question.high else ""
    japanese = f"{question.low.ja}〜{question.high.ja}" if question.low and question.high else ""
    most = question.points if question.kind == "scale" else 1
    least = 1 if question.kind == "scale" else 0
    kind: Kind = "whole" if question.kind == "scale" else "number"
    return [Column(name, kind, "", f"{en} ({least} to {most}: {ends})", f"{ja}（{least}〜{most}：{japanese}）")]


def _of_question(question: Question) -> Column:
    name, en, ja = f"questionnaire_{question.name}", question.text.en, question.text.ja
    if question.kind == "number":
        return Column(name, "number", "", en, ja)
    if question.kind == "text":
        return Column(name, "text", "", f"{en} (free text)", f"{ja}（自由記述）", free=True)
    if question.kind == "country":
        return Column(name, "text", "", f"{en} (ISO 3166 code)", f"{ja}（ISO 3166 コード）")
    choices_en = "; ".join(f"{choice.name}: {choice.text.en}" for choice in question.choices)
    choices_ja = "；".join(f"{choice.name}：{choice.text.ja}" for choice in question.choices)
    return Column(name, "text", "", f"{en} ({choices_en})", f"{ja}（{choices_ja}）")
