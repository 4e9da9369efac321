"""The page that names conditions stays with the researcher: a study takes nothing but the videos out of a set."""

from __future__ import annotations

from pathlib import Path

import pytest

from study.design.importing import import_set

pytestmark = pytest.mark.django_db


def test_a_study_copies_neither_the_preview_nor_the_contact_sheet(
    stimulus_set_folder: Path, media_folder: Path
) -> None:
    for name in ("preview.html", "contact_sheet.png", "videos/other.mp4", "videos/stimulus-000.webm"):
        (stimulus_set_folder / name).write_bytes(b"misclassified")
    stored = import_set(stimulus_set_folder)
    copied = [path for path in media_folder.rglob("*") if path.is_file()]
    assert len(copied) == stored.stimuli.count()
    assert {path.suffix for path in copied} == {".mp4"}
    assert not any(b"misclassified" in path.read_bytes() for path in copied)
