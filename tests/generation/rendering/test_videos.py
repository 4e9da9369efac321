"""From motions to videos: what a frame shows, what a file holds, and what a run leaves behind."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from generation.__main__ import main
from generation.errors import MiburiError
from generation.files import sha256_of
from generation.labels import LabelSet
from generation.motion import Motion
from generation.rendering import executor, stimulus_set
from generation.rendering.body import Posing, load_body
from generation.rendering.camera import Camera, frame_clips, heading
from generation.rendering.encode import check_size, read_frame, write_video
from generation.rendering.gl import choose_backend, load_pyrender
from generation.rendering.scene import BodyRenderer
from generation.rendering.strip import strip
from generation.skeleton import INDEX, SOLE_Y
from generation.stimuli.manifest import Manifest, Stimulus, motion_path, read_manifest, video_path, write_manifest

SIZE = 96
LABELS = LabelSet.of_names(["joy", "sadness"])
Frame = NDArray[np.uint8]


def standing(frames: int = 4, turn: float = 0.0, reach: float = 0.0) -> Motion:
    """Arms down, facing ``turn`` radians about the vertical; the right arm rises by ``reach`` radians over the clip."""
    poses = np.zeros((frames, 24, 3), np.float32)
    poses[:, 0, 1] = turn
    poses[:, INDEX["left_shoulder"], 2] = -1.25
    poses[:, INDEX["right_shoulder"], 2] = 1.25 - np.linspace(0, reach, frames)
    return Motion(poses, np.tile(np.array([0, -SOLE_Y, 0], np.float32), (frames, 1)))


@pytest.fixture(scope="module")
def renderer() -> Iterator[BodyRenderer]:
    renderer = BodyRenderer(Posing(load_body()), SIZE, "osmesa")
    yield renderer
    renderer.close()


def draw(renderer: BodyRenderer, motion: Motion) -> list[Frame]:
    return list(renderer.frames(motion, frame_clips([motion])[0]))


def body_of(frame: Frame) -> NDArray[np.bool_]:
    """Pixels of the body: clearly darker or lighter than what is beside them at the frame's left edge."""
    return np.abs(frame[..., 0].astype(int) - frame[:, :1, 0].astype(int)) > 24


def test_a_frame_shows_a_whole_body_on_a_calm_ground(renderer: BodyRenderer) -> None:
    frame = draw(renderer, standing())[0]
    assert frame.shape == (SIZE, SIZE, 3)
    assert (frame[..., 0] == frame[..., 1]).all() and (frame[..., 0] == frame[..., 2]).all()  # no colour
    body = body_of(frame)
    rows = np.flatnonzero(body.any(1))
    assert 0.6 * SIZE < np.ptp(rows) < 0.95 * SIZE
    assert not body[0].any() and not body[:, 0].any() and not body[:, -1].any()
    corner = frame[0, 0, 0]
    assert np.abs(frame[: SIZE // 2, 0, 0].astype(int) - corner).max() <= 1


def test_the_frame_is_the_same_whoever_was_drawn_before(renderer: BodyRenderer) -> None:
    first = draw(renderer, standing())[0]
    draw(renderer, standing(turn=1.0, reach=2.0))
    np.testing.assert_array_equal(draw(renderer, standing())[0], first)


def test_the_camera_faces_the_body_wherever_it_faces(renderer: BodyRenderer) -> None:
    front, turned = draw(renderer, standing())[0], draw(renderer, standing(turn=2.1))[0]
    assert heading(standing(turn=2.1)) == pytest.approx(2.1, abs=1e-6)
    assert np.abs(front.astype(int) - turned.astype(int)).mean() < 1.5


def test_a_raised_arm_shows_up_on_the_side_it_is_on(renderer: BodyRenderer) -> None:
    frames = draw(renderer, standing(frames=3, reach=1.25))
    gained = body_of(frames[-1]) & ~body_of(frames[0])
    columns = gained[: SIZE // 2].sum(0)
    assert columns[: SIZE // 2].sum() > 10 * columns[SIZE // 2 :].sum()  # the body's right is the viewer's left


def test_a_body_casts_a_shadow_beside_its_feet(renderer: BodyRenderer) -> None:
    frame = draw(renderer, standing())[0][..., 0].astype(int)
    floor = frame[int(SIZE * 0.9) :]
    assert (frame[0, 0] - floor).max() > 25


def test_no_clip_leaves_the_frame_and_all_share_one_scale() -> None:
    walk = standing(frames=30)
    trans = walk.trans.copy()
    trans[:, 0] = np.linspace(-0.6, 0.6, 30)
    clips = [standing(reach=2.8), Motion(walk.poses, trans)]
    cameras = frame_clips(clips)
    assert cameras[0].half == cameras[1].half
    posing = Posing(load_body())
    for motion, camera in zip(clips, cameras, strict=True):
        assert_in_frame(posing, motion, camera)


def test_one_far_wanderer_does_not_shrink_the_others() -> None:
    walk = standing(frames=30)
    trans = walk.trans.copy()
    trans[:, 0] = np.linspace(-4, 4, 30)
    wanderer = Motion(walk.poses, trans)
    cameras = frame_clips([standing(), wanderer])
    assert cameras[0] == frame_clips([standing()])[0]
    assert cameras[1].half > 4
    assert_in_frame(Posing(load_body()), wanderer, cameras[1])


def assert_in_frame(posing: Posing, motion: Motion, camera: Camera) -> None:
    seen = (posing.vertices(motion) - np.array(camera.centre)) @ camera.axes[:2].T
    assert np.abs(seen).max() < camera.half


def test_a_strip_holds_the_frames_asked_for(renderer: BodyRenderer) -> None:
    assert strip(renderer, standing(frames=5), 3).size == (3 * SIZE, SIZE)


def test_an_unknown_renderer_is_refused() -> None:
    with pytest.raises(MiburiError, match="unknown renderer 'vulkan'; expected auto, osmesa or egl"):
        choose_backend("vulkan")


def test_a_missing_gl_is_an_error_that_names_what_to_install(
    renderer: BodyRenderer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("generation.rendering.gl.sysconfig.get_paths", lambda: {"platlib": str(tmp_path)})
    with pytest.raises(MiburiError, match="cannot draw with osmesa: no libOSMesa in .*; install lavavu-osmesa"):
        load_pyrender("osmesa")


def test_a_process_that_draws_one_way_does_not_switch(renderer: BodyRenderer) -> None:
    with pytest.raises(MiburiError, match="already draws with osmesa"):
        load_pyrender("egl")


@pytest.mark.parametrize("size", [0, 63, 511, 4000])
def test_sizes_that_no_player_shows_are_refused(size: int) -> None:
    with pytest.raises(MiburiError, match=f"even number of pixels from 64 to 2160, got {size}"):
        check_size(size)


def ramp(count: int) -> list[Frame]:
    return [np.full((64, 64, 3), 40 + 10 * number, np.uint8) for number in range(count)]


def test_a_video_has_exactly_the_frames_given_and_says_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    write_video(path, ramp(7), 64, 20)
    count, seconds = imageio_ffmpeg.count_frames_and_secs(str(path))
    assert (count, round(seconds, 3)) == (7, 0.35)
    about = next(imageio_ffmpeg.read_frames(str(path)))
    assert about["size"] == (64, 64) and about["fps"] == 20 and about["codec"].startswith("h264")
    assert "yuv420p" in about["pix_fmt"]
    data = path.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")  # plays before it is all there
    assert b"Lavf" not in data and b"x264 - core" not in data and str(tmp_path).encode() not in data


def test_levels_survive_the_video(tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    write_video(path, ramp(5), 64, 20)
    for number in (0, 4):
        assert abs(int(read_frame(path, number, 64)[32, 32, 0]) - (40 + 10 * number)) <= 2


def test_the_same_frames_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.mp4", "b.mp4"):
        write_video(tmp_path / name, ramp(5), 64, 20)
    assert sha256_of(tmp_path / "a.mp4") == sha256_of(tmp_path / "b.mp4")


def test_a_failing_source_of_frames_leaves_no_file(tmp_path: Path) -> None:
    def breaking() -> Iterator[Frame]:
        yield from ramp(2)
        raise BrokenPipeError("a worker's parent is gone")  # not to be taken for the encoder's

    with pytest.raises(BrokenPipeError):
        write_video(tmp_path / "clip.mp4", breaking(), 64, 20)
    assert list(tmp_path.iterdir()) == []


def test_a_failing_encoder_is_an_error_in_its_own_words(tmp_path: Path) -> None:
    with pytest.raises(MiburiError, match="the video encoder failed: .+"):
        write_video(tmp_path / "clip.mp4", [np.zeros((65, 65, 3), np.uint8)], 65, 20)  # yuv420p needs even sizes
    assert list(tmp_path.iterdir()) == []


def test_a_frame_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    write_video(tmp_path / "clip.mp4", ramp(2), 64, 20)
    with pytest.raises(MiburiError, match="frame 5 cannot be read"):
        read_frame(tmp_path / "clip.mp4", 5, 64)


def make_set(folder: Path, clips: int = 3, frames: int = 4) -> Path:
    stimuli = []
    for number in range(clips):
        motion = standing(frames + number, reach=0.4 * number)
        stimulus = Stimulus(
            id=f"{number:08x}",
            condition="correct" if number % 2 else "mean_latent",
            label=LABELS.names[number % 2],
            predicted=LABELS.names[number % 2],
            probabilities={"joy": 0.5, "sadness": 0.5},
            source="generated",
            seed=number,
            frames=len(motion),
            fps=20,
            motion_sha256=motion.sha256,
        )
        motion.save(motion_path(folder, stimulus))
        stimuli.append(stimulus)
    write_manifest(folder, Manifest(LABELS, tuple(stimuli), {}))
    return folder


def render(folder: Path, *options: str) -> int:
    return main(["render", str(folder), "--size", "64", "--workers", "1", "--renderer", "osmesa", *options])


@pytest.fixture(scope="module")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = make_set(tmp_path_factory.mktemp("rendered") / "set")
    assert render(folder) == 0
    return folder


@pytest.fixture
def copy(rendered: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(rendered, tmp_path / "set"))


def test_every_stimulus_of_a_set_gets_its_video_and_the_manifest_tells_how(rendered: Path) -> None:
    manifest = read_manifest(rendered)
    for stimulus in manifest.stimuli:
        path = video_path(rendered, stimulus)
        assert stimulus.video_sha256 == sha256_of(path)
        assert imageio_ffmpeg.count_frames_and_secs(str(path))[0] == stimulus.frames
    facts = manifest.rendering
    assert facts is not None
    assert (facts["size"], facts["fps"], len(facts["body_sha256"])) == (64, 20, 64)
    assert facts["camera"]["projection"] == "orthographic"
    with Image.open(rendered / "contact_sheet.png") as sheet:
        assert sheet.width > 2 * 176
    assert sorted(path.name for path in (rendered / "videos").iterdir()) == [f"{n:08x}.mp4" for n in range(3)]


def test_what_is_rendered_is_not_rendered_again(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = {path: path.stat().st_mtime_ns for path in (copy / "videos").iterdir()}
    assert render(copy) == 0
    assert "all 3 videos are rendered already" in capsys.readouterr().out
    assert {path: path.stat().st_mtime_ns for path in (copy / "videos").iterdir()} == before


def test_a_lost_and_a_damaged_video_come_back_with_the_same_bytes(copy: Path, rendered: Path) -> None:
    lost, damaged, kept = sorted((copy / "videos").iterdir())
    lost.unlink()
    damaged.write_bytes(b"damaged")
    (copy / "videos" / ".x.1.partial.mp4").write_bytes(b"of a killed run")
    (copy / ".manifest.1.partial.json").write_bytes(b"of a killed run")
    before = kept.stat().st_mtime_ns
    assert render(copy) == 0
    assert kept.stat().st_mtime_ns == before
    for path in (lost, damaged):
        assert path.read_bytes() == (rendered / "videos" / path.name).read_bytes()
    assert len(list((copy / "videos").iterdir())) == 3
    assert {path.name for path in copy.iterdir()} == {path.name for path in rendered.iterdir()}


def test_a_render_killed_before_its_contact_sheet_leaves_no_older_one(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(folder: Path, manifest: Manifest, size: int) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(stimulus_set, "write_contact_sheet", killed)
        assert main(["render", str(copy), "--size", "96", "--workers", "1", "--renderer", "osmesa"]) == 130
    assert not (copy / "contact_sheet.png").exists()


def test_other_settings_make_all_videos_anew(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["render", str(copy), "--size", "96", "--workers", "1", "--renderer", "osmesa"]) == 0
    assert "3 videos" in capsys.readouterr().out
    manifest = read_manifest(copy)
    assert manifest.rendering is not None and manifest.rendering["size"] == 96
    assert all(stimulus.video_sha256 == sha256_of(video_path(copy, stimulus)) for stimulus in manifest.stimuli)


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


def lose_manifest(folder: Path) -> str:
    (folder / "manifest.json").unlink()
    return "a stimulus set is made by"


def empty_set(folder: Path) -> str:
    write_manifest(folder, replace(read_manifest(folder), stimuli=()))
    return "the set has no stimuli"


@pytest.mark.parametrize("spoil", [spoil_motion, exchange_motion, lose_motion, lose_manifest, empty_set])
def test_a_spoilt_set_is_an_error_and_nothing_is_rendered(
    spoil: Callable[[Path], str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = make_set(tmp_path / "set")
    message = spoil(folder)
    assert render(folder) == 2
    assert message in capsys.readouterr().err
    assert not (folder / "videos").exists()


def test_a_wrong_body_is_an_error_before_anything_starts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = make_set(tmp_path / "set")
    assert render(folder, "--body", str(tmp_path / "none.pkl")) == 2
    assert "no such body file" in capsys.readouterr().err
    assert read_manifest(folder).rendering is None


def test_a_full_disk_is_an_error_before_anything_starts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make_set(tmp_path / "set")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(100, 100, 0))  # type: ignore[attr-defined]
    assert render(folder) == 2
    assert "make room or choose a smaller --size" in capsys.readouterr().err


def killed_at_once(connection: Connection, settings: executor.Settings) -> None:
    time.sleep(1)  # the job is on its way by then
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_worker_killed_while_it_loads_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(executor, "_work", killed_at_once)
    assert render(make_set(tmp_path / "set")) == 2
    assert "a rendering process ended without a word" in capsys.readouterr().err


def test_ctrl_c_ends_all_processes_and_leaves_no_partial_file(tmp_path: Path) -> None:
    folder = make_set(tmp_path / "set", clips=2, frames=300)
    command = [sys.executable, "-m", "generation", "render", str(folder), "--size", "64", "--renderer", "osmesa"]
    process = subprocess.Popen([*command, "--workers", "2"], stderr=subprocess.PIPE, start_new_session=True, text=True)
    videos = folder / "videos"
    deadline = time.monotonic() + 120
    while not (videos.exists() and len(list(videos.iterdir())) == 2) and time.monotonic() < deadline:
        time.sleep(0.05)
    os.kill(process.pid, signal.SIGINT)
    _, words = process.communicate(timeout=60)
    assert process.returncode == 130, words
    assert "interrupted" in words
    assert list(videos.iterdir()) == []
    deadline = time.monotonic() + 10
    while (left := alive_in_group(process.pid)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert left == []


def alive_in_group(group: int) -> list[str]:
    """Processes of a process group that are not merely waiting to be reaped."""
    left = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it has ended since
            state, _, process_group = stat.read_text().rpartition(")")[2].split()[:3]
            if process_group == str(group) and state != "Z":
                left.append(stat.parent.name)
    return left
