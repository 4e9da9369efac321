"""Pose correctives (SMPL's posedirs): linear blending plus these comes near to what dual quaternions do."""

from __future__ import annotations

import numpy as np
from scipy.spatial.transform import Rotation

from generation.rendering.build_body.human import Floats
from generation.rendering.build_body.skinning import dual_quaternion_skinning, linear_blend_skinning
from generation.skeleton import INDEX, PARENTS

UNCORRECTED = ("left_foot", "right_foot", "left_hand", "right_hand", "spine1", "spine2", "spine3")
FAR_BENDING = ("hip", "knee", "shoulder", "elbow")
SAMPLES = 40
LARGEST = 0.04  # metres


def pose_correctives(template: Floats, weights: Floats, joints: Floats, rng: np.random.Generator) -> Floats:
    """(V, 3, 207), one block of nine per joint but the pelvis, fitted on random rotations of that joint alone."""
    correctives = np.zeros((207, len(template) * 3))
    for name, joint in INDEX.items():
        if joint == 0 or name in UNCORRECTED:
            continue
        widest = 2.0 if name.split("_")[-1] in FAR_BENDING else 1.0
        features, wanted = [], []
        for _ in range(SAMPLES):
            axis = rng.normal(size=3)
            angle = rng.uniform(0.2, widest)
            turn = Rotation.from_rotvec(axis / np.linalg.norm(axis) * angle).as_matrix()
            features.append((turn - np.eye(3)).ravel())
            wanted.append(_missing(template, weights, joints, joint, turn).ravel())
        known, target = np.array(features), np.array(wanted)
        block = np.linalg.solve(known.T @ known + 0.3 * np.eye(9), known.T @ target)
        correctives[(joint - 1) * 9 : joint * 9] = block
    out: Floats = correctives.reshape(207, len(template), 3).transpose(1, 2, 0)
    return out


def _missing(template: Floats, weights: Floats, joints: Floats, joint: int, turn: Floats) -> Floats:
    """What linear blending lacks at one joint's rotation, brought back to the rest pose."""
    rotations, shifts = np.tile(np.eye(3), (24, 1, 1)), np.zeros((24, 3))
    moved = [joint]
    moved += [child for child in range(joint + 1, 24) if _descends(child, joint)]
    rotations[moved], shifts[moved] = turn, joints[joint] - turn @ joints[joint]
    lacking = dual_quaternion_skinning(template, weights, rotations, shifts) - linear_blend_skinning(
        template, weights, rotations, shifts
    )
    blended = np.einsum("vb,bij->vij", weights, rotations)
    determinant = np.abs(np.linalg.det(blended))
    flat = (determinant < 0.05)[:, None, None]
    at_rest = np.einsum("vij,vj->vi", np.linalg.inv(blended + 1e-3 * np.eye(3) * flat), lacking)
    missing: Floats = np.clip(at_rest, -LARGEST, LARGEST)
    missing[determinant < 0.02] = 0
    return missing


def _descends(joint: int, ancestor: int) -> bool:
    while joint > ancestor:
        joint = PARENTS[joint]
    return joint == ancestor
