"""A set, body, disk, encoder or GPU that cannot be used: one clear line, exit status 2, and nothing lost."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pytest

from generation.files import sha256_of
from generation.motion import Motion
from generation.rendering import facts
from generation.stimuli.manifest import motion_path, read_manifest, video_path, write_manifest
from tests.generation.rendering.sets import SMALL, contents, make_set, render


def spoil_motion(folder: Path) -> str:
    path = motion_path(folder, read_manifest(folder).stimuli[0])
    path.write_bytes(path.read_bytes()[:100])
    return f"{path}: not a motion file"


def exchange_motion(folder: Path) -> str:
    first, second = read_manifest(folder).stimuli[:2]
    shutil.copy(motion_path(folder, second), motion_path(folder, first))
    return "not the motion that the manifest names"


def lose_motion(folder: Path) -> str:
    motion_path(folder, read_manifest(folder).stimuli[0]).unlink()
    return "no such motion file"


def empty_motion(folder: Path) -> str:
    manifest = read_manifest(folder)
    motion = Motion(np.zeros((0, 24, 3), np.float32), np.zeros((0, 3), np.float32))
    first = replace(manifest.stimuli[0], frames=0, motion_sha256=motion.sha256)
    motion.save(motion_path(folder, first))
    write_manifest(folder, replace(manifest, stimuli=(first, *manifest.stimuli[1:])))
    return "0 frames"


def lose_manifest(folder: Path) -> str:
    (folder / "manifest.json").unlink()
    return "a stimulus set is made by"


def empty_set(folder: Path) -> str:
    write_manifest(folder, replace(read_manifest(folder), stimuli=()))
    return "the set has no stimuli"


@pytest.mark.parametrize(
    "spoil", [spoil_motion, exchange_motion, lose_motion, empty_motion, lose_manifest, empty_set]
)  # fmt: skip
def test_a_spoilt_set_is_an_error_and_nothing_is_rendered(
    spoil: Callable[[Path], str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = make_set(tmp_path / "set")
    message = spoil(folder)
    assert render(folder) == 2
    assert message in one_error(capsys)
    assert not (folder / "videos").exists()


def one_error(capsys: pytest.CaptureFixture[str]) -> str:
    """The one line that starts with ``error:``; nothing like a traceback is beside it."""
    words = capsys.readouterr().err
    assert "Traceback" not in words
    (line,) = [line for line in words.splitlines() if line.startswith("error: ")]
    return line


def test_a_lost_motion_costs_no_finished_video(copy: Path, rendered: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lose_motion(copy)
    next((copy / "videos").iterdir()).unlink()
    assert render(copy, "--executor", "local") == 2
    assert "no such motion file" in one_error(capsys)
    kept = contents(copy)
    assert len(kept) == len(contents(rendered)) - 2
    assert kept.items() <= contents(rendered).items()


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("none.pkl", None, "no such body file"),
        ("body.npz", b"not a zip", "not a body file that can be read safely"),
        ("body.pkl", b"cos\nsystem\n(S'true'\ntR.", "it asks for os.system, which is not data"),
        ("body.obj", b"v 0 0 0", "a body file ends in .npz or .pkl"),
    ],
)
def test_a_wrong_body_is_an_error_before_anything_starts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, data: bytes | None, message: str
) -> None:
    folder, body = make_set(tmp_path / "set"), tmp_path / name
    if data is not None:
        body.write_bytes(data)
    assert render(folder, "--size", "64", "--renderer", "numba", "--body", str(body)) == 2
    line = one_error(capsys)
    assert message in line and str(body) in line
    assert read_manifest(folder).rendering is None


@pytest.mark.parametrize(
    ("betas", "message"),
    [("0 " * 11, "has 10 shape parameters, got 11"), ("9", "from -5 to 5, got 9"), ("nan", "betas must be finite")],
)
def test_a_shape_that_the_body_does_not_have_is_an_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], betas: str, message: str
) -> None:
    folder = make_set(tmp_path / "set", clips=1)
    assert render(folder, "--size", "64", "--renderer", "numba", "--betas", *betas.split()) == 2
    assert message in one_error(capsys)
    assert not (folder / "videos").exists()


def test_a_disk_that_is_too_small_is_an_error_before_anything_starts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make_set(tmp_path / "set")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(100, 100, 0))  # type: ignore[attr-defined]
    assert render(folder) == 2
    assert "make room or choose a smaller --size" in one_error(capsys)
    assert not (folder / "videos").exists()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 400 KiB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", folder], capture_output=True)
    if mounted.returncode:
        pytest.skip("this process may not mount a small file system")
    yield folder
    subprocess.run(["umount", folder], check=True)


def test_a_disk_that_fills_keeps_what_is_finished_and_is_gone_on_with(
    small_disk: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make_set(small_disk / "set", clips=4)
    whole = make_set(tmp_path / "whole", clips=4)
    assert render(whole) == 0
    videos = sum(path.stat().st_size for path in (whole / "videos").iterdir())
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(0, 0, 2**30))  # type: ignore[attr-defined]
    filling = small_disk / "filling"
    free = os.statvfs(small_disk).f_bavail * os.statvfs(small_disk).f_frsize
    filling.write_bytes(b"x" * (free - videos // 2 - 4096))
    assert render(folder) == 2
    assert "No space left on device; free some space" in one_error(capsys)
    finished = {name: digest for name, digest in contents(folder).items() if name.startswith("videos/")}
    assert finished.items() <= contents(whole).items()  # no truncated one among them
    filling.unlink()
    assert render(folder) == 0
    assert contents(folder) == contents(whole)


@pytest.fixture
def failing_encoder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An ffmpeg that works until there is a file beside it, which names the option that it fails with."""
    program, trouble = tmp_path / "ffmpeg", tmp_path / "trouble"
    ffmpeg = imageio_ffmpeg.get_ffmpeg_exe()
    fails = f'[ -e {trouble} ] && case "$*" in *"$(cat {trouble})"*) echo "no licence today" >&2; exit 3;; esac'
    program.write_text(f'#!/bin/sh\n{fails}\nexec {ffmpeg} "$@"\n')
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("IMAGEIO_FFMPEG_EXE", str(program))
    facts._ffmpeg.cache_clear()
    return trouble


@pytest.mark.parametrize(
    ("option", "message"),
    [("libx264", "the video encoder failed: no licence today"), ("-version", "ffmpeg cannot be run")],
)
def test_an_encoder_that_fails_is_one_line_and_nothing_is_lost(
    tmp_path: Path, failing_encoder: Path, option: str, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = make_set(tmp_path / "set")
    assert render(folder) == 0
    before = contents(folder)
    first, *others = read_manifest(folder).stimuli
    video_path(folder, first).unlink()
    failing_encoder.write_text(option)
    facts._ffmpeg.cache_clear()
    assert render(folder) == 2
    assert message in one_error(capsys)
    assert all(sha256_of(video_path(folder, each)) == each.video_sha256 for each in others)
    failing_encoder.unlink()
    assert render(folder) == 0
    assert contents(folder) == before


def test_a_gpu_without_egl_is_one_line_that_names_the_way_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("__EGL_VENDOR_LIBRARY_FILENAMES", str(tmp_path / "none.json"))  # where drivers are looked up
    folder = make_set(tmp_path / "set", clips=1)
    assert render(folder, "--size", "64", "--renderer", "egl") == 2
    line = one_error(capsys)
    assert "cannot draw with egl" in line and "--renderer" in line
    assert not (folder / "videos").exists()
    assert render(folder, *SMALL) == 0  # and the set is as good as before
