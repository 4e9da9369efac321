"""What a video file holds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pytest
from numpy.typing import NDArray

from generation.errors import MiburiError
from generation.files import sha256_of
from generation.rendering.encode import check_size, read_frame, write_video

Frame = NDArray[np.uint8]


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
