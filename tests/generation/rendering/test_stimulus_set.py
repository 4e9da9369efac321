"""What `render` makes of a stimulus set, and what it does when it is asked again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import imageio_ffmpeg
import pytest

from generation.__main__ import main
from generation.files import exclusive, sha256_of
from generation.rendering import stimulus_set
from generation.stimuli.manifest import Manifest, read_manifest, video_path, webm_path, write_manifest
from tests.generation.rendering.sets import PAGES, SMALL, contents, make_set, render


def frames_of(path: Path) -> int:
    return int(imageio_ffmpeg.count_frames_and_secs(str(path))[0])


def test_every_stimulus_gets_its_video_and_the_manifest_tells_how(rendered: Path) -> None:
    manifest = read_manifest(rendered)
    for stimulus in manifest.stimuli:
        path = video_path(rendered, stimulus)
        assert stimulus.video_sha256 == sha256_of(path)
        assert frames_of(path) == stimulus.frames
    assert sorted(path.name for path in (rendered / "videos").iterdir()) == [f"{n:08x}.mp4" for n in range(3)]
    assert {path.name for path in rendered.iterdir()} == {"manifest.json", "motions", "videos", *PAGES}


def test_the_manifest_names_presentation_renderer_body_and_versions(rendered: Path, tmp_path: Path) -> None:
    facts = read_manifest(rendered).rendering
    assert facts is not None
    assert (facts["size"], facts["fps"], facts["webm"]) == (64, 20, None)
    assert facts["presentation"]["display"] == "stick"
    assert (facts["renderer"], facts["body"]) == (None, None)  # a stick figure has neither
    assert {"miburi", "source", "python", "numpy", "ffmpeg"} <= facts["made_with"].keys()
    folder = make_set(tmp_path / "set", clips=1)
    assert render(folder, "--size", "64", "--renderer", "numba", "--betas", "1.5", "-1") == 0
    facts = read_manifest(folder).rendering
    assert facts is not None
    assert facts["renderer"] == "numba" and "numba" in facts["made_with"]
    assert facts["body"]["name"] == "Miburi's open body" and len(facts["body"]["sha256"]) == 64
    assert facts["body"]["betas"] == [1.5, -1]


def test_all_options_of_the_presentation_reach_the_videos(tmp_path: Path) -> None:
    folder = make_set(tmp_path / "set", clips=2, frames=10)
    options = ("--fps", "60", "--hold-first", "0.5", "--hold-last", "0.25", "--fade", "0.1", "--view", "three-quarter")
    assert render(folder, *SMALL, *options, "--projection", "perspective", "--follow", "--webm") == 0
    manifest = read_manifest(folder)
    assert manifest.rendering is not None
    assert manifest.rendering["fps"] == 60
    assert manifest.rendering["presentation"]["follow"] is True
    for stimulus in manifest.stimuli:
        assert frames_of(video_path(folder, stimulus)) == 3 * stimulus.frames + 30 + 15
        assert stimulus.webm_sha256 == sha256_of(webm_path(folder, stimulus))


def test_a_video_too_short_to_fade_is_refused_before_anything_is_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = make_set(tmp_path / "set", clips=1)
    assert render(folder, *SMALL, "--fade", "1") == 2
    assert "fade must be less than half of the shortest clip" in capsys.readouterr().err
    assert not (folder / "videos").exists()


def test_what_is_rendered_is_not_rendered_again(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = {path: path.stat().st_mtime_ns for path in copy.rglob("*")}
    assert render(copy, "--executor", "local") == 0  # without its options: as it was begun
    assert "all 3 videos are rendered already" in capsys.readouterr().out
    assert {path: path.stat().st_mtime_ns for path in copy.rglob("*")} == before


def test_a_lost_and_a_damaged_video_come_back_with_the_same_bytes(copy: Path, rendered: Path) -> None:
    lost, damaged, kept = sorted((copy / "videos").iterdir())
    lost.unlink()
    damaged.write_bytes(b"damaged")
    (copy / "videos" / ".x.1.partial.mp4").write_bytes(b"of a killed run")
    (copy / ".manifest.1.partial.json").write_bytes(b"of a killed run")
    before = kept.stat().st_mtime_ns
    assert render(copy, "--executor", "local") == 0
    assert kept.stat().st_mtime_ns == before
    assert contents(copy) == contents(rendered)


def test_a_lost_or_damaged_page_comes_back_with_the_same_bytes(copy: Path, rendered: Path) -> None:
    sheet, preview = (copy / page for page in PAGES)
    sheet.write_bytes(sheet.read_bytes()[:-200])
    preview.unlink()
    assert render(copy, "--executor", "local") == 0
    assert contents(copy) == contents(rendered)


def test_other_settings_are_refused_by_name_and_nothing_is_lost(
    copy: Path, rendered: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert render(copy, "--size", "96") == 2
    words = capsys.readouterr().err
    assert "made otherwise (size: there 64, here 96" in words and "--anew" in words
    assert contents(copy) == contents(rendered)


def test_other_settings_make_all_videos_anew_when_that_is_asked_for(copy: Path) -> None:
    assert render(copy, "--display", "points", "--size", "96", "--anew") == 0
    manifest = read_manifest(copy)
    assert manifest.rendering is not None and manifest.rendering["size"] == 96
    assert all(stimulus.video_sha256 == sha256_of(video_path(copy, stimulus)) for stimulus in manifest.stimuli)


def with_other_versions(folder: Path) -> Manifest:
    manifest = read_manifest(folder)
    assert manifest.rendering is not None
    made_with = {**manifest.rendering["made_with"], "numpy": "1.0"}
    manifest = replace(manifest, rendering={**manifest.rendering, "made_with": made_with})
    write_manifest(folder, manifest)
    return manifest


def test_a_complete_set_stays_as_it_was_published_when_the_software_is_newer(copy: Path) -> None:
    older = with_other_versions(copy)
    assert render(copy, "--executor", "local") == 0
    assert read_manifest(copy) == older


def test_a_set_is_not_finished_with_other_versions_than_it_was_begun_with(
    copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with_other_versions(copy)
    next((copy / "videos").iterdir()).unlink()
    assert render(copy, "--executor", "local") == 2
    assert "numpy: there 1.0, here" in capsys.readouterr().err
    assert len(list((copy / "videos").iterdir())) == 2


def test_a_killed_command_leaves_no_page_of_another_set(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(folder: Path, manifest: Manifest, manifest_sha256: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(stimulus_set, "write_contact_sheet", killed)
    assert main(["render", str(copy), "--display", "points", "--size", "96", "--anew", "--workers", "1"]) == 130
    assert not any((copy / page).exists() for page in PAGES)


def test_two_commands_on_one_set_do_not_meet(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with exclusive(copy):
        assert render(copy, "--executor", "local") == 2
    assert "is at work on it" in capsys.readouterr().err
