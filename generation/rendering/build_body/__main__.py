"""``python -m generation.rendering.build_body OUT.npz``: see the package's docstring."""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from generation.files import atomic_path
from generation.rendering.build_body.correctives import pose_correctives
from generation.rendering.build_body.decimation import decimate
from generation.rendering.build_body.fairing import Fairing
from generation.rendering.build_body.human import AVERAGE, Floats, Human, Phenotype
from generation.rendering.build_body.rig import joints_of, weights_of
from generation.rendering.build_body.shape_space import joint_regressor, random_phenotype, shape_directions
from generation.rendering.build_body.smoothing import FacelessHead
from generation.skeleton import PARENTS, REST_JOINTS

PELVIS = np.array([-0.0018, -0.2233, 0.0282])  # metres: where SMPL's average body has it
PELVIS_TO_SOLE = 0.93  # metres, of the average body
BODIES = 300
SEED = 0


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
    rng = np.random.default_rng(SEED)
    human = Human.load()
    vertices, heads = human.t_pose(AVERAGE)
    joints = joints_of(human, heads)
    faceless = FacelessHead.of(human, vertices, joints)
    fair = Fairing(human, faceless(vertices, joints), joints)

    def finished(phenotype: Phenotype) -> tuple[Floats, Floats]:
        skin, bones = human.t_pose(phenotype)
        where = joints_of(human, bones)
        return fair(faceless(skin, where), where), where

    skin, joints = finished(AVERAGE)
    weights = weights_of(human, vertices, joints)
    scale = PELVIS_TO_SOLE / (joints[0, 1] - skin[:, 1].min())
    template, template_joints = (skin - joints[0]) * scale + PELVIS, (joints - joints[0]) * scale + PELVIS
    carry, faces = decimate(template, human.faces, count)
    template, weights = carry @ template, carry @ weights
    bodies, body_joints = [], []
    for _ in range(BODIES):
        other, where = finished(random_phenotype(rng))
        bodies.append(carry @ ((other - where[0]) * scale + PELVIS))
        body_joints.append((where - where[0]) * scale + PELVIS)
    shift = np.abs(template_joints - REST_JOINTS).max()
    if shift > 1e-3:
        raise SystemExit(
            f"the joints are {shift * 1e3:.1f} mm away from generation.skeleton's; change REST_JOINTS first"
        )
    print(f"{len(template)} vertices, {len(faces)} faces; the regressor is made exact for generation.skeleton's joints")
    parents = np.array(PARENTS, np.int64)
    parents[0] = 2**32 - 1
    return {
        "v_template": template.astype(np.float32),
        "f": faces.astype(np.uint32),
        "shapedirs": shape_directions(np.array(bodies), template).astype(np.float16),
        "posedirs": pose_correctives(template, weights, REST_JOINTS, rng).astype(np.float16),
        "J_regressor": joint_regressor(np.array(bodies[:60]), np.array(body_joints[:60]), template, REST_JOINTS).astype(
            np.float32
        ),
        "kintree_table": np.stack([parents, np.arange(24)]),
        "weights": weights.astype(np.float32),
        "face_landmarks": _face_landmarks(template, REST_JOINTS[15]),
    }


def _face_landmarks(template: Floats, head: Floats) -> np.ndarray:
    """Vertices for smplx's nose, right and left eye, right and left ear, where they would be on this faceless head."""
    offsets = [[0, 0.02, 0.13], [-0.03, 0.06, 0.12], [0.03, 0.06, 0.12], [-0.075, 0.04, 0.02], [0.075, 0.04, 0.02]]
    return np.array([np.linalg.norm(template - head - offset, axis=1).argmin() for offset in np.array(offsets)])


if __name__ == "__main__":
    main()
