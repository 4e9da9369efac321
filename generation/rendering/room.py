"""How much more room a body takes in a frame than the skeleton that frames are made for."""

from __future__ import annotations

from contextlib import nullcontext

import numpy as np

from generation.motion import Motion
from generation.rendering.body import Posing, load_body
from generation.rendering.camera import FLESH
from generation.rendering.settings import Settings
from generation.skeleton import INDEX, joint_positions

POSES = 32
SPREAD = 0.5  # radians, standard deviation of each joint's turn
DIRECTIONS = 256
SLACK = 0.01  # metres that the camera's margin makes up for


def room_for(settings: Settings) -> float:
    """``room_of`` the body that is shown, in its shape; 0 for displays without one."""
    if settings.presentation.display != "body" or not (settings.body or settings.betas):
        return 0.0
    with nullcontext() if settings.body is None else settings.body.on_disk() as body:
        return room_of(Posing(load_body(body, settings.betas)))


def room_of(posing: Posing) -> float:
    """Metres by which the body reaches farther beyond SMPL's joints, as Miburi's skeleton has them, than ``FLESH``: 0
    for the open body, more for one with longer limbs or more girth.

    Measured along many directions in many postures: arms down, out and up, and at random from a fixed seed.
    """
    rng = np.random.default_rng(0)
    poses = rng.normal(0, SPREAD, (POSES, 24, 3))
    poses[:3] = 0
    for number, down in enumerate((1.25, 0.0, -1.25)):
        poses[number, INDEX["left_shoulder"], 2], poses[number, INDEX["right_shoulder"], 2] = -down, down
    motion = Motion(poses.astype(np.float32), np.zeros((POSES, 3), np.float32))
    directions = rng.normal(size=(3, DIRECTIONS))
    directions /= np.linalg.norm(directions, axis=0)
    room = 0.0
    for skin, joints in zip(posing.vertices(motion), joint_positions(motion.poses, motion.trans), strict=True):
        beyond = (skin @ directions).max(0) - (joints @ directions).max(0) - FLESH - SLACK
        room = max(room, float(beyond.max()))
    return room
