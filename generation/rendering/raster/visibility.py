"""Which triangle is seen at each of eight places of a pixel."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from generation.rendering.compiling import compiled

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]
# Pixels from a pixel's middle: on eight columns and eight rows, the first one nearest to the middle.
PLACES: Floats = np.array(
    [[1, -3], [-1, 3], [5, 1], [-3, -5], [-5, 5], [-7, -1], [3, 7], [7, -7]], np.float32
) / np.float32(16)
REACH = np.float32(7 / 16)
ZERO, HALF, ONE = np.float32(0), np.float32(0.5), np.float32(1)
LEAST = np.float32(1e-6)  # square pixels, twice the area of the smallest triangle that is drawn
SEAM = np.float32(
    1e-4
)  # share of a triangle by which it overlaps its neighbours: nothing shines through where they meet


@compiled
def draw_samples(
    screen: Floats, faces: NDArray[np.int32], box: Integers, places: Floats, depth: Floats, owner: NDArray[np.int32]
) -> None:
    """depth, owner (size, size, samples): within ``box`` (left, top, right, bottom) the nearest triangle at each of the
    ``places`` (samples, 2) of a pixel; depth is infinite where there is none. Triangles are seen from outside only."""
    left, top, right, bottom = box
    depth[top:bottom, left:right] = np.inf
    samples = len(places)
    shares = np.empty((samples, 3), np.float32)
    for face in range(len(faces)):
        a, b, c = faces[face, 0], faces[face, 1], faces[face, 2]
        ax, ay, az = screen[a, 0], screen[a, 1], screen[a, 2]
        bx, by, bz = screen[b, 0] - ax, screen[b, 1] - ay, screen[b, 2] - az
        cx, cy, cz = screen[c, 0] - ax, screen[c, 1] - ay, screen[c, 2] - az
        area = bx * cy - cx * by
        if not area < -LEAST or min(screen[a, 3], screen[b, 3], screen[c, 3]) < ZERO:
            continue
        x_from = max(left, np.intp(np.ceil(ax + min(ZERO, bx, cx) - HALF - REACH)))
        x_to = min(right - 1, np.intp(np.floor(ax + max(ZERO, bx, cx) - HALF + REACH)))
        y_from = max(top, np.intp(np.ceil(ay + min(ZERO, by, cy) - HALF - REACH)))
        y_to = min(bottom - 1, np.intp(np.floor(ay + max(ZERO, by, cy) - HALF + REACH)))
        # The corners' shares of a place are linear across the frame: b's and c's, and the depth that follows.
        b_right, b_down, c_right, c_down = cy / area, -cx / area, -by / area, bx / area
        z_right, z_down = b_right * bz + c_right * cz, b_down * bz + c_down * cz
        for sample in range(samples):
            across, down = places[sample, 0], places[sample, 1]
            shares[sample, 0] = b_right * across + b_down * down
            shares[sample, 1] = c_right * across + c_down * down
            shares[sample, 2] = z_right * across + z_down * down
        for y in range(y_from, y_to + 1):
            dy = np.float32(y) + HALF - ay
            for x in range(x_from, x_to + 1):
                dx = np.float32(x) + HALF - ax
                b_share, c_share = b_right * dx + b_down * dy, c_right * dx + c_down * dy
                z = az + z_right * dx + z_down * dy
                for sample in range(samples):
                    p, q, d = b_share + shares[sample, 0], c_share + shares[sample, 1], z + shares[sample, 2]
                    if (p >= -SEAM) & (q >= -SEAM) & (p + q <= ONE + SEAM) & (d < depth[y, x, sample]):
                        depth[y, x, sample] = d
                        owner[y, x, sample] = face
