"""Where vertices are in the frame and in the shadow map, and where on the floor pixels are."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from generation.rendering.camera import View
from generation.rendering.compiling import compiled

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]
NEAREST = 0.05  # metres before the eye: triangles that come closer are not drawn


class Lens(NamedTuple):
    """A View for compiled loops. size: pixels of the frame; distance: may be infinite."""

    axes: Floats
    centre: Floats
    half: float
    distance: float
    size: int


class Sun(NamedTuple):
    """The key light's shadow map. axes: (3, 3) rows right, up, back; centre: (3,) metres along them, in the middle of
    the map; texel: metres; size: texels."""

    axes: Floats
    centre: Floats
    texel: float
    size: int


def lens_of(view: View, size: int) -> Lens:
    return Lens(view.axes.astype(np.float32), view.centre.astype(np.float32), view.half, view.distance, size)


def floor_places(view: View, size: int, height: float, sun: Sun) -> Floats:
    """(6, 3): times (x, y, 1) of a pixel, where the floor is seen there, times a weight; the weight, the shadow map's
    texels across and up, metres away from the light, and the world's x and z.

    The floor, its picture and its place in the map are planes, so each follows from the other by a homography.
    """
    to_frame = np.array([[1.0, 0, 0], [0, 0, height], [0, 1, 0], [0, 0, 1]])  # (x, z, 1) -> (x, height, z, 1)
    seen = view.axes @ np.column_stack([np.eye(3), -view.centre])
    weight = np.array([0, 0, 0, 1.0]) - seen[2] / view.distance
    pixels = size / 2 * np.stack([weight + seen[0] / view.half, weight - seen[1] / view.half, 2 / size * weight])
    floor = np.linalg.inv(pixels @ to_frame)  # (x, z, 1) from (x, y, 1) of a pixel
    light = np.column_stack([sun.axes, -sun.centre]).astype(np.float64)
    light[:2] /= sun.texel
    light[:2, 3] += sun.size / 2
    light[2] *= -1
    return np.concatenate([floor[2:], light @ to_frame @ floor, floor[:2]]).astype(np.float32)


@compiled
def project(vertices: Floats, lens: Lens, screen: Floats) -> None:
    """screen (V, 4): pixels from the left and from the top, depth, nearness.

    Depth is linear across the frame, in metres at the centre's depth, farther is more. Nearness is 1 over the
    distance from the eye, in units of the centre's; negative marks what is too near to be drawn.
    """
    axes, centre = lens.axes, lens.centre
    far, half = np.float32(lens.distance), np.float32(lens.size / 2)
    scale, nearest = np.float32(lens.size / 2 / lens.half), np.float32(NEAREST)
    orthographic = np.isinf(far)
    for vertex in range(len(vertices)):
        x, y, z = vertices[vertex, 0] - centre[0], vertices[vertex, 1] - centre[1], vertices[vertex, 2] - centre[2]
        back = axes[2, 0] * x + axes[2, 1] * y + axes[2, 2] * z
        nearness, depth = np.float32(1), -back
        if not orthographic:
            nearness = far / (far - back) if far - back > nearest else np.float32(-1)
            depth = far - far * nearness
        screen[vertex, 0] = half + (axes[0, 0] * x + axes[0, 1] * y + axes[0, 2] * z) * scale * nearness
        screen[vertex, 1] = half - (axes[1, 0] * x + axes[1, 1] * y + axes[1, 2] * z) * scale * nearness
        screen[vertex, 2] = depth
        screen[vertex, 3] = nearness


@compiled
def to_sun(vertices: Floats, normals: Floats, offset: float, sun: Sun, shading: Floats, map_position: Floats) -> None:
    """map_position (V, 3): texels across and up, metres away from the light.

    shading (V, 6): the normal, and the map position ``offset`` metres off the surface.
    """
    axes, centre, scale = sun.axes, sun.centre, np.float32(1 / sun.texel)
    middle, lift = np.float32(sun.size / 2), np.float32(offset)
    for vertex in range(len(vertices)):
        x, y, z = vertices[vertex, 0], vertices[vertex, 1], vertices[vertex, 2]
        nx, ny, nz = normals[vertex, 0], normals[vertex, 1], normals[vertex, 2]
        for axis in range(3):
            place = axes[axis, 0] * x + axes[axis, 1] * y + axes[axis, 2] * z - centre[axis]
            lifted = place + lift * (axes[axis, 0] * nx + axes[axis, 1] * ny + axes[axis, 2] * nz)
            shading[vertex, axis] = normals[vertex, axis]
            map_position[vertex, axis] = middle + place * scale if axis < 2 else -place
            shading[vertex, 3 + axis] = middle + lifted * scale if axis < 2 else -lifted


@compiled
def on_floor(vertices: Floats, to_light: Floats, floor: float, shadow: Floats) -> None:
    """shadow (V, 3): where on the floor the light through each vertex falls."""
    level = np.float32(floor)
    for vertex in range(len(vertices)):
        along = (vertices[vertex, 1] - level) / to_light[1]
        for axis in range(3):
            shadow[vertex, axis] = vertices[vertex, axis] - along * to_light[axis]


@compiled
def box_of(places: Floats, margin: float, size: int, box: Integers) -> None:
    """box (4,): left, top, right and bottom, the last two excluded, of whole pixels that hold the first two columns of
    ``places`` and a margin, as far as they are within ``size``. A fourth column below 0 opens it to all."""
    for axis in range(2):
        low = high = places[0, axis]
        for place in range(len(places)):
            low, high = min(low, places[place, axis]), max(high, places[place, axis])
        box[axis] = int(max(0.0, min(np.floor(low - margin), size)))
        box[2 + axis] = int(max(0.0, min(np.ceil(high + margin), size)))
    if places.shape[1] == 4 and places[:, 3].min() < 0:
        box[:2], box[2:] = 0, size
