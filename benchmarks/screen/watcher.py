"""What is on a virtual screen, read from its memory some thousand times a second by a process of its own.

The clips to be watched carry their frame number: eight upright bars, black or white, Gray-coded so that from one frame
to the next only one bar changes and no half-drawn picture can be read as another frame.
"""

from __future__ import annotations

import mmap
import multiprocessing
import os
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np

from generation.rendering.encode import Image

BARS = 8
SIZE = 256  # pixels; each bar is 32 wide
PAUSE = 0.0003  # seconds between two looks
NOTHING = -1  # no clip on the screen


def numbered_frames(count: int) -> Iterator[Image]:
    """(256, 256, 3) frames that bear their numbers from 0 on, at most 256."""
    for number in range(count):
        bars = [255 * ((number ^ (number >> 1)) >> bar & 1) for bar in range(BARS)]
        row = np.repeat(np.array(bars, np.uint8), SIZE // BARS)
        yield np.ascontiguousarray(np.broadcast_to(row[None, :, None], (SIZE, SIZE, 3)))


def number_of(bars: list[int]) -> int:
    """Frame number from grey levels 0..255 of the bars, or NOTHING if one is neither black nor white."""
    gray = 0
    for bar, level in enumerate(bars):
        if 64 <= level < 192:
            return NOTHING
        gray |= (level >= 192) << bar
    number = 0
    while gray:
        number ^= gray
        gray >>= 1
    return number


@dataclass(frozen=True)
class Change:
    """From the look at ``before`` to the one at ``at`` (seconds of time.monotonic) the screen came to show
    ``number``."""

    before: float
    at: float
    number: int


class Watcher:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def changes(self) -> list[Change]:
        """All since the last call."""
        self._connection.send("changes")
        return [Change(*each) for each in self._connection.recv()]


@contextmanager
def watching(picture: Path) -> Iterator[Watcher]:
    """Watch the clip in the upper left corner of the screen that ``picture`` holds."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_watch, args=(theirs, str(picture)), daemon=True)
    process.start()
    theirs.close()
    try:
        yield Watcher(ours)
    finally:
        process.kill()
        process.join()


def _watch(connection: Connection, picture: str) -> None:
    with suppress(PermissionError):  # as near to real time as a process may get that is often asleep
        os.setpriority(os.PRIO_PROCESS, 0, -15)
    with Path(picture).open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as memory:
        places = _places(memory)
        found: list[tuple[float, float, int]] = []
        before, shown = time.monotonic(), NOTHING
        while True:
            number = number_of([memory[place] for place in places])
            now = time.monotonic()
            if number != shown:
                found.append((before, now, number))
                shown = number
            before = now
            if connection.poll():
                connection.recv()
                connection.send(found)
                found = []
            time.sleep(PAUSE)


def _places(memory: mmap.mmap) -> list[int]:
    """Where in an XWD file of 32 bits per pixel the bars' middles are; one byte of a pixel tells its grey."""
    header = struct.unpack(">25I", memory[:100])
    start, bytes_per_line = header[0] + 12 * header[19], header[12]
    width = SIZE // BARS
    return [start + SIZE // 2 * bytes_per_line + 4 * (bar * width + width // 2) for bar in range(BARS)]
