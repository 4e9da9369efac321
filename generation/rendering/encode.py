"""Frames to video: H.264 in MP4 as every browser plays it, the same bytes each time, and nothing in it but pictures."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import imageio_ffmpeg
import numpy as np
from numpy.typing import NDArray

from generation.errors import MiburiError
from generation.files import atomic_path

CODEC = "H.264 high, yuv420p, bt709, crf 18"
_ENCODING = [
    *("-an", "-c:v", "libx264", "-preset", "veryfast", "-crf", "18", "-profile:v", "high", "-bf", "2"),
    *("-vf", "scale=out_color_matrix=bt709:out_range=tv", "-pix_fmt", "yuv420p", "-color_range", "tv"),
    *("-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709"),
    *("-fps_mode", "cfr", "-movflags", "+faststart"),
    *("-threads", "1", "-map_metadata", "-1", "-fflags", "+bitexact", "-flags:v", "+bitexact", "-bitexact"),
    *("-bsf:v", "filter_units=remove_types=6"),  # the note in which the encoder names itself and its settings
]  # fmt: skip


def check_size(size: int) -> None:
    """MiburiError for a frame size that H.264 in yuv420p cannot have, or that nobody can want."""
    if size % 2 or not 64 <= size <= 2160:
        raise MiburiError(f"--size must be an even number of pixels from 64 to 2160, got {size}")


def write_video(path: Path, frames: Iterable[NDArray[np.uint8]], size: int, fps: int) -> None:
    """Encode (size, size, 3) frames; ``path`` appears whole or not at all.

    MiburiError with the encoder's own words when it fails. Any exception out of ``frames`` ends the encoder too.
    """
    with atomic_path(path) as partial, tempfile.TemporaryFile() as complaint:
        source = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{size}x{size}", "-r", str(fps), "-i", "-"]
        command = [imageio_ffmpeg.get_ffmpeg_exe(), "-y", "-loglevel", "error", *source, *_ENCODING, str(partial)]
        # In a session of its own: Ctrl-C reaches Miburi alone, which then ends the encoder.
        encoder = subprocess.Popen(command, stdin=subprocess.PIPE, stderr=complaint, start_new_session=True)
        try:
            status = _feed(encoder, frames)
        except BaseException:
            encoder.kill()
            encoder.wait()
            raise
        if status:
            complaint.seek(0)
            words = complaint.read().decode(errors="replace").strip().splitlines()
            raise MiburiError(f"{path}: the video encoder failed: {words[-1] if words else f'status {status}'}")


def _feed(encoder: subprocess.Popen[bytes], frames: Iterable[NDArray[np.uint8]]) -> int:
    """Hand all frames over; the encoder's exit status. What ``frames`` raises passes through."""
    pipe = encoder.stdin
    assert pipe is not None
    for frame in frames:
        try:
            pipe.write(np.ascontiguousarray(frame).data)
        except BrokenPipeError:  # the encoder gave up; its status and words say why
            break
    with suppress(BrokenPipeError):
        pipe.close()
    return encoder.wait()


def read_frame(path: Path, frame: int, size: int) -> NDArray[np.uint8]:
    """Decode one frame, (size, size, 3). MiburiError when the video has no such frame."""
    chosen = ["-vf", f"select=eq(n\\,{frame})", "-frames:v", "1", "-f", "rawvideo", "-pix_fmt", "rgb24", "-"]
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-loglevel", "error", "-i", str(path), *chosen]
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode or len(done.stdout) != size * size * 3:
        raise MiburiError(f"{path}: frame {frame} cannot be read; remove the file and render again")
    return np.frombuffer(done.stdout, np.uint8).reshape(size, size, 3)
