"""Left and right alike: the mesh's mirror, and what is fitted on one side carried to the other."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from generation.rendering.build_body.human import Floats
from generation.skeleton import INDEX, JOINTS

SIGNS = np.array([-1.0, 1.0, 1.0])
OTHER_SIDE = np.array(
    [INDEX[name.replace("left", "RIGHT").replace("right", "left").replace("RIGHT", "right")] for name in JOINTS]
)  # (24,) each joint's partner, itself in the middle


def mirrored_vertices(vertices: Floats, middle: float) -> NDArray[np.int64]:
    """(V,) each vertex's partner across the plane x = ``middle``. SystemExit where one has none."""
    mirrored = vertices * SIGNS + [2 * middle, 0, 0]
    distance, partner = (np.asarray(found) for found in cKDTree(vertices).query(mirrored))
    if distance.max() > 1e-5 or len(np.unique(partner)) < len(vertices):
        raise SystemExit(f"the mesh is not its own mirror: {distance.max() * 1e3:.3f} mm apart")
    return partner.astype(np.int64)


def symmetric_weights(weights: Floats, partner: NDArray[np.int64]) -> Floats:
    """(V, 24) the mean of both sides' weights."""
    mean: Floats = (weights + weights[partner][:, OTHER_SIDE]) / 2
    return mean


def mirrored_block(block: Floats, partner: NDArray[np.int64]) -> Floats:
    """(V, 3, 9) correctives of a joint -> those of its partner."""
    signs = SIGNS[:, None] * np.outer(SIGNS, SIGNS).ravel()
    out = np.empty_like(block)
    out[partner] = block * signs
    return out
