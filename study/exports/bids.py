"""The responses as a BIDS dataset of behaviour: one file per rater, `sub-NAME/beh/sub-NAME_task-STUDY_events.tsv`."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

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
TASK = "Forced choice: after each clip of body motion, the rater chooses the emotion that it expresses"
MISSING = "n/a"


@dataclass(frozen=True)
class About:
    """What is said of a study. ``task``: its name, letters and digits alone; ``instructions``: as raters read them."""

    title: str
    terms: str
    task: str
    instructions: str


class BidsDataset:
    """A folder that is filled part by part; without a response there is none, since BIDS has no dataset of nobody."""

    def __init__(self, folder: Path, about: About, tables: dict[str, Table]) -> None:
        self.folder, self.about = folder, about
        self.raters = [column for column in tables["participants"].columns if not column.free]
        self.meanings = {column.name: column.en for column in tables["responses"].columns}

    def write(self, responses: pa.Table, participants: pa.Table) -> None:
        """The files of these raters. Who gave no answer is not among BIDS's participants.

        ``responses`` stand together by rater.
        """
        if not responses.num_rows:
            return
        if not self.folder.exists():
            self._begin()
        answered = pc.is_in(participants["participant"], value_set=responses["participant"].combine_chunks())
        raters = participants.select([column.name for column in self.raters]).filter(answered)
        raters = raters.set_column(0, "participant_id", _subjects(raters["participant"]))
        with (self.folder / "participants.tsv").open("a", encoding="utf-8", newline="\n") as stream:
            stream.writelines(f"{line}\n" for line in _lines(raters))
        events = _events(responses)
        header, subjects = "\t".join(events.column_names), _subjects(responses["participant"]).to_pylist()
        for subject, rows in groupby(zip(subjects, _lines(events), strict=True), itemgetter(0)):
            folder = self.folder / subject / "beh"
            folder.mkdir(parents=True)
            text = "\n".join([header, *(line for _, line in rows), ""])
            (folder / f"{subject}_task-{self.about.task}_events.tsv").write_bytes(text.encode())

    def _begin(self) -> None:
        """What stands beside the raters' files."""
        self.folder.mkdir()
        described = {column.name: {"Description": column.en} for column in self.raters[1:]}
        participant = {"Description": "sub- and the rater's name, letters and digits alone"}
        files = {
            "dataset_description.json": json_bytes(_description(self.about)),
            f"task-{self.about.task}_events.json": json_bytes(_task(self.about, self.meanings)),
            "participants.json": json_bytes({"participant_id": participant, **described}),
            "participants.tsv": ("\t".join(["participant_id", *described]) + "\n").encode(),
        }
        for name, data in files.items():
            (self.folder / name).write_bytes(data)


def _description(about: About) -> dict[str, Any]:
    return {
        "Name": about.title,
        "BIDSVersion": BIDS_VERSION,
        "DatasetType": "raw",
        "License": about.terms,
        "GeneratedBy": [{"Name": "Miburi", "Version": __version__}],
    }


def _task(about: About, meanings: dict[str, str]) -> dict[str, Any]:
    """What holds for all events. ``meanings``: of the columns of the study's own table."""
    return {
        "TaskName": about.task,
        "TaskDescription": TASK,
        "Instructions": about.instructions,
        "StimulusPresentation": {"SoftwareName": "Miburi", "SoftwareVersion": __version__},
        **{name: {"Description": meanings[own]} for name, own in COLUMNS.items()},
        **{name: {"Description": text, "Units": "s"} for name, text in SECONDS.items()},
    }


def _events(responses: pa.Table) -> pa.Table:
    rt, after_end, arrived = (responses[name].to_numpy() for name in ("rt_ms", "rt_from_end_ms", "time_elapsed"))
    seconds = {
        "onset": ((arrived - rt) / 1000).round(4),
        "duration": responses["clip_seconds"].to_numpy(),
        "response_time": (rt / 1000).round(6),
        "response_time_from_end": (after_end / 1000).round(6),
    }
    measured = {name: pa.array(seconds[name], from_pandas=True) for name in SECONDS}
    return pa.table(measured | {name: responses[own] for name, own in COLUMNS.items()})


def _subjects(raters: pa.ChunkedArray) -> pa.Array:
    """BIDS's names of raters: "sub-" and a label of letters and digits."""
    return _in_words(raters, lambda name: "sub-" + re.sub("[^a-zA-Z0-9]", "", name))


def _lines(table: pa.Table) -> list[str]:
    """Tabs between values; blanks, tabs and newlines within a value are one blank, what is not known is n/a."""
    columns = [pc.fill_null(_shown(column), MISSING) for column in table.columns]
    lines: list[str] = pc.binary_join_element_wise(*columns, "\t").to_pylist()
    return lines


def _shown(column: pa.ChunkedArray) -> pa.Array:
    if pa.types.is_string(column.type):
        return _in_words(column, lambda value: " ".join(value.split()) or MISSING)
    return pc.cast(column.combine_chunks(), pa.string())


def _in_words(column: pa.ChunkedArray, change: Callable[[str], str]) -> pa.Array:
    """Each different value is changed once."""
    encoded = column.combine_chunks().dictionary_encode()
    words = pa.array([change(value) for value in encoded.dictionary.to_pylist()], pa.string())
    return words.take(encoded.indices)
