"""The contact sheet and the page that plays a set."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from generation.labels import LabelSet
from generation.rendering import contact_sheet
from generation.rendering.contact_sheet import CELL, GAP, LEFT, TOP, grouped, telling_frame
from generation.rendering.preview import preview_page
from generation.stimuli.manifest import Manifest, Stimulus, read_manifest
from tests.generation.rendering.sets import make_set, render, standing


def data_of(page: bytes) -> Any:
    found = re.search(r'<script type="application/json" id="set">(.*?)</script>', page.decode(), re.DOTALL)
    assert found
    return json.loads(found[1])


def test_the_telling_frame_is_where_the_posture_differs_most() -> None:
    assert telling_frame(standing(frames=9, reach=2.0)) == 8
    assert telling_frame(standing(frames=9)) == 0


def test_the_sheet_has_a_row_per_label_and_shows_each_clip(rendered: Path) -> None:
    with Image.open(rendered / "contact_sheet.png") as sheet:
        pixels = np.asarray(sheet)
    assert pixels.shape == (TOP + 2 * (CELL + GAP), LEFT + 2 * (CELL + GAP), 3)
    cells = [(0, 0), (0, 1), (1, 0)]  # correct joy, misclassified joy, correct sadness
    for row in range(2):
        for column in range(2):
            x, y = LEFT + column * (CELL + GAP), TOP + row * (CELL + GAP)
            black = (pixels[y + 20 : y + CELL, x : x + CELL].max(2) < 30).mean()
            assert (black > 0.5) == ((row, column) in cells)


def test_trials_stand_by_condition_and_practice_apart(rendered: Path) -> None:
    manifest = read_manifest(rendered)
    first, second, third = manifest.stimuli
    mixed = replace(manifest, stimuli=(replace(first, place=1), second, replace(third, role="practice", label="joy")))
    groups = grouped(replace(mixed, stimuli=(*mixed.stimuli, replace(first, id="x", place=0))))
    assert list(groups) == ["correct", "misclassified", "practice"]
    assert [stimulus.id for stimulus in groups["correct"]["joy"]] == ["x", first.id]


def test_the_sheet_of_a_large_set_shows_the_first_of_each_cell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contact_sheet, "MOST", 2)
    folder = make_set(tmp_path / "set", clips=12, frames=2)  # three in each cell
    assert render(folder) == 0
    with Image.open(folder / "contact_sheet.png") as sheet:
        assert sheet.width == LEFT + 2 * 2 * (CELL + GAP)


def test_the_page_holds_every_clip_and_needs_nothing_else(rendered: Path) -> None:
    page = (rendered / "preview.html").read_bytes()
    clips = data_of(page)["clips"]
    manifest = read_manifest(rendered)
    assert [clip["id"] for clip in clips] == [stimulus.id for stimulus in manifest.stimuli]
    assert {"condition", "label", "predicted", "role", "seconds"} <= clips[0].keys()
    text = page.decode()
    assert not re.search(r"https?://|//[a-z]+\.|@import|<link[^>]*stylesheet|<script[^>]*src", text)
    assert "For researchers only" in text


def test_no_name_can_break_out_of_the_page(rendered: Path) -> None:
    manifest = read_manifest(rendered)
    telling = "</script><script>alert(1)</script>"
    labels = LabelSet.of_names([telling, "sadness"])

    def renamed(stimulus: Stimulus) -> Stimulus:
        names = {"joy": telling, "sadness": "sadness"}
        probabilities = {names[name]: share for name, share in stimulus.probabilities.items()}
        return replace(
            stimulus,
            label=names[stimulus.label],
            predicted=names[stimulus.predicted],
            probabilities=probabilities,
            source=telling,
        )

    odd = Manifest(labels, tuple(map(renamed, manifest.stimuli)), {}, rendering=manifest.rendering)
    page = preview_page(odd, "0" * 64)
    assert telling.encode() not in page
    assert data_of(page)["clips"][0]["source"] == telling


@pytest.mark.parametrize("again", [0, 1])
def test_the_same_manifest_gives_the_same_page(rendered: Path, again: int) -> None:
    page = (rendered / "preview.html").read_bytes()
    manifest_sha256 = re.search(rb'name="manifest-sha256" content="([0-9a-f]{64})"', page)
    assert manifest_sha256
    assert preview_page(read_manifest(rendered), manifest_sha256[1].decode()) == page
