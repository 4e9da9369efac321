"""Interrupted or killed at any moment, a rendering is gone on with, and a set never holds a truncated video."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from generation.rendering.journal import NAME, Journal, with_journal
from generation.stimuli.manifest import read_manifest
from tests.generation.rendering.sets import SMALL, contents, make_set, render

COMMAND = (sys.executable, "-m", "generation", "render")
LONG = {"clips": 6, "frames": 300}  # some seconds: time enough to be interrupted in, on a busy machine too


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What the set of ``LONG`` is when nobody interrupts."""
    folder = make_set(tmp_path_factory.mktemp("whole") / "set", **LONG)
    assert render(folder) == 0
    return contents(folder)


def start(folder: Path) -> subprocess.Popen[str]:
    command = (*COMMAND, str(folder), *SMALL, "--workers", "2")
    return subprocess.Popen(
        command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, start_new_session=True, text=True
    )


def finished(folder: Path) -> dict[str, str]:
    return {name: digest for name, digest in contents(folder).items() if Path(name).match("videos/[!.]*")}


def test_killed_at_any_moment_it_is_gone_on_with(tmp_path: Path, whole: dict[str, str]) -> None:
    folder = make_set(tmp_path / "set", **LONG)
    chance = random.Random(4)
    for after in (0, 1, 3):  # videos
        process = start(folder)
        wait_for(folder, process, after)
        time.sleep(chance.uniform(0, 0.4))
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # the command and its workers
        process.communicate()
        there = finished(folder)
        assert there.items() <= whole.items()
        assert read_manifest(folder)  # whole as well
    modified = {name: (folder / name).stat().st_mtime_ns for name in there}
    assert render(folder) == 0
    assert contents(folder) == whole
    assert {name: (folder / name).stat().st_mtime_ns for name in there} == modified  # not made twice


def wait_for(folder: Path, process: subprocess.Popen[str], videos: int) -> None:
    """Until so many videos are there and noted, or one is begun."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        journal = folder / NAME
        if journal.exists() and len(list((folder / "videos").glob("[!.]*"))) > videos:
            return  # nothing is hashed here: files come and go
        time.sleep(0.01)
    if process.poll() is not None:
        raise AssertionError(f"the command ended: {process.communicate()}")


@pytest.mark.usefixtures("hears_ctrl_c")
def test_ctrl_c_ends_all_processes_and_leaves_no_partial_file(tmp_path: Path, whole: dict[str, str]) -> None:
    folder = make_set(tmp_path / "set", **LONG)
    process = start(folder)
    wait_for(folder, process, 0)
    os.kill(process.pid, signal.SIGINT)
    _, words = process.communicate(timeout=60)
    assert process.returncode == 130, words
    assert "interrupted" in words
    assert {name for name in contents(folder) if name.startswith("videos/")} == finished(folder).keys()
    deadline = time.monotonic() + 10
    while (left := list(alive_in_group(process.pid))) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert left == []
    assert render(folder) == 0
    assert contents(folder) == whole


def alive_in_group(group: int) -> Iterator[str]:
    """Processes of a process group that are not merely waiting to be reaped."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it has ended since
            state, _, process_group = stat.read_text().rpartition(")")[2].split()[:3]
            if process_group == str(group) and state != "Z":
                yield stat.parent.name


HASHES: dict[str, str | None] = {"video_sha256": "ab", "webm_sha256": None}


def test_the_journal_knows_what_the_manifest_does_not_yet(copy: Path) -> None:
    manifest = read_manifest(copy)
    assert manifest.rendering is not None
    first, second, _ = manifest.stimuli
    Journal(copy, manifest.rendering).add(second.id, HASHES)
    known = with_journal(copy, manifest)
    assert [stimulus.video_sha256 for stimulus in known.stimuli[:2]] == [first.video_sha256, "ab"]


def test_a_line_that_was_cut_off_or_is_of_other_settings_does_not_count(copy: Path) -> None:
    manifest = read_manifest(copy)
    assert manifest.rendering is not None
    Journal(copy, {**manifest.rendering, "size": 96}).add(manifest.stimuli[0].id, HASHES)
    journal = Journal(copy, manifest.rendering)
    journal.add(manifest.stimuli[1].id, HASHES)
    path = copy / NAME
    path.write_bytes(path.read_bytes()[:-9])
    assert with_journal(copy, manifest) == manifest
    assert render(copy, "--executor", "local") == 0
    assert not path.exists()
