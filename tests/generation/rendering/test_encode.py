"""What a video file holds: every test encodes, and most of them decode again."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pytest
from numpy.typing import NDArray

from generation.errors import MiburiError
from generation.files import sha256_of
from generation.rendering.encode import read_frame, write_video, write_videos

Frame = NDArray[np.uint8]
FFMPEG = imageio_ffmpeg.get_ffmpeg_exe()
FORMATS = ("mp4", "webm")
TICKS = {"mp4": 1e-9, "webm": 0.5e-3 + 1e-9}  # seconds by which a time stamp may be off: WebM's are in milliseconds
PATCH = 16  # pixels

formats = pytest.mark.parametrize("suffix", FORMATS)


def ramp(count: int, size: int = 64) -> list[Frame]:
    return [np.full((size, size, 3), 40 + 2 * number % 200, np.uint8) for number in range(count)]


def greys(turn: int = 0) -> Frame:
    """All 256 greys in patches; ``turn`` moves each level by as many patches."""
    levels = np.roll(np.arange(256, dtype=np.uint8), turn).reshape(16, 16)
    return np.repeat(np.kron(levels, np.ones((PATCH, PATCH), np.uint8))[..., None], 3, 2)


def scribbled(frame: Frame, number: int) -> Frame:
    """The frame with a checkered square on its way through the lower half."""
    drawn, size = frame.copy(), len(frame)
    left = size // 8 + (7 * number) % (size // 2)
    square = np.indices((size // 4, size // 4)).sum(0) // 4 % 2 * 255
    drawn[size // 2 + 8 : size // 2 + 8 + len(square), left : left + len(square)] = square[..., None]
    return drawn


def decoded(path: Path, size: int) -> Frame:
    command = [FFMPEG, "-loglevel", "error", "-i", str(path), "-f", "rawvideo", "-pix_fmt", "rgb24", "-"]
    data = subprocess.run(command, capture_output=True, check=True).stdout
    return np.frombuffer(data, np.uint8).reshape(-1, size, size, 3)


def about(path: Path) -> str:
    """What ffmpeg says of a file."""
    return subprocess.run([FFMPEG, "-hide_banner", "-i", str(path)], capture_output=True, text=True).stderr


def packets(path: Path) -> tuple[list[float], list[float]]:
    """Times at which the frames are decoded and shown, seconds, as the file itself has them."""
    command = [FFMPEG, "-loglevel", "error", "-i", str(path), "-c", "copy", "-f", "framecrc", "-"]
    lines = subprocess.run(command, capture_output=True, check=True, text=True).stdout.splitlines()
    tick = next(re.fullmatch(r"#tb 0: (\d+)/(\d+)", line) for line in lines if line.startswith("#tb"))
    assert tick is not None
    length = int(tick[1]) / int(tick[2])
    rows = [[int(number) * length for number in line.split(",")[1:3]] for line in lines if line[0] != "#"]
    return [row[0] for row in rows], [row[1] for row in rows]


@formats
@pytest.mark.parametrize("fps", [20, 25, 30, 60])
def test_frames_and_their_times_are_exact(tmp_path: Path, suffix: str, fps: int) -> None:
    path = tmp_path / f"clip.{suffix}"
    write_video(path, ramp(37), 64, fps)
    assert len(decoded(path, 64)) == 37
    for times in packets(path):
        np.testing.assert_allclose(times, np.arange(37) / fps, rtol=0, atol=TICKS[suffix])
    duration = re.search(r"Duration: 00:00:(\d+\.\d+), start: (\S+),", about(path))
    assert duration is not None
    assert float(duration[1]) == pytest.approx(37 / fps, abs=0.0051)
    assert float(duration[2]) == 0
    assert f" {fps} fps" in about(path)


@formats
@pytest.mark.parametrize("size", [64, 98, 512, 1080])
def test_the_picture_has_its_size(tmp_path: Path, suffix: str, size: int) -> None:
    path = tmp_path / f"clip.{suffix}"
    write_video(path, ramp(2, size), size, 20)
    assert f" {size}x{size}" in about(path)
    assert decoded(path, size).shape == (2, size, size, 3)


def test_mp4_is_h264_high_and_webm_is_vp9_and_both_say_all_of_bt709(tmp_path: Path) -> None:
    write_videos([tmp_path / "clip.mp4", tmp_path / "clip.webm"], [greys(), greys(1)], 256, 20)
    # One name alone for matrix, primaries and transfer: ffmpeg says bt709/unknown/unknown where two are missing.
    assert "Video: h264 (High) (avc1 / 0x31637661), yuv420p(tv, bt709, progressive)" in about(tmp_path / "clip.mp4")
    assert "Video: vp9 (Profile 0), yuv420p(tv, bt709, progressive)" in about(tmp_path / "clip.webm")


def boxes(data: bytes) -> list[bytes]:
    """The names of an MP4's outermost boxes, in order."""
    names, place = [], 0
    while place < len(data):
        names.append(data[place + 4 : place + 8])
        place += int.from_bytes(data[place : place + 4], "big")
    return names


def test_an_mp4_plays_before_it_is_all_there_and_needs_no_edit_list(tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    write_video(path, ramp(7), 64, 20)
    data = path.read_bytes()
    assert [name for name in boxes(data) if name != b"free"] == [b"ftyp", b"moov", b"mdat"]
    assert b"elst" not in data


@formats
def test_the_first_frame_is_the_only_key_frame(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"clip.{suffix}"
    frames = [greys(turn) for turn in (0, 1, 2, 120, 121)] * 4  # cuts at which an encoder would like to begin anew
    write_video(path, frames, 256, 20)
    command = [FFMPEG, "-loglevel", "error", "-i", str(path), "-c", "copy", "-f", "framecrc", "-"]
    lines = subprocess.run(command, capture_output=True, check=True, text=True).stdout.splitlines()
    assert ["F=0x0" in line for line in lines if line[0] != "#"] == [False] + 19 * [True]


@formats
def test_all_greys_stay_within_two_levels(tmp_path: Path, suffix: str) -> None:
    """In the patches' inner parts, in still frames and in those in which every patch changes."""
    path = tmp_path / f"clip.{suffix}"
    turns = [0, 0, 0, 1, 2, 77, 77, 200]
    write_video(path, [greys(turn) for turn in turns], 256, 20)
    for turn, frame in zip(turns, decoded(path, 256), strict=True):
        inner = frame.reshape(16, PATCH, 16, PATCH, 3)[:, 3:-3, :, 3:-3].astype(int)
        wanted = np.roll(np.arange(256), turn).reshape(16, 1, 16, 1, 1)
        assert np.abs(inner - wanted).max() <= 2
        assert (frame[..., 0] == frame[..., 1]).all() and (frame[..., 0] == frame[..., 2]).all()


@formats
def test_colours_stay_as_they_are(tmp_path: Path, suffix: str) -> None:
    """With another matrix than the one that the file names, they would be off by ten levels and more."""
    path = tmp_path / f"clip.{suffix}"
    colours = np.array([[200, 60, 60], [60, 200, 60], [60, 60, 200], [230, 200, 120]], np.uint8)
    frame = np.repeat(np.repeat(colours[None], 32, 1), 128, 0)
    write_video(path, [frame] * 3, 128, 20)
    found = decoded(path, 128)[2][64, 16::32].astype(int)
    assert np.abs(found - colours).max() <= 3


@formats
def test_how_much_moves_in_a_clip_does_not_change_its_greys(tmp_path: Path, suffix: str) -> None:
    calm = [np.full((256, 256, 3), 206, np.uint8)] * 20
    lively = [scribbled(frame, number) for number, frame in enumerate(calm)]
    levels = []
    for name, frames in (("calm", calm), ("lively", lively)):
        path = tmp_path / f"{name}.{suffix}"
        write_video(path, frames, 256, 20)
        levels.append(decoded(path, 256)[:, :64].astype(float))
    assert np.abs(levels[0] - levels[1]).max() <= 1
    assert np.ptp([level.mean((1, 2, 3)) for level in levels]) < 0.25  # no pulse, in either


@formats
def test_the_same_frames_give_the_same_bytes(tmp_path: Path, suffix: str) -> None:
    frames = [scribbled(greys(number), number) for number in range(6)]
    for name in ("a", "b"):
        write_video(tmp_path / f"{name}.{suffix}", frames, 256, 20)
    assert sha256_of(tmp_path / f"a.{suffix}") == sha256_of(tmp_path / f"b.{suffix}")


def test_files_made_together_are_those_made_alone(tmp_path: Path) -> None:
    frames = [scribbled(greys(), number) for number in range(5)]
    write_videos([tmp_path / "clip.mp4", tmp_path / "clip.webm"], frames, 256, 20)
    for suffix in FORMATS:
        write_video(tmp_path / f"alone.{suffix}", frames, 256, 20)
        assert (tmp_path / f"alone.{suffix}").read_bytes() == (tmp_path / f"clip.{suffix}").read_bytes()


@formats
def test_a_file_tells_nothing_but_pictures(tmp_path: Path, suffix: str) -> None:
    """Neither where it was made and under which name, nor when, nor with what."""
    names = ("joy-misclassified.", "other.")
    for name in names:
        write_video(tmp_path / f"{name}{suffix}", ramp(9), 64, 20)
    data, other = ((tmp_path / f"{name}{suffix}").read_bytes() for name in names)
    assert data == other
    for word in (b"joy", b"misclassified", b"miburi", b"lavf", b"lavc", b"x264", b"libvpx", b"ffmpeg", b"20fps"):
        assert word not in data.lower()
    assert str(tmp_path).encode() not in data


@formats
def test_a_frame_can_be_read_back(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"clip.{suffix}"
    write_video(path, ramp(5), 64, 20)
    for number in (0, 4):
        assert abs(int(read_frame(path, number, 64)[32, 32, 0]) - (40 + 2 * number)) <= 2
    with pytest.raises(MiburiError, match="frame 5 cannot be read"):
        read_frame(path, 5, 64)


@formats
def test_a_failing_source_of_frames_leaves_no_file(tmp_path: Path, suffix: str) -> None:
    def breaking() -> Iterator[Frame]:
        yield from ramp(2)
        raise BrokenPipeError("a worker's parent is gone")  # not to be taken for the encoder's

    with pytest.raises(BrokenPipeError):
        write_video(tmp_path / f"clip.{suffix}", breaking(), 64, 20)
    assert list(tmp_path.iterdir()) == []


@formats
def test_a_failing_encoder_is_an_error_in_its_own_words(tmp_path: Path, suffix: str) -> None:
    with pytest.raises(MiburiError, match=f"clip.{suffix}: the video encoder failed: .+"):
        write_video(tmp_path / f"clip.{suffix}", [np.zeros((65, 65, 3), np.uint8)], 65, 0)  # no frames in a second
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def encoder(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Put a shell script in the encoder's place."""
    path = tmp_path_factory.mktemp("encoder") / "ffmpeg"

    def replace(script: str) -> None:
        path.write_text(f"#!/bin/bash\n{script}\n")
        path.chmod(0o755)
        monkeypatch.setattr(imageio_ffmpeg, "get_ffmpeg_exe", lambda: str(path))

    return replace


@pytest.mark.parametrize("suffixes", [("mp4",), ("webm",), ("mp4", "webm")])
def test_a_disk_that_fills_is_an_error_and_leaves_no_file(
    tmp_path: Path, encoder: Callable[[str], None], suffixes: tuple[str, ...]
) -> None:
    encoder(f'trap "" XFSZ; ulimit -f 8; exec {FFMPEG} "$@"')  # no file may be larger than 8 KiB
    noise = np.random.default_rng(0).integers(0, 256, (12, 256, 256, 3), np.uint8)
    with pytest.raises(MiburiError, match="the video encoder failed: .*File too large"):
        write_videos([tmp_path / f"clip.{suffix}" for suffix in suffixes], noise, 256, 20)
    assert list(tmp_path.iterdir()) == []


def test_an_encoder_that_is_killed_is_an_error_with_its_status(tmp_path: Path, encoder: Callable[[str], None]) -> None:
    encoder("head -c 100 > /dev/null; kill -9 $$")
    with pytest.raises(MiburiError, match="the video encoder failed: status -9"):
        write_video(tmp_path / "clip.mp4", ramp(300), 64, 20)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_was_there_stays_when_its_successor_fails(tmp_path: Path, encoder: Callable[[str], None]) -> None:
    path = tmp_path / "clip.mp4"
    write_video(path, ramp(3), 64, 20)
    before = path.read_bytes()
    encoder("exit 1")
    with pytest.raises(MiburiError, match="the video encoder failed: status 1"):
        write_video(path, ramp(4), 64, 20)
    assert path.read_bytes() == before


def test_a_missing_encoder_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> str:
        raise RuntimeError("No ffmpeg exe could be found.")

    monkeypatch.setattr(imageio_ffmpeg, "get_ffmpeg_exe", missing)
    with pytest.raises(MiburiError, match="no video encoder: ffmpeg cannot be found; install imageio-ffmpeg again"):
        write_video(tmp_path / "clip.mp4", ramp(2), 64, 20)


def test_a_video_without_frames_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MiburiError, match=r"clip.mp4: a video needs at least one frame"):
        write_video(tmp_path / "clip.mp4", [], 64, 20)
    assert list(tmp_path.iterdir()) == []


def test_another_kind_of_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MiburiError, match="a video's name must end in .mp4 or .webm, got '.gif'"):
        write_video(tmp_path / "clip.gif", ramp(2), 64, 20)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "frame", [np.zeros((64, 65, 3), np.uint8), np.zeros((64, 64, 3)), np.zeros((64, 64), np.uint8)]
)
def test_a_frame_of_another_shape_never_gets_into_the_stream(tmp_path: Path, frame: Frame) -> None:
    with pytest.raises(ValueError, match=r"a frame must be uint8 \(64, 64, 3\)"):
        write_video(tmp_path / "clip.mp4", [*ramp(1), frame], 64, 20)
    assert list(tmp_path.iterdir()) == []
