"""What a set's manifest tells of how its videos were made."""

from __future__ import annotations

import hashlib
import platform
import subprocess
from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import imageio_ffmpeg

from generation import __version__
from generation.errors import MiburiError
from generation.rendering.camera import ELEVATION, Camera
from generation.rendering.encode import CODEC, WEBM_CODEC
from generation.rendering.settings import Settings

OPENGL = ("numba", "pyrender-maintained")
LIBRARIES = {"numba": ("numba",), "osmesa": (*OPENGL, "lavavu-osmesa"), "egl": OPENGL}
MADE_WITH = "made_with"


def versions(settings: Settings) -> dict[str, str]:
    """Of all that takes part in rendering, by name; ``source`` is a hash of Miburi's own part in it."""
    libraries = ("numpy", "scipy", *(LIBRARIES[settings.renderer] if settings.presentation.display == "body" else ()))
    return {
        "miburi": __version__,
        "source": source_sha256()[:16],
        "python": platform.python_version(),
        **{name: version(name) for name in libraries},
        "ffmpeg": _ffmpeg(),
    }


def rendering_facts(settings: Settings, fps: int, cameras: Mapping[str, Camera]) -> dict[str, Any]:
    """For the manifest. All but ``made_with`` are what was asked for; ``cameras`` by stimulus id."""
    shown = settings.presentation
    bodily = shown.display == "body"
    return {
        "presentation": shown.to_json(),
        "size": shown.size,
        "fps": fps,
        "codec": CODEC,
        "webm": WEBM_CODEC if settings.webm else None,
        "renderer": settings.renderer if bodily else None,
        "body": _body(settings) if bodily else None,
        "camera": _camera(cameras),
        MADE_WITH: versions(settings),
    }


def differences(there: Mapping[str, Any], here: Mapping[str, Any]) -> list[str]:
    """``name: there X, here Y`` for each fact that differs, facts within facts one by one."""
    found = []
    for name in dict.fromkeys((*there, *here)):
        old, new = there.get(name), here.get(name)
        if isinstance(old, dict) and isinstance(new, dict):
            found += differences(old, new)
        elif old != new:
            found.append(f"{name}: there {old}, here {new}")
    return found


@cache
def source_sha256() -> str:
    """Hash of all source files of rendering: of what decides how a video looks, and some more.

    Not of those that build the open body: its file is named by a hash of its own.
    """
    folder = Path(__file__).parent
    files = [path for path in folder.rglob("*") if path.suffix in (".py", ".vert", ".frag")]
    files += [folder.parent / name for name in ("motion.py", "rotation.py", "skeleton.py")]
    digest = hashlib.sha256()
    for path in sorted(files):
        if path.parent.name != "build_body":
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


@cache
def _ffmpeg() -> str:
    try:
        return str(imageio_ffmpeg.get_ffmpeg_version())
    except (OSError, RuntimeError, subprocess.SubprocessError) as error:
        raise MiburiError(
            f"the video encoder ffmpeg cannot be run ({error}); "
            "install imageio-ffmpeg again, or see to IMAGEIO_FFMPEG_EXE"
        ) from None


def _body(settings: Settings) -> dict[str, Any]:
    from generation.rendering.body import OPEN_BODY  # which loads numba; points and sticks do not

    file = settings.body
    name, data = ("Miburi's open body", OPEN_BODY.read_bytes()) if file is None else (file.name, file.data)
    return {"name": name, "sha256": hashlib.sha256(data).hexdigest(), "betas": list(settings.betas)}


def _camera(cameras: Mapping[str, Camera]) -> dict[str, Any]:
    common = min(camera.half for camera in cameras.values())
    wider = {name: round(camera.half, 4) for name, camera in cameras.items() if camera.half > common}
    return {
        "elevation_degrees": ELEVATION,
        "half_height_metres": round(common, 4),
        "clips_with_a_wider_frame": wider,
    }
