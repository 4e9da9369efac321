"""A recording put into our axes, and what it tells about its conventions: up axis, unit, frame rate, a reference."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from generation.corpus.bvh import Bvh
from generation.corpus.rigs import Rig, find_rig
from generation.errors import MiburiError
from generation.motion import FPS

Array = NDArray[np.float64]

# Turns that bring the file's up axis to y; other axes have not been met in motion files.
UP_TURNS = {"y": np.eye(3), "z": np.array([[1.0, 0, 0], [0, 0, 1], [0, -1, 0]])}
# Length of a leg, thigh plus shank, in file units: children to tall adults, and stylised performers.
LEG_RANGES = {"metres": (0.4, 1.4), "centimetres": (40.0, 140.0), "millimetres": (400.0, 1400.0)}
UPRIGHT = 0.8  # cosine of the angle between body and axis, above which the axis counts as up
DOWN = np.array([0.0, -1, 0])


@dataclass(frozen=True)
class Recording:
    """Global joint rotations (frames, joints, 3, 3) and positions (frames, joints, 3), in file units.

    In the file's axes as ``record`` returns it; everything that speaks of up and down wants it ``turned_up`` first.
    """

    rig: Rig
    joints: tuple[str, ...]
    rotations: Array
    positions: Array
    frame_time: float

    def position(self, joint: str) -> Array:
        """(frames, 3) of a joint by the recording's own name for it."""
        return self.positions[:, self.joints.index(joint)]

    def rotation(self, joint: str) -> Array:
        """(frames, 3, 3)"""
        return self.rotations[:, self.joints.index(joint)]

    def bone(self, smpl_joint: str) -> Array:
        """(frames, 3) unit vectors along the bone that stands for a joint of SMPL."""
        start, end, _ = self.rig.bones[smpl_joint]
        return unit(self.position(end) - self.position(start))

    def turned_up(self, axis: str) -> Recording:
        """The same with the file's up axis turned to y."""
        turn = UP_TURNS[axis]
        return replace(self, rotations=turn @ self.rotations, positions=self.positions @ turn.T)

    @property
    def leg_length(self) -> float:
        """Thigh plus shank, mean of both sides and all frames, in file units."""
        joints = [name for side in ("left", "right") for name in (f"{side}_hip", f"{side}_knee")]
        ends = [self.rig.bones[joint][:2] for joint in joints]
        return float(
            sum(np.linalg.norm(self.position(b) - self.position(a), axis=1).mean() for a, b in ends) / 2
        )  # fmt: skip


@dataclass(frozen=True)
class Reference:
    """One frame of a person standing upright with arms down. ``cost``: 0 is the ideal of it.

    rotations (joints, 3, 3) and positions (joints, 3), y up, in file units.
    """

    cost: float
    frame: int
    rotations: Array
    positions: Array


@dataclass(frozen=True)
class Survey:
    """What one file tells before the whole source is known. up: mean direction from feet to head, file axes."""

    rig: str
    joints: tuple[str, ...]
    frames: int
    fps: float
    up: Array
    leg_length: float
    reference: Reference | None


def unit(vectors: Array) -> Array:
    """The same directions with length 1, over the last axis."""
    return np.asarray(vectors / np.linalg.norm(vectors, axis=-1, keepdims=True))


def record(bvh: Bvh, name: str) -> Recording:
    """Joint transforms of a file, in its own axes."""
    return Recording(find_rig(bvh.names, name), bvh.names, *bvh.global_transforms(), bvh.frame_time)


def survey(bvh: Bvh, name: str) -> Survey:
    """Measure one file. MiburiError when its skeleton is unknown, or it is too slow, too short or degenerate."""
    rig = find_rig(bvh.names, name)
    fps = 1 / bvh.frame_time
    if not FPS - 0.1 <= fps <= 1000:
        raise MiburiError(
            f"{name}: {fps:.4g} frames per second (Frame Time {bvh.frame_time:g} s) is outside {FPS}–1000; "
            "correct its Frame Time, which is in seconds, or leave the file out"
        )
    if (len(bvh) - 1) * bvh.frame_time * FPS < 2.999:
        raise MiburiError(f"{name}: {len(bvh)} frames at {fps:.4g} fps are less than 4 at {FPS} fps; leave it out")
    recording = record(bvh, name)
    lengths = [recording.position(end) - recording.position(start) for start, end, _ in rig.bones.values()]
    if not min(np.linalg.norm(length, axis=1).min() for length in lengths) > 0:
        raise MiburiError(f"{name}: two joints of a bone lie on one point, so it has no direction; repair the file")
    feet = (recording.position(rig.bones["left_ankle"][0]) + recording.position(rig.bones["right_ankle"][0])) / 2
    up = unit(recording.position(rig.bones["neck"][1]) - feet).mean(axis=0)
    reference = None
    for axis, direction in zip("yz", up[1:], strict=True):
        if direction > UPRIGHT:
            reference = best_reference(recording.turned_up(axis))
    return Survey(rig.name, bvh.names, len(bvh), fps, up, recording.leg_length, reference)


def best_reference(recording: Recording) -> Reference:
    """The frame nearest to standing upright with straight legs, arms down, shoulders over hips, at rest."""
    limbs = [f"{side}_{joint}" for side in ("left", "right") for joint in ("hip", "knee", "shoulder", "elbow")]
    cost = sum((1 - recording.bone(limb) @ DOWN for limb in limbs), start=np.zeros(len(recording.positions)))
    cost += (1 + recording.bone("spine1") @ DOWN) + (1 + recording.bone("spine3") @ DOWN)
    hips, shoulders = across(recording, "hip"), across(recording, "shoulder")
    cost += 1 - np.sum(unit(hips) * unit(shoulders), axis=1)
    steps = np.linalg.norm(np.diff(recording.positions, axis=0), axis=-1).mean(axis=1) / recording.leg_length
    cost += np.concatenate([steps[:1], steps]) / (recording.frame_time * 10)  # 1 at ten leg lengths a second
    frame = int(cost.argmin())
    return Reference(float(cost[frame]), frame, recording.rotations[frame], recording.positions[frame])


def across(recording: Recording, joint: str) -> Array:
    """(frames, 3) horizontal vectors from the right to the left hip or shoulder."""
    left, right = (recording.position(recording.rig.bones[f"{side}_{joint}"][0]) for side in ("left", "right"))
    return (left - right) * [1.0, 0, 1]


def up_axis(directions: list[Array], source: str) -> str:
    """``y`` or ``z``: the axis along which the bodies stand. MiburiError when they agree on none."""
    mean = np.mean(directions, axis=0)
    for axis, along in zip("yz", mean[1:], strict=True):
        if along > UPRIGHT:
            return axis
    raise MiburiError(
        f"{source}: cannot tell which axis is up (feet to head points along {np.round(mean, 2).tolist()} on average); "
        "recordings need y or z up and mostly upright people"
    )


def length_unit(legs: list[float], source: str) -> str:
    """The unit in which the median leg is as long as a person's. MiburiError when there is none."""
    leg = float(np.median(legs))
    for name, (least, most) in LEG_RANGES.items():
        if least <= leg <= most:
            return name
    raise MiburiError(
        f"{source}: cannot tell the unit of length; a leg is {leg:.4g} long, which is a person's in neither "
        f"{', '.join(LEG_RANGES)}; scale the recordings to one of them"
    )
