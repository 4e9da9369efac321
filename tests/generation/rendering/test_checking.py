"""`render SET --check` finds whatever is not as the manifest says, and changes nothing."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from generation.files import sha256_of
from generation.rendering.contact_sheet import SHOWS
from generation.stimuli.manifest import motion_path, read_manifest, video_path, write_manifest
from tests.generation.rendering.sets import contents, make_set, render


def check(folder: Path) -> int:
    return render(folder, "--check")


def first_motion(folder: Path) -> Path:
    return motion_path(folder, read_manifest(folder).stimuli[0])


def first_video(folder: Path) -> Path:
    return video_path(folder, read_manifest(folder).stimuli[0])


def test_a_whole_set_is_well(rendered: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = contents(rendered)
    assert check(rendered) == 0
    assert "all is well: 8 files of 3 stimuli" in capsys.readouterr().out
    assert contents(rendered) == before


def lose_motion(folder: Path) -> str:
    first_motion(folder).unlink()
    return "no such motion file"


def exchange_motion(folder: Path) -> str:
    shutil.copy(motion_path(folder, read_manifest(folder).stimuli[1]), first_motion(folder))
    return "not the motion that the manifest names"


def lose_video(folder: Path) -> str:
    first_video(folder).unlink()
    return "missing"


def change_one_byte(folder: Path) -> str:
    data = bytearray(first_video(folder).read_bytes())
    data[len(data) // 2] ^= 1
    first_video(folder).write_bytes(data)
    return "damaged or exchanged"


def cut_off_video(folder: Path) -> str:
    first_video(folder).write_bytes(first_video(folder).read_bytes()[:-1])
    return "damaged or exchanged"


def add_stranger(folder: Path) -> str:
    shutil.copy(first_video(folder), folder / "videos" / "other.mp4")
    return "not of this set"


def leave_partial(folder: Path) -> str:
    (folder / "videos" / ".x.1.partial.mp4").write_bytes(b"half")
    return "left by a command that was killed"


def damage_sheet(folder: Path) -> str:
    path = folder / "contact_sheet.png"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    return "missing, damaged"


def sheet_of_another_set(folder: Path) -> str:
    about = PngInfo()
    about.add_text(SHOWS, "0" * 64)
    Image.new("RGB", (9, 9)).save(folder / "contact_sheet.png", pnginfo=about)
    return "of another state of the set"


def edit_preview(folder: Path) -> str:
    page = folder / "preview.html"
    page.write_text(page.read_text().replace("sadness", "anger"))
    return "preview.html"


FAULTS = [
    lose_motion, exchange_motion, lose_video, change_one_byte, cut_off_video, add_stranger, leave_partial, damage_sheet,
    sheet_of_another_set, edit_preview,
]  # fmt: skip


@pytest.mark.parametrize("spoil", FAULTS)
def test_each_fault_is_found_named_and_left_alone(
    copy: Path, spoil: Callable[[Path], str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("generation.commands.render.console.width", 200)
    message = spoil(copy)
    before = contents(copy)
    assert check(copy) == 1
    words = capsys.readouterr()
    assert message in words.err
    assert words.out.startswith("1 of 8 files are wrong")
    assert contents(copy) == before


def test_the_contact_sheet_must_be_of_this_manifest(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    manifest = read_manifest(copy)
    write_manifest(copy, replace(manifest, provenance={"terms": "other"}))
    assert check(copy) == 1
    assert "contact_sheet.png" in capsys.readouterr().err
    assert render(copy, "--executor", "local") == 0
    assert check(copy) == 0
    with Image.open(copy / "contact_sheet.png") as sheet:
        assert sheet.info[SHOWS] == sha256_of(copy / "manifest.json")


def test_a_set_that_was_never_rendered_is_not_well(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = make_set(tmp_path / "set")
    assert check(folder) == 1
    assert "not rendered yet" in capsys.readouterr().err
    assert not (folder / "videos").exists()


def test_a_set_of_an_older_miburi_is_said_to_be_one(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_manifest(copy, replace(read_manifest(copy), rendering={"size": 64, "fps": 20}))
    assert check(copy) == 1
    assert "rendered by an older Miburi" in capsys.readouterr().err


def test_what_is_no_set_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(tmp_path) == 2
    assert "a stimulus set is made by" in capsys.readouterr().err
