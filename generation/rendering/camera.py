"""Where the camera stands: before the body, at a fixed angle to it, and far enough for all that the clip does.

Orthographic, the body has the same size wherever it goes. In perspective, the picture is that of a 50 mm lens on 35 mm
film, which is to say a natural one, from about 4.5 m; a clip that needs more room is seen by the same lens from farther
away. All clips of a set share one scale, so that a body's size on the screen says nothing about its clip.

What a camera sees is bounded by four planes. A joint is inside all four if its distance across the frame, plus what the
lens takes away for its nearness, is below ``half``: linear in where the camera stands, so that framing needs no search.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d

from generation.motion import Motion
from generation.rendering.presentation import PLAIN, Presentation
from generation.skeleton import INDEX, REST_JOINTS, joint_positions

ELEVATION = 9.0  # degrees above the horizon: enough for the floor to be read as a floor
THREE_QUARTER = -45.0  # degrees about the vertical: from the body's right, so that it faces the key light
LENS = 12 / 50  # half the height of 35 mm film over the focal length: half the frame's height over the distance
FLESH = 0.16  # metres of body around the outermost joints (the head's crown is 0.2 m above its joint)
CROWN = 0.22
MARGIN = 1.04
SMALLEST = 1.02  # metres from the middle to the edge: a standing body fills the frame's height well
LARGEST = 1.5  # a clip that needs more gets a scale of its own, so that a few wanderers do not shrink all bodies
BACK = 60.0  # metres from the camera to the middle: behind it nothing is seen, and with it nothing gets smaller
FOLLOWING = 0.5  # seconds, standard deviation: steps and sway (1 Hz and more) move the body, not the camera


@dataclass(frozen=True, eq=False)
class View:
    """What the camera sees in one frame.

    axes: (3, 3), rows are the frame's right, up, and the way back to the eye, in the world; centre: (3,) the world
    point in the middle of the frame, metres; half: metres from the middle to the frame's edge at the centre's depth;
    distance: metres from the centre to the eye, infinite if orthographic.
    """

    axes: NDArray[np.float64]
    centre: NDArray[np.float64]
    half: float
    distance: float

    def seen(self, points: NDArray[np.floating]) -> NDArray[np.float64]:
        """(..., 3) metres -> (..., 3): right and up, -1 to 1 from edge to edge, and metres from the centre back."""
        seen = (points - self.centre) @ self.axes.T
        nearness = 1 - seen[..., 2:] / self.distance
        return np.concatenate([seen[..., :2] / self.half / nearness, seen[..., 2:]], -1)


@dataclass(frozen=True)
class Camera:
    """The camera of a clip.

    azimuth: radians about the vertical, 0 looks along -z; centre: the world point in the middle of the frame, metres;
    half: metres from the middle to the frame's edge; distance: metres from the centre to the eye, infinite if
    orthographic; path: one (x, z) per frame in metres, by which the camera has moved along the floor, or nothing if
    it stands still.
    """

    azimuth: float
    centre: tuple[float, float, float]
    half: float
    distance: float = math.inf
    path: tuple[tuple[float, float], ...] = ()

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

    def view(self, frame: int) -> View:
        """What is seen in a frame, counted from 0 in the clip that the camera was made for."""
        centre = np.array(self.centre)
        if self.path:
            centre[[0, 2]] += self.path[frame]
        return View(self.axes, centre, self.half, self.distance)


@dataclass(frozen=True)
class _Reach:
    """How far a clip's body comes towards the frame's four edges, seen from the world's origin, metres.

    ``low``, ``high``: (right, up), the lens's part for nearness included; ``depth``: the pelvis's mean way towards
    the eye, where the scale holds.
    """

    azimuth: float
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    depth: float
    path: tuple[tuple[float, float], ...]


def frame_clips(motions: Iterable[Motion], presentation: Presentation = PLAIN, room: float = 0.0) -> list[Camera]:
    """One camera for each clip of a set, at the frame rate that the clip is shown with. Each keeps the angle that it
    has to the body as it stands at the clip's start. ``room``: metres that the body takes beyond an ordinary one, see
    ``generation.rendering.room``."""
    lens = LENS if presentation.projection == "perspective" else 0.0
    reaches = [_reach(motion, presentation, lens, room) for motion in motions]
    wanted = [max(SMALLEST, _half(reach, lens) * MARGIN) for reach in reaches]
    common = max((half for half in wanted if half <= LARGEST), default=SMALLEST)
    return [_camera(reach, max(half, common), lens) for reach, half in zip(reaches, wanted, strict=True)]


def heading(motion: Motion) -> float:
    """Radians about the vertical: where the pelvis faces in the first frame, 0 along z, by the line of the hips."""
    hips = joint_positions(motion.poses[:1], motion.trans[:1])[0, [INDEX["left_hip"], INDEX["right_hip"]]]
    left = hips[0] - hips[1]
    return float(np.arctan2(-left[2], left[0]))


def pelvis_path(motion: Motion) -> NDArray[np.float64]:
    """(frames, 2): where on the floor the pelvis is, x and z in metres, without its steps and sway."""
    floor = (motion.trans.astype(np.float64) + REST_JOINTS[0])[:, ::2]
    sigma = FOLLOWING * motion.fps
    around = int(np.ceil(4 * sigma))
    # Beyond its ends a walk goes on as it came: the camera neither brakes nor is left behind.
    longer = np.pad(floor, ((around, around), (0, 0)), mode="reflect", reflect_type="odd")
    smooth: NDArray[np.float64] = gaussian_filter1d(longer, sigma, axis=0)[around : around + len(floor)]
    return smooth


def _axes(azimuth: float) -> NDArray[np.float64]:
    up = np.deg2rad(ELEVATION)
    back = np.array([np.sin(azimuth) * np.cos(up), np.sin(up), np.cos(azimuth) * np.cos(up)])
    right = np.array([np.cos(azimuth), 0.0, -np.sin(azimuth)])
    return np.stack([right, np.cross(back, right), back])


def _reach(motion: Motion, presentation: Presentation, lens: float, room: float) -> _Reach:
    turn = THREE_QUARTER if presentation.view == "three-quarter" else 0.0
    azimuth = heading(motion) + np.deg2rad(turn)
    joints = joint_positions(motion.poses, motion.trans)
    path = pelvis_path(motion) if presentation.follow else np.zeros((0, 2))
    if presentation.follow:
        joints[..., ::2] -= path[:, None]
    seen = joints @ _axes(azimuth).T
    across, nearer = seen[..., :2], lens * seen[..., 2:]
    flesh, crown = np.hypot(1, lens) * (np.array([FLESH, CROWN]) + room)
    low = (across - nearer).min((0, 1)) - flesh
    high = (across + nearer).max((0, 1)) + flesh
    high[1] = max(high[1], float((across + nearer)[:, INDEX["head"], 1].max()) + crown)
    depth = float(seen[:, INDEX["pelvis"], 2].mean())
    return _Reach(azimuth, low, high, depth, tuple((float(x), float(z)) for x, z in path))


def _half(reach: _Reach, lens: float) -> float:
    """The least ``half`` that has the whole clip in the frame."""
    return float(np.max(reach.high - reach.low)) / 2 - lens * reach.depth


def _camera(reach: _Reach, half: float, lens: float) -> Camera:
    """The body's range in the middle from left to right; vertically the floor keeps its place near the lower edge."""
    right, up, back = _axes(reach.azimuth)
    bottom = reach.low[1] + lens * reach.depth - (MARGIN - 1) * half
    x, y, z = (reach.low[0] + reach.high[0]) / 2 * right + (bottom + half) * up + reach.depth * back
    centre = (float(x), float(y), float(z))
    return Camera(reach.azimuth, centre, half, half / lens if lens else math.inf, reach.path)
