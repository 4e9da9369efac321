"""Frames to video: H.264 in MP4 as every browser plays it, VP9 in WebM for those without; the same bytes each time.

Nothing is in a file but pictures. The quantiser is fixed, so that no clip's greys depend on how much moves in it, and
the first frame is the only key frame, so that the picture does not pulse. Without frames that depend on later ones a
file begins at 0 and its times need no edit list.
"""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path

import imageio_ffmpeg
import numpy as np
from numpy.typing import NDArray

from generation.errors import MiburiError
from generation.files import atomic_path

Image = NDArray[np.uint8]

CODEC = "H.264 high, yuv420p, bt709, fixed quantiser 16"
WEBM_CODEC = "VP9, yuv420p, bt709, fixed quantiser 8"
_ONE_KEY_FRAME = "keyint=infinite:scenecut=0"
_BT709 = "colorspace=bt709:color_primaries=bt709:color_trc=bt709:range=tv"
# The same sums on every processor, and all of bt709 said of each picture: as options of the encoder, primaries and
# transfer would be lost.
_PICTURES = [
    *("-map", "0:v", "-fps_mode", "cfr", "-vf"),
    f"scale=out_color_matrix=bt709:out_range=tv:flags=bicubic+accurate_rnd+bitexact,format=yuv420p,setparams={_BT709}",
]
_SILENCE = [
    *("-map_metadata", "-1", "-metadata:s:v", "encoder=none"),  # what is left out is filled in
    *("-fflags", "+bitexact", "-flags:v", "+bitexact", "-threads", "1"),
]
_ENCODINGS = {
    ".mp4": [
        *("-c:v", "libx264", "-preset", "superfast", "-profile:v", "high", "-qp", "16", "-bf", "0"),
        *("-x264-params", f"{_ONE_KEY_FRAME}:cpu-independent=1"),
        *("-bsf:v", "filter_units=remove_types=6"),  # the note in which the encoder names itself and its settings
        *("-movflags", "+faststart", "-use_editlist", "0", "-f", "mp4"),
    ],
    ".webm": [
        *("-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-b:v", "0"),
        *("-qmin", "8", "-qmax", "8", "-crf", "8", "-aq-mode", "0"),
        *("-g", "9999", "-lag-in-frames", "0", "-auto-alt-ref", "0"),
        *("-write_crc32", "0", "-cues_to_front", "1", "-f", "webm"),
    ],
}  # fmt: skip


def write_video(path: Path, frames: Iterable[Image], size: int, fps: int) -> None:
    """Encode (size, size, 3) frames as the suffix says, .mp4 or .webm; see ``write_videos``."""
    write_videos([path], frames, size, fps)


def write_videos(paths: Sequence[Path], frames: Iterable[Image], size: int, fps: int) -> None:
    """Encode the same (size, size, 3) frames into several files, as their suffixes say; each appears whole or not at
    all, and none if one fails.

    MiburiError with the encoder's own words when it fails. Any exception out of ``frames`` ends the encoder too.
    """
    with ExitStack() as stack:
        complaint = stack.enter_context(tempfile.TemporaryFile())
        partials = [stack.enter_context(atomic_path(path)) for path in paths]
        # In a session of its own: Ctrl-C reaches Miburi alone, which then ends the encoder.
        encoder = subprocess.Popen(
            _command(partials, size, fps), stdin=subprocess.PIPE, stderr=complaint, start_new_session=True
        )
        try:
            fed, status = _feed(encoder, frames, size)
        except BaseException:
            encoder.kill()
            encoder.wait()
            raise
        name = ", ".join(str(path) for path in paths)
        if not fed:
            raise MiburiError(f"{name}: a video needs at least one frame")
        if status:
            complaint.seek(0)
            words = complaint.read().decode(errors="replace").strip().splitlines()
            raise MiburiError(f"{name}: the video encoder failed: {words[-1] if words else f'status {status}'}")
        for partial in partials:
            _unname(partial)


def read_frame(path: Path, frame: int, size: int) -> Image:
    """Decode one frame, (size, size, 3). MiburiError when the video has no such frame."""
    chosen = ["-vf", f"select=eq(n\\,{frame})", "-frames:v", "1", "-f", "rawvideo", "-pix_fmt", "rgb24", "-"]
    command = [_ffmpeg(), "-loglevel", "error", "-i", str(path), *chosen]
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode or len(done.stdout) != size * size * 3:
        raise MiburiError(f"{path}: frame {frame} cannot be read; remove the file and render again")
    return np.frombuffer(done.stdout, np.uint8).reshape(size, size, 3)


def _ffmpeg() -> str:
    try:
        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except RuntimeError:
        raise MiburiError("no video encoder: ffmpeg cannot be found; install imageio-ffmpeg again") from None


def _command(files: Sequence[Path], size: int, fps: int) -> list[str]:
    source = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{size}x{size}", "-r", str(fps), "-i", "-"]
    outputs = []
    for file in files:
        if file.suffix not in _ENCODINGS:
            raise MiburiError(f"a video's name must end in {' or '.join(_ENCODINGS)}, got {file.suffix!r}")
        outputs += [*_PICTURES, *_ENCODINGS[file.suffix], *_SILENCE, str(file)]
    return [_ffmpeg(), "-y", "-loglevel", "error", *source, *outputs]


def _feed(encoder: subprocess.Popen[bytes], frames: Iterable[Image], size: int) -> tuple[int, int]:
    """Hand all frames over; how many there were, and the encoder's exit status. What ``frames`` raises passes."""
    pipe, fed = encoder.stdin, 0
    assert pipe is not None
    for frame in frames:
        if frame.shape != (size, size, 3) or frame.dtype != np.uint8:
            raise ValueError(f"a frame must be uint8 ({size}, {size}, 3), got {frame.dtype} {frame.shape}")
        fed += 1
        try:
            pipe.write(np.ascontiguousarray(frame).data)
        except BrokenPipeError:  # the encoder gave up; its status and words say why
            break
    with suppress(BrokenPipeError):
        pipe.close()
    return fed, encoder.wait()


def _unname(path: Path) -> None:
    """WebM wants the names of two programs in a file's head; ffmpeg's becomes "none", of the same length."""
    if path.suffix == ".webm":
        with path.open("r+b") as stream:
            head = stream.read(4096)
            stream.seek(0)
            stream.write(head.replace(b"\x84Lavf", b"\x84none"))
