"""The shadow map: how far from the key light the body is, seen from there."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from generation.rendering.compiling import compiled

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]


@compiled
def draw_shadow_map(position: Floats, faces: NDArray[np.int32], box: Integers, distance: Floats) -> None:
    """position (V, 3): ``to_sun``'s; distance (size, size): metres of what faces the light, else infinite; drawn
    within ``box`` (left, top, right, bottom)."""
    left, top, right, bottom = box
    distance[top:bottom, left:right] = np.inf
    middle, seam = np.float32(0.5), np.float32(-1e-4)
    for face in range(len(faces)):
        a, b, c = faces[face, 0], faces[face, 1], faces[face, 2]
        ax, ay, az = position[a, 0], position[a, 1], position[a, 2]
        bx, by, bz = position[b, 0] - ax, position[b, 1] - ay, position[b, 2] - az
        cx, cy, cz = position[c, 0] - ax, position[c, 1] - ay, position[c, 2] - az
        area = bx * cy - cx * by
        if not area > 1e-6:  # the map's second axis points up, so that what faces the light turns the other way
            continue
        x_from, x_to = int(np.ceil(ax + min(0, bx, cx) - middle)), int(np.floor(ax + max(0, bx, cx) - middle))
        y_from, y_to = int(np.ceil(ay + min(0, by, cy) - middle)), int(np.floor(ay + max(0, by, cy) - middle))
        b_right, b_down, c_right, c_down = cy / area, -cx / area, -by / area, bx / area
        for y in range(max(top, y_from), min(bottom - 1, y_to) + 1):
            dy = np.float32(y) + middle - ay
            for x in range(max(left, x_from), min(right - 1, x_to) + 1):
                dx = np.float32(x) + middle - ax
                p, q = b_right * dx + b_down * dy, c_right * dx + c_down * dy
                if p >= seam and q >= seam and p + q <= 1 - seam:
                    distance[y, x] = min(distance[y, x], az + p * bz + q * cz)


@compiled
def bound_shadow_map(distance: Floats, box: Integers, rows: Floats, nearest: Floats, farthest: Floats) -> None:
    """nearest, farthest (size, size): of the 4 x 4 texels of which [y, x] is the second in both directions.

    Most places are lit or dark by all of them, and need no averaging. Holds in ``box`` but for one texel at its left
    and top and two at its right and bottom; rows (2, size, size) is room for what is in between.
    """
    left, top, right, bottom = box
    for y in range(top, bottom):
        for x in range(left + 1, right - 2):
            p, q, r, s = distance[y, x - 1], distance[y, x], distance[y, x + 1], distance[y, x + 2]
            rows[0, y, x] = min(min(p, q), min(r, s))
            rows[1, y, x] = max(max(p, q), max(r, s))
    for y in range(top + 1, bottom - 2):
        for x in range(left + 1, right - 2):
            nearest[y, x] = min(min(rows[0, y - 1, x], rows[0, y, x]), min(rows[0, y + 1, x], rows[0, y + 2, x]))
            farthest[y, x] = max(max(rows[1, y - 1, x], rows[1, y, x]), max(rows[1, y + 1, x], rows[1, y + 2, x]))
