"""Steps: a foot that strays too far for a single place steps there instead, and no foot is dragged along the floor."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from generation.feet.swings import SWING, spans

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

STRAY = 0.16  # metres that a foot may creep in one stand
ARM = 0.25  # metres that a radian of turning counts for: a foot may turn by 37 degrees
HALF_STEP = 0.15  # seconds
SHORTEST_SWING = 5  # frames of one that can be shortened
SLOW = 0.8  # m/s
BETWEEN = 0.4  # seconds from the middle of one step to that of the next, of whichever foot


def with_steps(soles: Array, standing: Flags, fps: int, swing: float = SWING) -> tuple[Flags, Array]:
    """Contacts (T, 2, 2) broken where a foot steps, and how high each foot has to be (T, 2), metres.

    soles (T, 2, 2, 3), standing (T, 2, 2): side, heel and toe tip; swing: metres by which a foot is lifted.
    """
    standing, clearance = _held_longer(soles, standing, fps), _swings(soles, standing, swing)
    half = round(HALF_STEP * fps)
    hump = swing * np.cos(np.pi / 2.0 * np.arange(-half, half + 1) / (half + 1)) ** 2
    for middle, foot in _steps(_ways(soles), standing[..., 0] | standing[..., 1], half, round(BETWEEN * fps)):
        frames = slice(middle - half, middle + half + 1)
        standing[frames, foot] = False
        clearance[frames, foot] = hump
    return standing, clearance


def _swings(soles: Array, standing: Flags, swing: float) -> Array:
    """How high each foot has to be (T, 2) where it travels between two stands: a generated one is often dragged.

    As high as ``swing``, but no higher than it travels far.
    """
    clearance, middles = np.zeros((len(soles), 2)), soles[..., [0, 2]].mean(axis=2)
    for foot in (0, 1):
        for begin, end in spans(_in_the_air(standing, foot)):
            way = middles[begin:end, foot]
            height = min(swing, float(np.linalg.norm(np.diff(way, axis=0), axis=1).sum()))
            clearance[begin:end, foot] = height * np.sin(np.pi * (np.arange(end - begin) + 0.5) / (end - begin)) ** 0.5
    return clearance


def _in_the_air(standing: Flags, foot: int) -> Flags:
    return np.asarray(~standing[:, foot].any(axis=1))


def _held_longer(soles: Array, standing: Flags, fps: int) -> Flags:
    """Stands with a frame more at either end, if the foot is slow enough for it: it is to travel while it is high."""
    held, middles = standing.copy(), soles[..., [0, 2]].mean(axis=2)
    slow = np.linalg.norm(np.diff(middles, axis=0), axis=2) * fps < SLOW
    for foot in (0, 1):
        for begin, end in spans(_in_the_air(standing, foot)):
            if end - begin < SHORTEST_SWING:
                continue
            if begin > 0 and slow[begin - 1, foot]:
                held[begin, foot] = standing[begin - 1, foot]
            if end < len(standing) and slow[end - 1, foot]:
                held[end - 1, foot] = standing[end, foot]
    return held


def _ways(soles: Array) -> Array:
    """Where each foot is and is turned to, (T, 2, 3) metres."""
    heading = soles[:, :, 1] - soles[:, :, 0]
    yaw = np.unwrap(np.arctan2(heading[..., 0], heading[..., 2]), axis=0)
    return np.concatenate([soles[..., [0, 2]].mean(axis=2), ARM * yaw[..., None]], axis=2)


def _steps(ways: Array, stands: Flags, half: int, between: int) -> list[tuple[int, int]]:
    """(frame, foot) of the middle of each step, in order of time.

    A foot steps once it has strayed, as soon as the other foot stands around that frame and no step is under way.
    """
    steps: list[tuple[int, int]] = []
    begun = [0, 0]
    for frame in range(half, len(ways) - half) if _may_stray(ways, stands) else ():
        begun = [begun[foot] if stands[frame, foot] else frame + 1 for foot in (0, 1)]
        busy = bool(steps) and frame - steps[-1][0] < between
        if busy or not stands[frame - half : frame + half + 1].all():
            continue
        strayed = [_extent(ways[begun[foot] : frame + 1, foot]) for foot in (0, 1)]
        foot = int(np.argmax(strayed))
        if strayed[foot] > STRAY:
            steps.append((frame, foot))
            begun[foot] = frame
    return steps


def _may_stray(ways: Array, stands: Flags) -> bool:
    """Whether any foot comes further than STRAY while it stands: most clips have none, and are done."""
    return any(_extent(ways[stands[:, foot], foot]) > STRAY for foot in (0, 1))


def _extent(way: Array) -> float:
    """Diagonal (metres) of the box around a way (T, 3)."""
    return float(np.linalg.norm(np.ptp(way, axis=0))) if len(way) else 0.0
