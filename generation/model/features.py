"""Motion as the models see it, and back.

A frame is 147 numbers: 24 joint rotations as rot6d, then the root translation relative to frame 0 in metres, as in
ACTOR (which fills its last row up with zeros, to 150). The clip is first turned about the vertical so that it starts
facing +z: where a performer stood and which way they faced say nothing about emotion.
"""

from __future__ import annotations

import numpy as np
import torch
from scipy.ndimage import gaussian_filter1d
from torch import Tensor

from generation.model.kinematics import joint_positions
from generation.motion import FPS, Motion
from generation.rotation import (
    axis_angle_to_matrix,
    matrix_to_axis_angle,
    matrix_to_rot6d,
    rot6d_to_matrix,
)
from generation.skeleton import INDEX, JOINTS, PARENTS, REST_JOINTS, SOLE_Y

ROTATIONS = len(JOINTS) * 6
FEATURES = ROTATIONS + 3


def motion_features(poses: Tensor, trans: Tensor) -> Tensor:
    """One clip: poses (T, 24, 3) axis-angle, trans (T, 3) metres -> (T, 147)."""
    rotations = axis_angle_to_matrix(poses)
    upright = _facing(rotations[0, 0]).T
    rotations = torch.cat([(upright @ rotations[:, 0])[:, None], rotations[:, 1:]], 1)
    travelled = (trans - trans[0]) @ upright.T
    return torch.cat([matrix_to_rot6d(rotations).flatten(1), travelled], 1)


def _facing(orientation: Tensor) -> Tensor:
    """The turn about y (3, 3) by which a pelvis orientation (3, 3) faces away from +z; identity if it lies flat."""
    forward = orientation[:, 2]
    length = torch.hypot(forward[0], forward[2])
    if length < 1e-3:
        return torch.eye(3, dtype=orientation.dtype, device=orientation.device)
    sine, cosine = forward[0] / length, forward[2] / length
    zero, one = torch.zeros_like(sine), torch.ones_like(sine)
    return torch.stack([cosine, zero, sine, zero, one, zero, -sine, zero, cosine]).view(3, 3)


def feature_rotations(features: Tensor) -> Tensor:
    """(..., 147) -> local rotations (..., 24, 3, 3)."""
    return rot6d_to_matrix(features[..., :ROTATIONS].reshape(*features.shape[:-1], len(JOINTS), 6))


def feature_joints(features: Tensor) -> Tensor:
    """(..., 147) -> joint positions (..., 24, 3) in metres, the pelvis at the origin."""
    return joint_positions(feature_rotations(features))


def features_to_motion(features: Tensor) -> Motion:
    """One clip (T, 147) -> motion that starts above the origin, its lowest sole over the clip on the floor y = 0."""
    features = features.detach().to("cpu", torch.float64)
    rotations = feature_rotations(features)
    trans = features[:, ROTATIONS:]
    soles = sole_heights(rotations) + trans[:, 1:2]
    # sole_heights puts the pelvis at the origin; SMPL's translation puts it at REST_JOINTS[0] from there.
    trans = trans - torch.tensor([0.0, float(soles.min()) + REST_JOINTS[0, 1], 0.0], dtype=trans.dtype)
    poses = matrix_to_axis_angle(rotations)
    return Motion(poses.numpy().astype(np.float32), trans.numpy().astype(np.float32), FPS)


def smoothed(features: Tensor, sigma: float) -> Tensor:
    """One clip (T, 147), smoothed over time by a Gaussian of ``sigma`` frames; 0 leaves it as it is."""
    if not sigma:
        return features
    return torch.from_numpy(gaussian_filter1d(features.detach().cpu().numpy(), sigma, axis=0, mode="nearest"))


def sole_heights(rotations: Tensor) -> Tensor:
    """Local rotations (T, 24, 3, 3) -> height (T, 4) of heels and toe tips in metres, the pelvis at y = 0."""
    joints = joint_positions(rotations)
    heights = []
    for side in ("left", "right"):
        ankle, toes = INDEX[f"{side}_ankle"], INDEX[f"{side}_foot"]
        for joint, ahead in ((ankle, -0.05), (toes, 0.07)):  # heel behind the ankle, toe tip before the toe joint
            point = torch.tensor([0.0, SOLE_Y - REST_JOINTS[joint, 1], ahead], dtype=rotations.dtype)
            heights.append(joints[:, joint, 1] + (_global_rotation(rotations, joint) @ point)[:, 1])
    return torch.stack(heights, -1)


def _global_rotation(rotations: Tensor, joint: int) -> Tensor:
    """Orientation (T, 3, 3) of one joint in the world."""
    turned = rotations[:, joint]
    while (joint := PARENTS[joint]) >= 0:
        turned = rotations[:, joint] @ turned
    return turned
