"""Which videos of a set are finished, line by line while it is rendered.

The manifest of a large set takes seconds to write, a line takes none. A line counts if it is whole and of the settings
that the manifest names; what a killed command has finished is thus known to the next one.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

from generation.files import json_bytes
from generation.stimuli.manifest import Manifest

NAME = ".rendered.jsonl"


class Journal:
    """Of a set in ``folder`` whose manifest tells ``rendering``."""

    def __init__(self, folder: Path, rendering: dict[str, Any]) -> None:
        self._path = folder / NAME
        self._settings = _digest(rendering)

    def add(self, stimulus_id: str, hashes: dict[str, str | None]) -> None:
        """Note the hashes of a stimulus's finished videos, by the names of ``Stimulus``'s fields."""
        line = {"settings": self._settings, "id": stimulus_id, **hashes}
        with self._path.open("a") as stream:
            stream.write(json.dumps(line) + "\n")
            stream.flush()
            os.fsync(stream.fileno())

    def remove(self) -> None:
        """When all that it tells is in the manifest."""
        self._path.unlink(missing_ok=True)


def with_journal(folder: Path, manifest: Manifest) -> Manifest:
    """The manifest with the videos that a command finished before it was killed."""
    path = folder / NAME
    if manifest.rendering is None or not path.exists():
        return manifest
    settings = _digest(manifest.rendering)
    finished = {}
    for text in path.read_text().splitlines():
        line = _line(text)
        if line.pop("settings", None) == settings:
            finished[line.pop("id")] = line
    stimuli = (replace(stimulus, **finished.get(stimulus.id, {})) for stimulus in manifest.stimuli)
    return replace(manifest, stimuli=tuple(stimuli))


def _line(text: str) -> dict[str, Any]:
    try:
        line: dict[str, Any] = json.loads(text)
    except ValueError:  # the last one, cut off when its process was killed
        return {}
    return line


def _digest(rendering: dict[str, Any]) -> str:
    return hashlib.sha256(json_bytes(rendering)).hexdigest()
