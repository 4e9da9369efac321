"""How the clips of a set are shown where its design says it: rendered so, unless the command line asks otherwise."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from generation.rendering.presentation import Presentation
from generation.stimuli.design import Correct, Design
from generation.stimuli.manifest import read_manifest, write_manifest
from tests.generation.rendering.sets import make_set, render

STICK = Presentation(display="stick", size=64, view="three-quarter", hold_last=0.5)
HERE = ("--executor", "local")


@pytest.fixture
def designed(tmp_path: Path) -> Path:
    return designed_set(tmp_path / "set", STICK)


def designed_set(folder: Path, presentation: Presentation | None) -> Path:
    """A set whose manifest keeps a design with this presentation."""
    manifest = read_manifest(make_set(folder, clips=1))
    settings = Design(correct=Correct(1), presentation=presentation).settings
    write_manifest(folder, replace(manifest, provenance={"design": {"settings": settings}}))
    return folder


def shown(folder: Path) -> dict[str, Any]:
    """The presentation that the set was rendered with."""
    facts = read_manifest(folder).rendering
    assert facts is not None
    presentation: dict[str, Any] = facts["presentation"]
    return presentation


def test_a_set_is_rendered_as_its_design_says(designed: Path) -> None:
    assert render(designed, *HERE) == 0
    assert shown(designed) == STICK.to_json()


def test_the_command_line_goes_before_the_design_option_by_option(designed: Path) -> None:
    assert render(designed, "--size", "96", "--hold-last", "0") == 0
    assert shown(designed) == replace(STICK, size=96, hold_last=0.0).to_json()


def test_the_set_goes_on_as_it_was_begun_not_as_designed(designed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert render(designed, "--size", "96") == 0
    assert render(designed, *HERE) == 0
    assert shown(designed)["size"] == 96
    assert "rendered already" in capsys.readouterr().out


def test_made_anew_it_is_as_designed(designed: Path) -> None:
    assert render(designed, "--size", "96") == 0
    assert render(designed, "--anew", "--fps", "40") == 0
    assert shown(designed) == replace(STICK, fps=40).to_json()


def test_another_display_on_the_command_line_brings_its_own_colours(tmp_path: Path) -> None:
    folder = designed_set(tmp_path / "set", Presentation(size=64, body_colour="#ff8000"))
    assert render(folder, "--display", "points") == 0
    assert shown(folder) == Presentation(display="points", size=64, body_colour="#ff8000").to_json()


def test_another_display_than_the_set_was_begun_with_is_named(
    designed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert render(designed, *HERE) == 0
    assert render(designed, "--display", "points") == 2
    assert "made otherwise (display: there stick, here points" in capsys.readouterr().err


def test_a_design_without_a_presentation_asks_for_nothing(tmp_path: Path) -> None:
    folder = designed_set(tmp_path / "set", None)
    assert render(folder, "--display", "stick", "--size", "64") == 0
    assert shown(folder) == Presentation(display="stick", size=64).to_json()
