"""A head without a face: motion alone is to be judged."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse import csgraph
from scipy.sparse.linalg import splu

from generation.rendering.build_body.human import Floats, Human
from generation.skeleton import INDEX

SKULL = np.array([0.0, 0.055, 0.03])  # metres from the head joint to the middle of the skull
CHIN = -0.055
ORDER = 4  # of the polynomial that is the shape of the head


@dataclass(frozen=True)
class FacelessHead:
    """Replaces face and ears by a smooth shape fitted to the skull around them.

    inner: vertices that are moved; rim: those around them; fit: the head's vertices; solve: harmonic functions of the
    inner vertices from values at the rim.
    """

    inner: NDArray[np.int64]
    rim: NDArray[np.int64]
    fit: NDArray[np.int64]
    rim_to_inner: sparse.csr_array
    factor: object

    @classmethod
    def of(cls, human: Human, vertices: Floats, joints: Floats) -> FacelessHead:
        head_weight = human.weights[:, [human.bones[bone] for bone in ("head", "eye.L", "eye.R")]].sum(1)
        head = head_weight > 0.5
        centre = joints[INDEX["head"]] + SKULL
        x, y, z = np.abs(vertices[:, 0]), vertices[:, 1], vertices[:, 2] - centre[2]
        chin = joints[INDEX["head"], 1] + CHIN
        face = head & (z > 0.015) & (y > chin) & (y < centre[1] + 0.075)
        ears = head & (x > 0.055) & (np.abs(y - centre[1] + 0.02) < 0.075) & (np.abs(z) < 0.11)
        region = _one_piece(_closed(face | ears, human.smoother) & head, human.smoother)
        inner = np.flatnonzero(region)
        touches = np.asarray(human.smoother[:, inner].sum(1)).ravel() > 0
        rim = np.flatnonzero(~region & touches)
        laplacian = sparse.csr_array(sparse.eye_array(len(vertices)) - human.smoother)
        factor = splu(sparse.csc_array(laplacian[inner][:, inner]))
        fit = np.flatnonzero(head & (y > chin - 0.01))
        return cls(inner, rim, fit, sparse.csr_array(laplacian[inner][:, rim]), factor)

    def __call__(self, vertices: Floats, joints: Floats) -> Floats:
        """The same skin with a faceless head."""
        centre = joints[INDEX["head"]] + SKULL
        offset = vertices[self.fit] - centre
        radius = np.linalg.norm(offset, axis=1)
        shape = _fit_radius(_monomials(offset / radius[:, None]), radius)
        rim = vertices[self.rim] - centre
        rim_radius = np.linalg.norm(rim, axis=1, keepdims=True)
        direction = rim / rim_radius
        residual = rim_radius - (_monomials(direction) @ shape)[:, None]
        # The rim's directions, flattened from the back of the head, are spread over the inside (Tutte 1963).
        flat = direction[:, :2] / (1 + direction[:, 2:])
        spread = self._harmonic(np.column_stack([flat, residual]))
        square = (spread[:, :2] ** 2).sum(1)
        inside = np.column_stack([2 * spread[:, :2], 1 - square]) / (1 + square)[:, None]
        out = vertices.copy()
        out[self.inner] = centre + inside * (_monomials(inside) @ shape + spread[:, 2])[:, None]
        return out

    def _harmonic(self, values: Floats) -> Floats:
        solution: Floats = self.factor.solve(-(self.rim_to_inner @ values))  # type: ignore[attr-defined]
        return solution


def _fit_radius(terms: Floats, radius: Floats) -> Floats:
    """A smooth radius by direction, robustly: eye sockets (inward) and nose and ears (outward) weigh little."""
    weight: Floats = np.ones(len(radius))
    for _ in range(12):
        normal: Floats = (terms * weight[:, None]).T @ terms + 1e-3 * np.eye(terms.shape[1])
        shape: Floats = np.asarray(np.linalg.solve(normal, (terms * weight[:, None]).T @ radius), np.float64)
        error: Floats = radius - terms @ shape
        weight = np.where(error < -0.006, 0.03, 1) * np.where(error > 0.012, 0.15, 1) / np.maximum(np.abs(error), 0.003)
    return shape


def _monomials(direction: Floats) -> Floats:
    x, y, z = direction.T
    powers = [(i, k, n - i - k) for n in range(ORDER + 1) for i in range(n + 1) for k in range(n - i + 1)]
    return np.stack([x**i * y**j * z**k for i, j, k in powers], 1)


def _closed(region: NDArray[np.bool_], smoother: sparse.csr_array) -> NDArray[np.bool_]:
    """Grown by two vertices, then trimmed, so that its rim is smooth."""
    for _ in range(2):
        region = region | (smoother @ region.astype(float) > 0.3)
    for _ in range(3):
        region = region & ~(smoother @ region.astype(float) < 0.6)
    return region


def _one_piece(region: NDArray[np.bool_], smoother: sparse.csr_array) -> NDArray[np.bool_]:
    """The region and its outside made one piece each: the cavities of mouth and eyes go to the inside."""
    for part in (False, True, False, True):
        members = np.flatnonzero(region == part)
        _, piece = csgraph.connected_components(smoother[members][:, members] > 0, directed=False)
        stray = members[piece != np.bincount(piece).argmax()]
        region = region.copy()
        region[stray] = not part
    return region
