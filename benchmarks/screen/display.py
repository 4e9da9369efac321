"""An X server whose screen is a file in memory (Xvfb); keys are pressed through its XTEST extension."""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from generation.errors import MiburiError

WIDTH, HEIGHT = 640, 480
RETURN = 0xFF0D  # keysym


class Display:
    """``picture``: the file that holds the screen, in XWD. ``press`` tells when a key went down, on time.monotonic."""

    def __init__(self, name: str, picture: Path) -> None:
        self.name, self.picture = name, picture
        self._x, self._xtest = _library("X11"), _library("Xtst")
        self._x.XOpenDisplay.restype = ctypes.c_void_p
        self._connection = ctypes.c_void_p(self._x.XOpenDisplay(name.encode()))
        self._key = self._x.XKeysymToKeycode(self._connection, ctypes.c_ulong(RETURN))
        self._lock = threading.Lock()

    def press(self) -> tuple[float, float]:
        """Seconds before the key was pressed and after the server had taken it; it is let go at once."""
        with self._lock:
            before = time.monotonic()
            self._xtest.XTestFakeKeyEvent(self._connection, self._key, 1, ctypes.c_ulong(0))
            self._x.XSync(self._connection, 0)
            after = time.monotonic()
            self._xtest.XTestFakeKeyEvent(self._connection, self._key, 0, ctypes.c_ulong(0))
            self._x.XSync(self._connection, 0)
        return before, after

    def close(self) -> None:
        self._x.XCloseDisplay(self._connection)


@contextmanager
def virtual_display() -> Iterator[Display]:
    """A fresh X server of 640 x 480 pixels; MiburiError where there is none."""
    program = shutil.which("Xvfb")
    if program is None:
        raise MiburiError("Xvfb: not found; on Debian: apt-get install xvfb libxtst6")
    with tempfile.TemporaryDirectory() as folder:
        reading, writing = os.pipe()
        screen = ["-screen", "0", f"{WIDTH}x{HEIGHT}x24", "-fbdir", folder, "-nolisten", "tcp"]
        server = subprocess.Popen(
            [program, "-displayfd", str(writing), *screen], pass_fds=[writing], stderr=subprocess.DEVNULL
        )
        os.close(writing)
        try:
            with os.fdopen(reading) as answer:
                number = answer.readline().strip()
            if not number:
                raise MiburiError(f"Xvfb: ended at once with status {server.wait()}")
            display = Display(f":{number}", Path(folder) / "Xvfb_screen0")
            yield display
            display.close()
        finally:
            server.terminate()
            server.wait()


def _library(name: str) -> ctypes.CDLL:
    found = ctypes.util.find_library(name)
    if found is None:
        raise MiburiError(f"lib{name}: not found; on Debian: apt-get install lib{name.lower()}-6 libxtst6")
    return ctypes.CDLL(found)
