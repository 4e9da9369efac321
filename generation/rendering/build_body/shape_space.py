"""What varies between bodies (SMPL's betas), and where the joints are in a body of any shape."""

from __future__ import annotations

import numpy as np

from generation.rendering.build_body.human import AVERAGE, Floats, Phenotype

COMPONENTS = 10


def random_phenotype(rng: np.random.Generator) -> Phenotype:
    """An adult of either sex and any build."""
    varied = {"muscle": (0.5, 0.22), "weight": (0.5, 0.22), "height": (0.33, 0.06), "proportions": (0.6, 0.15)}
    drawn = {name: float(np.clip(rng.normal(*spread), 0.05, 0.95)) for name, spread in varied.items()}
    return AVERAGE | drawn | {"gender": float(rng.uniform(0, 1)), "age": 0.667 + float(rng.uniform(-0.02, 0.15))}


def shape_directions(bodies: Floats, template: Floats) -> Floats:
    """(V, 3, 10) principal directions of ``bodies`` (N, V, 3), each one standard deviation long, + being taller."""
    spread = (bodies - template).reshape(len(bodies), -1)
    _, sigma, rows = np.linalg.svd(spread - spread.mean(0), full_matrices=False)
    directions = rows[:COMPONENTS] * (sigma[:COMPONENTS] / np.sqrt(len(bodies) - 1))[:, None]
    shapes: Floats = directions.reshape(COMPONENTS, *template.shape).transpose(1, 2, 0)
    crown, sole = template[:, 1].argmax(), template[:, 1].argmin()
    signs: Floats = np.where(shapes[crown, 1] < shapes[sole, 1], -1.0, 1.0)
    return shapes * signs


def joint_regressor(bodies: Floats, joints: Floats, template: Floats, template_joints: Floats) -> Floats:
    """(24, V): joints as weighted means of vertices near them.

    Exact for the template, least squares (with a ridge) for the sampled ``bodies`` (N, V, 3) with ``joints``
    (N, 24, 3).
    """
    regressor = np.zeros((24, len(template)))
    for joint in range(24):
        near = np.argsort(np.linalg.norm(template - template_joints[joint], axis=1))[:360:3]
        known = bodies[:, near].transpose(0, 2, 1).reshape(-1, len(near))
        normal = known.T @ known + 2e-2 * np.eye(len(near))
        exact = np.vstack([template[near].T, np.ones(len(near))])
        system = np.block([[normal, exact.T], [exact, np.zeros((4, 4))]])
        target = np.concatenate([known.T @ joints[:, joint].ravel(), template_joints[joint], [1.0]])
        regressor[joint, near] = np.linalg.lstsq(system, target, rcond=None)[0][: len(near)]
    return regressor
