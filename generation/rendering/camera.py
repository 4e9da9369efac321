"""Where the camera stands: fixed for a whole clip, in front of the body, and far enough for all that the clip does.

The projection is orthographic: the body has the same size wherever it goes. All clips of a set share one scale, so
that a body's size on the screen says nothing about its clip.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from generation.motion import Motion
from generation.skeleton import INDEX, joint_positions

ELEVATION = 9.0  # degrees above the horizon: enough for the floor to be read as a floor
FLESH = 0.16  # metres of body around the outermost joints (the head's crown is 0.2 m above its joint)
CROWN = 0.22
MARGIN = 1.04
SMALLEST = 1.02  # metres from the middle to the edge: a standing body fills the frame's height well
LARGEST = 1.5  # a clip that needs more gets a scale of its own, so that a few wanderers do not shrink all bodies
BACK = 60.0  # metres from the camera to the middle: behind it nothing is seen, and with it nothing gets smaller


@dataclass(frozen=True)
class Camera:
    """azimuth: radians about the vertical, 0 looks along -z; centre: the world point in the middle of the frame,
    metres; half: metres from the middle to the frame's edge."""

    azimuth: float
    centre: tuple[float, float, float]
    half: float

    @property
    def axes(self) -> NDArray[np.float64]:
        """(3, 3): rows are the frame's right, up, and the way back to the camera, in the world."""
        return _axes(self.azimuth)

    @property
    def pose(self) -> NDArray[np.float64]:
        """(4, 4) camera to world, as OpenGL has it."""
        pose = np.eye(4)
        pose[:3, :3] = self.axes.T
        pose[:3, 3] = np.array(self.centre) + BACK * self.axes[2]
        return pose


def frame_clips(motions: Sequence[Motion]) -> list[Camera]:
    """One camera for each clip of a set. Each faces the body as it stands at the clip's start."""
    boxes = [_view_box(motion) for motion in motions]
    wanted = [max(SMALLEST, float(np.max(high - low)) / 2 * MARGIN) for _, low, high in boxes]
    common = max((half for half in wanted if half <= LARGEST), default=SMALLEST)
    return [
        Camera(azimuth, _centre(azimuth, low, high, max(half, common)), max(half, common))
        for (azimuth, low, high), half in zip(boxes, wanted, strict=True)
    ]


def heading(motion: Motion) -> float:
    """Radians about the vertical: where the pelvis faces in the first frame, 0 along z, by the line of the hips."""
    hips = joint_positions(motion.poses[:1], motion.trans[:1])[0, [INDEX["left_hip"], INDEX["right_hip"]]]
    left = hips[0] - hips[1]
    return float(np.arctan2(-left[2], left[0]))


def _axes(azimuth: float) -> NDArray[np.float64]:
    up = np.deg2rad(ELEVATION)
    back = np.array([np.sin(azimuth) * np.cos(up), np.sin(up), np.cos(azimuth) * np.cos(up)])
    right = np.array([np.cos(azimuth), 0.0, -np.sin(azimuth)])
    return np.stack([right, np.cross(back, right), back])


def _view_box(motion: Motion) -> tuple[float, NDArray[np.float64], NDArray[np.float64]]:
    """The camera's azimuth, and the lowest and highest (right, up) in metres that the clip's body reaches."""
    azimuth = heading(motion)
    axes = _axes(azimuth)
    seen = joint_positions(motion.poses, motion.trans) @ axes[:2].T
    low = seen.min((0, 1)) - FLESH
    high = seen.max((0, 1)) + FLESH
    high[1] = max(high[1], float(seen[:, INDEX["head"], 1].max()) + CROWN)
    return azimuth, low, high


def _centre(
    azimuth: float, low: NDArray[np.float64], high: NDArray[np.float64], half: float
) -> tuple[float, float, float]:
    """The body's range in the middle from left to right; vertically the floor keeps its place near the lower edge."""
    axes = _axes(azimuth)
    bottom = low[1] - (MARGIN - 1) * half
    x, y, z = (low[0] + high[0]) / 2 * axes[0] + (bottom + half) * axes[1]
    return float(x), float(y), float(z)
