"""Fewer vertices: at the size of a video most of the original's are smaller than a pixel, and each costs time."""

from __future__ import annotations

import importlib

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.spatial import cKDTree

from generation.rendering.build_body.human import Floats

AGGRESSIVENESS = 2.0  # faster ones leave more triangles on the even head than on the hands
GRID = 1e-6  # metres: what arithmetic on another machine may change must not change the choice of edges


def decimate(
    vertices: Floats, faces: NDArray[np.int64], count: int, partner: NDArray[np.int64], middle: float
) -> tuple[sparse.csr_array, NDArray[np.int64]]:
    """A coarser mesh of about ``count`` vertices by quadric edge collapse (Garland and Heckbert 1997).

    Its left half is made and mirrored across the plane x = ``middle``, on which the mesh has a line of edges; partner
    (V,) is each vertex's mirror image. Returns
    (n, V) weights that express each new vertex as a point on the old surface, so that whatever is known per vertex can
    be carried over, and the new faces.
    """
    points, half = _left_half(vertices - [middle, 0, 0], faces, count)
    off_plane = np.flatnonzero(np.abs(points[:, 0]) > 1e-5)
    right = np.arange(len(points))  # each left vertex's partner in the right half; those on the plane are shared
    right[off_plane] = len(points) + np.arange(len(off_plane))
    carry = _on_surface(points + [middle, 0, 0], vertices, faces)
    mirrored = carry[off_plane][:, partner]
    return sparse.csr_array(sparse.vstack([carry, mirrored])), np.concatenate([half, right[half[:, ::-1]]])


def _left_half(vertices: Floats, faces: NDArray[np.int64], count: int) -> tuple[Floats, NDArray[np.int64]]:
    """Points (n, 3) and faces of the half with x >= 0, decimated; its rim stays on the plane x = 0."""
    simplify = importlib.import_module("fast_simplification").simplify  # a build-time dependency only
    left = faces[vertices[faces, 0].mean(1) > 0]
    used, renumbered = np.unique(left, return_inverse=True)
    exact = (np.round(vertices[used] / GRID) * GRID).astype(np.float32)
    exact[np.abs(exact[:, 0]) < 1e-5, 0] = 0
    points, coarse = simplify(exact, renumbered.reshape(-1, 3).astype(np.int32), target_count=count, agg=AGGRESSIVENESS)
    return points.astype(float), coarse.astype(np.int64)


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
