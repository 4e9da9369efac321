"""SMPL's 24-joint skeleton, with the joint positions of the open body that Miburi ships, and its kinematics."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation

JOINTS = (
    "pelvis", "left_hip", "right_hip", "spine1", "left_knee", "right_knee", "spine2", "left_ankle", "right_ankle",
    "spine3", "left_foot", "right_foot", "neck", "left_collar", "right_collar", "head", "left_shoulder",
    "right_shoulder", "left_elbow", "right_elbow", "left_wrist", "right_wrist", "left_hand", "right_hand",
)  # fmt: skip
PARENTS = (-1, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 9, 9, 12, 13, 14, 16, 17, 18, 19, 20, 21)
INDEX = {name: joint for joint, name in enumerate(JOINTS)}

# (24, 3) metres, T-pose, x to the body's left, y up, z forward: the joints of generation/rendering's open body.
REST_JOINTS = np.array(
    [
        [-0.0018, -0.2235, 0.0284],
        [0.1050, -0.3128, 0.0162],
        [-0.1086, -0.3128, 0.0162],
        [-0.0018, -0.1156, 0.0140],
        [0.1455, -0.6731, 0.0232],
        [-0.1491, -0.6731, 0.0232],
        [-0.0017, 0.0062, 0.0029],
        [0.1315, -1.0814, -0.0124],
        [-0.1351, -1.0814, -0.0124],
        [-0.0017, 0.0543, 0.0024],
        [0.1597, -1.1272, 0.1208],
        [-0.1633, -1.1272, 0.1208],
        [-0.0018, 0.2334, 0.0272],
        [0.0768, 0.1503, 0.0348],
        [-0.0804, 0.1503, 0.0348],
        [-0.0018, 0.3170, 0.0589],
        [0.1692, 0.1523, 0.0341],
        [-0.1728, 0.1523, 0.0341],
        [0.4178, 0.1401, 0.0078],
        [-0.4214, 0.1401, 0.0078],
        [0.6477, 0.1511, 0.0014],
        [-0.6513, 0.1511, 0.0014],
        [0.7482, 0.1373, -0.0145],
        [-0.7518, 0.1373, -0.0145],
    ]
)
OFFSETS = REST_JOINTS - np.array([REST_JOINTS[max(parent, 0)] if parent >= 0 else np.zeros(3) for parent in PARENTS])
# Height of the soles in rest position, metres: the body stands on the floor y = 0 at trans = (0, -SOLE_Y, 0).
SOLE_Y = -1.1533


def joint_positions(poses: NDArray[np.floating], trans: NDArray[np.floating]) -> NDArray[np.float64]:
    """Forward kinematics. poses (frames, 24, 3) axis-angle, trans (frames, 3) -> (frames, 24, 3) metres."""
    return joint_transforms(poses, trans)[1]


def joint_transforms(
    poses: NDArray[np.floating], trans: NDArray[np.floating]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Global rotations (frames, 24, 3, 3) and positions (frames, 24, 3) of all joints."""
    frames = len(poses)
    local = Rotation.from_rotvec(np.asarray(poses, np.float64).reshape(-1, 3)).as_matrix().reshape(frames, 24, 3, 3)
    rotations = np.empty((frames, len(JOINTS), 3, 3))
    positions = np.empty((frames, len(JOINTS), 3))
    rotations[:, 0] = local[:, 0]
    positions[:, 0] = trans + REST_JOINTS[0]
    for joint in range(1, len(JOINTS)):
        parent = PARENTS[joint]
        rotations[:, joint] = rotations[:, parent] @ local[:, joint]
        positions[:, joint] = positions[:, parent] + rotations[:, parent] @ OFFSETS[joint]
    return rotations, positions
