"""Fewer vertices: at the size of a video most of the original's are smaller than a pixel, and each costs time."""

from __future__ import annotations

import importlib

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.spatial import cKDTree

from generation.rendering.build_body.human import Floats


def decimate(vertices: Floats, faces: NDArray[np.int64], count: int) -> tuple[sparse.csr_array, NDArray[np.int64]]:
    """A coarser mesh of about ``count`` vertices by quadric edge collapse (Garland and Heckbert 1997).

    Returns (n, V) weights that express each new vertex as a point on the old surface, so that whatever is known per
    vertex can be carried over, and the new faces.
    """
    simplify = importlib.import_module("fast_simplification").simplify  # a build-time dependency only
    points, coarse = simplify(vertices.astype(np.float32), faces.astype(np.int32), target_count=2 * count, agg=4.0)
    return _on_surface(points.astype(float), vertices, faces), coarse.astype(np.int64)


def _on_surface(points: Floats, vertices: Floats, faces: NDArray[np.int64]) -> sparse.csr_array:
    """(points, V) barycentric weights of the nearest surface point, looked for in the 24 nearest faces."""
    corners = vertices[faces]
    _, candidates = cKDTree(corners.mean(1)).query(points, k=24)
    rows = np.arange(len(points))
    best = np.full(len(points), np.inf)
    chosen, weights = np.zeros(len(points), np.int64), np.zeros((len(points), 3))
    for column in np.asarray(candidates).T:
        share = _barycentric(points, corners[column])
        nearest = np.einsum("nk,nkd->nd", share, corners[column])
        distance = np.linalg.norm(nearest - points, axis=1)
        better = distance < best
        best[better], chosen[better], weights[better] = distance[better], column[better], share[better]
    entries = (weights.ravel(), (np.repeat(rows, 3), faces[chosen].ravel()))
    return sparse.csr_array(sparse.coo_array(entries, shape=(len(points), len(vertices))))


def _barycentric(points: Floats, triangles: Floats) -> Floats:
    """(n, 3) weights of the projection onto each triangle's plane, pulled into the triangle."""
    a, b, c = triangles[:, 0], triangles[:, 1], triangles[:, 2]
    u, v, w = b - a, c - a, points - a
    uu, uv, vv = (u * u).sum(1), (u * v).sum(1), (v * v).sum(1)
    wu, wv = (w * u).sum(1), (w * v).sum(1)
    area = np.maximum(uu * vv - uv * uv, 1e-18)
    second, third = (vv * wu - uv * wv) / area, (uu * wv - uv * wu) / area
    share = np.clip(np.stack([1 - second - third, second, third], 1), 0, None)
    inside: Floats = share / share.sum(1, keepdims=True)
    return inside
