"""BVH files: a skeleton (HIERARCHY), then one line of joint channels per frame (MOTION).

Own reader rather than ``bvhio``, which never returns from a file that ends too early, reads 32-bit numbers and needs
a path on disk; a test holds the two equal on whole files.
Format: Meredith & Maddock (2001), Motion Capture File Formats Explained, University of Sheffield CS-01-11.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation

from generation.errors import MiburiError

AXES = "XYZ"


@dataclass(frozen=True)
class Bvh:
    """One recording. Lengths are in the file's own unit, its axes as they are.

    names, parents (-1 for the root): one per joint, parents first. offsets: (joints, 3).
    channels: per joint, such as ``("Xposition", "Zrotation", ...)`` in file order.
    values: (frames, channels of all joints) as written, degrees for rotations. frame_time: seconds.
    """

    names: tuple[str, ...]
    parents: tuple[int, ...]
    offsets: NDArray[np.float64]
    channels: tuple[tuple[str, ...], ...]
    values: NDArray[np.float64]
    frame_time: float

    def __len__(self) -> int:
        return len(self.values)

    def local_transforms(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Rotations (frames, joints, 3, 3) and positions (frames, joints, 3) relative to the parent joint.

        Rotation channels apply in file order about moving axes; position channels take the place of OFFSET.
        """
        frames, joints = len(self), len(self.names)
        rotations = np.tile(np.eye(3), (frames, joints, 1, 1))
        positions = np.tile(self.offsets, (frames, 1, 1))
        turns: dict[str, tuple[list[int], list[int]]] = {}  # axis order -> joints that use it, their value columns
        column = 0
        for joint, channels in enumerate(self.channels):
            order = "".join(channel[0] for channel in channels if channel.endswith("rotation"))
            users, columns = turns.setdefault(order, ([], []))
            users.append(joint)
            for channel in channels:
                if channel.endswith("position"):
                    positions[:, joint, AXES.index(channel[0])] = self.values[:, column]
                else:
                    columns.append(column)
                column += 1
        turns.pop("", None)
        for order, (users, columns) in turns.items():
            angles = self.values[:, columns].reshape(-1, 3)
            matrices = Rotation.from_euler(order, angles, degrees=True).as_matrix()
            rotations[:, users] = matrices.reshape(frames, len(users), 3, 3)
        return rotations, positions

    def global_transforms(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Rotations (frames, joints, 3, 3) and positions (frames, joints, 3) in the file's world."""
        rotations, positions = self.local_transforms()
        for joint, parent in enumerate(self.parents):
            if parent >= 0:
                turned = (rotations[:, parent] @ positions[:, joint, :, None])[..., 0]
                positions[:, joint] = positions[:, parent] + turned
                rotations[:, joint] = rotations[:, parent] @ rotations[:, joint]
        return rotations, positions


def parse_bvh(data: bytes, name: str) -> Bvh:
    """Read a BVH file's bytes. MiburiError names the file, the line and what is wrong with it."""
    text = data.decode("utf-8-sig", errors="replace")
    header, *rest = re.split(r"^[ \t]*MOTION\b", text, maxsplit=1, flags=re.MULTILINE)
    if not header.lstrip().startswith("HIERARCHY"):
        raise MiburiError(f"{name}: not a BVH file, it does not begin with HIERARCHY; remove it or get it anew")
    if not rest:
        raise MiburiError(f"{name}: the file ends before its MOTION part; it was cut short, get it anew")
    motion = rest[0]
    hierarchy = _Hierarchy(name)
    hierarchy.read(header)
    first_line = header.count("\n") + 1
    frames, frame_time, body, body_line = _read_motion_head(motion, name, first_line)
    columns = sum(len(channels) for channels in hierarchy.channels)
    return Bvh(
        names=tuple(hierarchy.names),
        parents=tuple(hierarchy.parents),
        offsets=np.array(hierarchy.offsets, np.float64),
        channels=tuple(hierarchy.channels),
        values=_read_values(body, frames, columns, name, body_line),
        frame_time=frame_time,
    )


@dataclass
class _Hierarchy:
    """The HIERARCHY part, read line by line. End sites carry no channels and are left out."""

    file: str
    names: list[str] = field(default_factory=list)
    parents: list[int] = field(default_factory=list)
    offsets: list[tuple[float, float, float]] = field(default_factory=list)
    channels: list[tuple[str, ...]] = field(default_factory=list)
    open: list[int] = field(default_factory=list)  # joints whose braces are open; -1 stands for an end site
    next: int = -1
    line: int = 0

    def read(self, text: str) -> None:
        keywords: dict[str, Callable[[list[str]], None]] = {
            "HIERARCHY": lambda words: None,
            "ROOT": self._joint,
            "JOINT": self._joint,
            "End": self._end_site,
            "{": self._open,
            "}": self._close,
            "OFFSET": self._offset,
            "CHANNELS": self._channels,
        }
        for self.line, line in enumerate(text.splitlines(), 1):
            words = line.split()
            if words and words[0] not in keywords:
                raise self._error(f"unknown word {words[0]!r}")
            if words:
                keywords[words[0]](words[1:])
        if self.open or not self.names or len(self.offsets) != len(self.names):
            raise self._error("the skeleton is incomplete")

    def _error(self, what: str) -> MiburiError:
        return MiburiError(f"{self.file}, line {self.line}: {what}; repair the file or get it anew")

    def _joint(self, words: list[str]) -> None:
        if len(self.offsets) != len(self.names):
            raise self._error(f"joint {self.names[-1]} has no OFFSET")
        name = " ".join(words)
        if not name or name in self.names:
            raise self._error(f"joint {name!r} has no name of its own")
        self.names.append(name)
        self.parents.append(self.open[-1] if self.open else -1)
        if self.parents.count(-1) > 1:
            raise self._error("a second ROOT; a file holds one skeleton")
        self.channels.append(())
        self.next = len(self.names) - 1

    def _end_site(self, words: list[str]) -> None:
        self.next = -1

    def _open(self, words: list[str]) -> None:
        self.open.append(self.next)

    def _close(self, words: list[str]) -> None:
        if not self.open:
            raise self._error("a closing brace too many")
        self.open.pop()

    def _offset(self, words: list[str]) -> None:
        numbers = [_number(word) for word in words]
        if len(numbers) != 3 or not self.open or not all(map(math.isfinite, numbers)):
            raise self._error(f"OFFSET needs three numbers, got {' '.join(words)!r}")
        if self.open[-1] >= 0:
            self.offsets.append((numbers[0], numbers[1], numbers[2]))

    def _channels(self, words: list[str]) -> None:
        known = {f"{axis}{kind}" for axis in AXES for kind in ("position", "rotation")}
        channels = tuple(words[1:])
        rotations = sum(channel.endswith("rotation") for channel in channels)
        if not self.names or words[:1] != [str(len(channels))] or not known.issuperset(channels):
            raise self._error(f"CHANNELS {' '.join(words)!r} is not a count followed by as many channel names")
        if rotations not in (0, 3) or len(set(channels)) != len(channels):
            raise self._error(f"joint {self.names[-1]} needs three rotation channels or none, got {' '.join(channels)}")
        self.channels[-1] = channels


def _number(word: str) -> float:
    try:
        return float(word)
    except ValueError:
        return math.nan


def _read_motion_head(motion: str, name: str, line: int) -> tuple[int, float, str, int]:
    """Frames, seconds per frame, the rest of the text and the line it begins on."""
    lines = motion.split("\n", 3)
    head = [part.partition(":") for part in (lines + [""] * 4)[1:3]]
    frames, frame_time = (_number(value) for _, _, value in head)
    if head[0][0].split() != ["Frames"] or not frames.is_integer():
        raise MiburiError(f"{name}, line {line + 1}: expected 'Frames: N' after MOTION; repair the file or get it anew")
    if frames < 1:
        raise MiburiError(f"{name}, line {line + 1}: the file has no frames (Frames: {frames:g}); remove it")
    if head[1][0].split() != ["Frame", "Time"] or not 0 < frame_time < math.inf:
        raise MiburiError(
            f"{name}, line {line + 2}: expected 'Frame Time: SECONDS', without which its speed is unknown; "
            "repair the file or get it anew"
        )
    return int(frames), frame_time, lines[3] if len(lines) > 3 else "", line + 3


def _read_values(body: str, frames: int, columns: int, name: str, line: int) -> NDArray[np.float64]:
    words = body.split()
    try:
        values = np.array(words, np.float64)
    except ValueError:
        values = np.full(len(words), np.nan)
    if len(values) == frames * columns and np.isfinite(values).all():
        return values.reshape(frames, columns)
    raise MiburiError(f"{name}{_first_fault(body, frames, columns, line)}; repair the file or get it anew")


def _first_fault(body: str, frames: int, columns: int, line: int) -> str:
    """Where the channel values stop making sense, in words."""
    read = 0
    for number, row in enumerate(body.splitlines(), line):
        words = row.split()
        bad = [word for word in words if not math.isfinite(_number(word))]
        if bad:
            return f", line {number}: {bad[0]!r} is not a number"
        if words and len(words) != columns:
            return f", line {number}: {len(words)} values where the skeleton has {columns} channels"
        read += bool(words)
    return f": it says {frames} frames and holds {read}"
