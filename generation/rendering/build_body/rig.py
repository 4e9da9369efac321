"""SMPL's 24 joints in MakeHuman's body, and how much each of them moves each vertex."""

from __future__ import annotations

import numpy as np

from generation.rendering.build_body.human import Floats, Human
from generation.rendering.build_body.laplacian import diffused
from generation.skeleton import INDEX

TORSO = -1  # spine and pelvis bones: shared out by height
SIDES = ((".L", 0), (".R", 1))
SPINE = ("spine05", "spine04", "spine03", "spine02", "spine01", "neck01")  # from below
SPINE_SHARES = {"spine1": 0.235, "spine2": 0.50, "spine3": 0.605}  # of the way from pelvis to neck
COLLAR_SHARE = 0.38  # of the way from the clavicle's head to the shoulder
BONES = {
    "upperleg": "left_hip", "lowerleg": "left_knee", "foot": "left_ankle", "toe": "left_foot",
    "clavicle": "left_collar", "shoulder01": "left_collar", "upperarm": "left_shoulder", "lowerarm": "left_elbow",
    "wrist": "left_wrist", "metacarpal": "left_wrist", "finger1-1": "left_wrist", "finger": "left_hand",
}  # fmt: skip
SPREAD = 0.012  # metres over which MakeHuman's weights are spread
SHOULDER_SPREAD, HIP_SPREAD = 0.055, 0.035  # more where a limb leaves the trunk, so that it takes skin along
GROIN = 0.09  # metres from the middle to where the skin between the legs is a thigh's
LARGEST_INFLUENCES = 6


def joints_of(human: Human, heads: Floats) -> Floats:
    """(24, 3) joints of a body with these bone heads."""

    def at(bone: str) -> Floats:
        joint: Floats = heads[human.bones[bone]]
        return joint

    joints = np.zeros((24, 3))
    hips = (at("upperleg01.L") + at("upperleg01.R")) / 2
    unit = (at("head")[1] - hips[1]) / 0.62  # 1 for a torso of 62 cm
    joints[0] = hips + np.array([0, 0.088, 0.012]) * unit
    heights, depths = [at(bone)[1] for bone in SPINE], [at(bone)[2] for bone in SPINE]
    span = at("neck01")[1] + 0.015 * unit - joints[0, 1]
    for name, share in SPINE_SHARES.items():
        height = joints[0, 1] + span * share
        joints[INDEX[name]] = [0, height, np.interp(height, heights, depths) + 0.012 * unit]
    joints[INDEX["neck"]] = (at("neck01") + at("neck02")) / 2
    joints[INDEX["head"]] = at("head")
    joints[[0, INDEX["neck"], INDEX["head"]], 0] = 0
    for side, right in SIDES:
        clavicle, shoulder = at("clavicle" + side), at("upperarm01" + side)
        limbs = {
            "left_hip": at("upperleg01" + side),
            "left_knee": at("lowerleg01" + side),
            "left_ankle": at("foot" + side),
            "left_foot": np.mean([at(f"toe{toe}-1{side}") for toe in range(1, 6)], 0),
            "left_collar": clavicle + COLLAR_SHARE * (shoulder - clavicle),
            "left_shoulder": shoulder,
            "left_elbow": at("lowerarm01" + side),
            "left_wrist": at("wrist" + side),
            "left_hand": np.mean([at(f"finger{finger}-1{side}") for finger in (2, 3, 4)], 0),
        }
        for name, joint in limbs.items():
            joints[INDEX[name] + right] = joint
    return joints


def joint_of_bone(bone: str) -> int:
    """The joint that moves what a MakeHuman bone moves; ``TORSO`` for the trunk."""
    name, right = (bone[:-2], int(bone.endswith(".R"))) if bone[-2:] in (".L", ".R") else (bone, 0)
    if name in ("root", "pelvis") or name.startswith("spine"):
        return TORSO
    for prefix, joint in BONES.items():
        if name.startswith(prefix):
            return INDEX[joint] + right
    return INDEX["neck"] if name.startswith("neck") else INDEX["head"]


def weights_of(human: Human, vertices: Floats, joints: Floats) -> Floats:
    """(V, 24) skinning weights, at most ``LARGEST_INFLUENCES`` of them above 0, summing to 1."""
    weights = np.zeros((len(vertices), 24))
    torso = np.zeros(len(vertices))
    for name, bone in human.bones.items():
        joint = joint_of_bone(name)
        if joint == TORSO:
            torso += human.weights[:, bone]
        else:
            weights[:, joint] += human.weights[:, bone]
    height = vertices[:, 1]
    above1 = _step(height, joints[3, 1] - 0.075, joints[3, 1] + 0.06)
    above2 = _step(height, joints[6, 1] - 0.075, joints[6, 1] + 0.06)
    above3 = _step(height, joints[9, 1] - 0.04, joints[9, 1] + 0.07)
    weights[:, 0] += torso * (1 - above1)
    weights[:, 3] += torso * above1 * (1 - above2)
    weights[:, 6] += torso * above2 * (1 - above3)
    weights[:, 9] += torso * above3
    for hip in (INDEX["left_hip"], INDEX["right_hip"]):
        still = weights[:, hip] * _groin(vertices)
        weights[:, hip] -= still
        weights[:, 0] += still
    weights = diffused(vertices, human.faces, weights, _spread(vertices, joints))
    weights[weights < 2e-3] = 0
    np.put_along_axis(weights, np.argsort(-weights, 1)[:, LARGEST_INFLUENCES:], 0, 1)
    normal: Floats = weights / weights.sum(1, keepdims=True)
    return normal


def _groin(vertices: Floats) -> Floats:
    """(V,) 1 on the line between the legs, 0 on the thighs: there the skin stays with the pelvis and does not fold."""
    aside, height = np.abs(vertices[:, 0]), vertices[:, 1]
    lowest = float(height[aside < 1e-3].min())
    still: Floats = (1 - _step(aside, 0.015, GROIN)) * _step(height, lowest - GROIN, lowest)
    return still


def _spread(vertices: Floats, joints: Floats) -> Floats:
    """(V,) metres over which weights are spread."""
    shoulders, hips = (joints[[INDEX[f"left_{name}"], INDEX[f"right_{name}"]]] for name in ("shoulder", "hip"))
    near_shoulder, near_hip = _near(vertices, shoulders, 0.28), _near(vertices, hips, 0.28)
    on_hand = np.clip(np.abs(vertices[:, 0]) - np.abs(joints[INDEX["left_wrist"], 0]), 0, 0.03) / 0.03
    wider = (SHOULDER_SPREAD - SPREAD) * near_shoulder + (HIP_SPREAD - SPREAD) * near_hip
    spread: Floats = (SPREAD + wider) * (1 - 0.6 * on_hand)
    return spread


def _step(values: Floats, low: float, high: float) -> Floats:
    part = np.clip((values - low) / (high - low), 0, 1)
    smooth: Floats = part * part * (3 - 2 * part)
    return smooth


def _near(vertices: Floats, points: Floats, reach: float) -> Floats:
    distance = np.min([np.linalg.norm(vertices - point, axis=1) for point in points], 0)
    return _step(-distance, -reach, -reach / 2)
