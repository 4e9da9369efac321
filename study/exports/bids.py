"""The responses as a BIDS dataset of behaviour: one file per rater, `sub-NAME/beh/sub-NAME_task-STUDY_events.tsv`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from generation import __version__
from generation.files import json_bytes
from study.exports.columns import Table

BIDS_VERSION = "1.10.0"
COLUMNS = {
    "trial_index": "trial_index",
    "stim_id": "stimulus",
    "trial_type": "condition",
    "intended": "intended",
    "response": "chosen",
    "correct": "correct",
    "response_time_from_end": "rt_from_end_ms",
    "block": "block",
    "clock": "clock",
    "excluded": "excluded",
    "reasons": "reasons",
}
SECONDS = {
    "onset": "First frame of the clip, from the session's start: arrival of the answer by the server's clock, less the "
    "response time; so it is late by the way of the answer",
    "duration": "Length of the clip",
    "response_time": "From the clip's first frame to the answer",
    "response_time_from_end": "From the clip's end to the answer; negative before it",
}
MISSING = "n/a"


class BidsDataset:
    """A folder that is filled part by part."""

    def __init__(self, folder: Path, task: str, description: dict[str, Any], tables: dict[str, Table]) -> None:
        self.folder, self.task = folder, task
        self.raters = [column for column in tables["participants"].columns if not column.free]
        folder.mkdir()
        self._json("dataset_description.json", description)
        meanings = {column.name: column.en for column in (*tables["responses"].columns, *self.raters)}
        columns: dict[str, Any] = {name: {"Description": meanings[own]} for name, own in COLUMNS.items()}
        columns |= {name: {"Description": text, "Units": "s"} for name, text in SECONDS.items()}
        self._json(f"task-{task}_events.json", {"TaskName": task, **columns})
        described = {column.name: {"Description": column.en} for column in self.raters[1:]}
        self._json("participants.json", {"participant_id": {"Description": "sub- and the rater's name"}, **described})
        (folder / "README").write_text(f"{description['Name']}\n\nWritten by Miburi {__version__}.\n", "utf-8")
        self.participants = folder / "participants.tsv"
        self.participants.write_text("\t".join(["participant_id", *described]) + "\n", "utf-8")

    def write(self, responses: pd.DataFrame, participants: pd.DataFrame) -> None:
        """The files of these raters; who gave no answer has a row among the participants, and no file."""
        with self.participants.open("a", encoding="utf-8") as stream:
            shown = participants[[column.name for column in self.raters]]
            stream.write(_lines(shown.assign(participant="sub-" + shown["participant"])))
        for participant, rows in _columns(responses).groupby(responses["participant"].to_numpy()):
            folder = self.folder / f"sub-{participant}" / "beh"
            folder.mkdir(parents=True)
            text = "\t".join(rows.columns) + "\n" + _lines(rows)
            (folder / f"sub-{participant}_task-{self.task}_events.tsv").write_text(text, "utf-8")

    def _json(self, name: str, data: dict[str, Any]) -> None:
        (self.folder / name).write_bytes(json_bytes(data))


def bids_description(name: str, terms: str) -> dict[str, Any]:
    return {
        "Name": name,
        "BIDSVersion": BIDS_VERSION,
        "DatasetType": "raw",
        "License": terms,
        "GeneratedBy": [{"Name": "Miburi", "Version": __version__}],
    }


def _columns(responses: pd.DataFrame) -> pd.DataFrame:
    table = pd.DataFrame(
        {
            "onset": ((responses["time_elapsed"] - responses["rt_ms"]) / 1000).round(4),
            "duration": responses["clip_seconds"],
            "response_time": (responses["rt_ms"] / 1000).round(6),
            **{name: responses[own] for name, own in COLUMNS.items()},
        }
    )
    table["response_time_from_end"] = (table["response_time_from_end"] / 1000).round(6)
    return table


def _lines(table: pd.DataFrame) -> str:
    """Tabs between values, a newline after each row; a tab or newline within a value becomes a blank."""
    columns = [[_shown(value) for value in table[name]] for name in table.columns]
    return "".join("\t".join(row) + "\n" for row in zip(*columns, strict=True))


def _shown(value: Any) -> str:
    if value is None or value != value or value == "":
        return MISSING
    return " ".join(str(value).split()) if isinstance(value, str) else str(value).lower()
