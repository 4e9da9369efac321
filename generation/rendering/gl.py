"""OpenGL without a display and without a system package, for pyrender.

Two ways: ``osmesa``, Mesa's software rasteriser out of the ``lavavu-osmesa`` wheel, and ``egl``, the driver of a GPU.
PyOpenGL binds to one of them when it is first imported, so a process has one backend, chosen before anything draws.
"""

from __future__ import annotations

import ctypes
import importlib
import os
import sys
import sysconfig
from pathlib import Path
from types import ModuleType
from typing import Any

from generation.errors import MiburiError


def load_pyrender(backend: str) -> ModuleType:
    """Import pyrender on ``backend``. MiburiError when the process is bound to another one, or GL is not there."""
    bound = os.environ.get("PYOPENGL_PLATFORM") if "OpenGL" in sys.modules else None
    if bound not in (None, backend):
        raise MiburiError(f"this process already draws with {bound}; start a new one for {backend}")
    os.environ["PYOPENGL_PLATFORM"] = backend
    os.environ.setdefault("LP_NUM_THREADS", "1")  # one process per core draws faster than Mesa's own threads
    try:
        if backend == "osmesa":
            _preload_osmesa()
        else:
            importlib.import_module("OpenGL.EGL")  # must come before error checking is switched off
        opengl: Any = importlib.import_module("OpenGL")
        opengl.ERROR_CHECKING = False
        # pyrender imports its window, and with it X libraries that a server does not have; nothing here opens one.
        viewer: Any = ModuleType("pyrender.viewer")
        viewer.Viewer = None
        sys.modules.setdefault("pyrender.viewer", viewer)
        return importlib.import_module("pyrender")
    except (ImportError, OSError, AttributeError) as error:
        raise MiburiError(
            f"cannot draw with {backend}: {error}; "
            + ("install lavavu-osmesa (make setup)" if backend == "osmesa" else "use --renderer numba")
        ) from None


def _preload_osmesa() -> None:
    """Load the wheel's libOSMesa and make PyOpenGL, which asks for ``libOSMesa.so`` by name, find it.

    The wheel's libraries name each other without a search path, so the dependencies are loaded first, in whatever
    order works.
    """
    folder = Path(sysconfig.get_paths()["platlib"]) / "lavavu_osmesa.libs"
    found = sorted(folder.glob("libOSMesa*.so*"))
    if not found:
        raise OSError(f"no libOSMesa in {folder}")
    library = str(found[0])
    pending = [path for path in sorted(folder.glob("*.so*")) if path != found[0]]
    while pending:
        left = [path for path in pending if not _loads(path)]
        if len(left) == len(pending):
            break  # what is left is not needed, or the next line says what is missing
        pending = left
    ctypes.CDLL(library, mode=ctypes.RTLD_GLOBAL)

    class OSMesaFirst(ctypes.CDLL):
        def __init__(self, name: str | None, *arguments: Any, **options: Any) -> None:
            if name is not None and Path(name).name.startswith("libOSMesa"):
                name = library
            super().__init__(name, *arguments, **options)

    original = ctypes.cdll
    ctypes.cdll = ctypes.LibraryLoader(OSMesaFirst)
    try:
        importlib.import_module("OpenGL.GL")
        importlib.import_module("OpenGL.osmesa")
    finally:
        ctypes.cdll = original


def _loads(path: Path) -> bool:
    try:
        ctypes.CDLL(str(path), mode=ctypes.RTLD_GLOBAL)
    except OSError:
        return False
    return True
