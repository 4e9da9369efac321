"""Smoothing on a surface that knows how large its triangles are, so that dense places are treated as sparse ones."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.linalg import SuperLU, splu

from generation.rendering.build_body.human import Floats

FLATTEST = 0.05  # smallest cotangent used: an obtuse corner must not push its neighbours away


class LowPass:
    """Takes away what is smaller than ``reach`` (V,) metres: a thin plate held to the surface (implicit fairing,
    Desbrun et al. 1999). What it took is filtered and given back once, so that round shapes hardly shrink. Where reach
    is 0 nothing moves."""

    def __init__(self, vertices: Floats, faces: NDArray[np.int64], reach: Floats) -> None:
        stiffness, self._mass = cotangent_laplacian(vertices, faces)
        bending = stiffness @ sparse.diags_array(reach**4 / self._mass) @ stiffness
        self._factor: SuperLU = splu(sparse.csc_array(sparse.diags_array(self._mass) + bending))

    def __call__(self, values: Floats) -> Floats:
        """values (V, n) at the vertices -> the same, smooth."""
        once = self._once(values)
        smooth: Floats = once + self._once(values - once)
        return smooth

    def _once(self, values: Floats) -> Floats:
        solution: Floats = self._factor.solve(self._mass[:, None] * values)
        return solution


def diffused(vertices: Floats, faces: NDArray[np.int64], values: Floats, reach: Floats) -> Floats:
    """values (V, n) spread over ``reach`` (V,) metres as heat spreads: means stay within what was there."""
    stiffness, mass = cotangent_laplacian(vertices, faces)
    factor = splu(sparse.csc_array(sparse.diags_array(mass / np.maximum(reach, 1e-4) ** 2) + stiffness))
    spread: Floats = factor.solve((mass / np.maximum(reach, 1e-4) ** 2)[:, None] * values)
    return spread


def cotangent_laplacian(vertices: Floats, faces: NDArray[np.int64]) -> tuple[sparse.csr_array, Floats]:
    """(V, V) stiffness, positive semidefinite, and (V,) square metres around each vertex (Pinkall & Polthier 1993)."""
    count = len(vertices)
    rows, columns, values = [], [], []
    area = np.zeros(count)
    for corner in range(3):
        here, left, right = (faces[:, (corner + step) % 3] for step in range(3))
        a, b = vertices[left] - vertices[here], vertices[right] - vertices[here]
        twice_area = np.maximum(np.linalg.norm(np.cross(a, b), axis=1), 1e-12)
        cotangent = np.maximum(np.einsum("fd,fd->f", a, b) / twice_area, FLATTEST) / 2
        rows += [left, right]
        columns += [right, left]
        values += [cotangent, cotangent]
        np.add.at(area, here, twice_area / 6)
    entries = (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns)))
    edges = sparse.csr_array(sparse.coo_array(entries, shape=(count, count)))
    stiffness = sparse.csr_array(sparse.diags_array(np.asarray(edges.sum(1)).ravel()) - edges)
    return stiffness, np.maximum(area, 1e-9)
