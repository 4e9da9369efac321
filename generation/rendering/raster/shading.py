"""The colours of pixels: the body's under its lights, and the floor's with the body's shadow on it.

Row by row, and in a row step by step for all places: a function that is given arrays is too dear for a single pixel.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from generation.rendering.compiling import compiled

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]
Triangles = NDArray[np.int32]
ONE_SURFACE = np.float32(0.02)  # metres of depth: samples of a pixel that are nearer to each other are shaded once
BRIGHTEST = 1.4  # the last light in ``Lights.colours``
ZERO, HALF, ONE, THREE, NINTH = (np.float32(number) for number in (0, 0.5, 1, 3, 1 / 9))
COLUMN, FIRST, SHARE, FACE = range(4)


class Shadow(NamedTuple):
    """``draw_shadow_map``'s and ``bound_shadow_map``'s; outside ``box`` all is lit."""

    distance: Floats
    nearest: Floats
    farthest: Floats
    box: Integers


class Lights(NamedTuple):
    """directions: (2, 3) unit vectors to key and fill light; strengths: (4,) of key, fill, and the ambient light from
    below and above; colours: (steps, 3) 0 to 255, of skin in light from 0 to BRIGHTEST."""

    directions: Floats
    strengths: Floats
    colours: Floats


class Ground(NamedTuple):
    """The floor, a disc of darkness. places: ``floor_places``'s; centre (2,) x and z and radius in metres;
    background (3,) 0 to 255."""

    places: Floats
    centre: Floats
    radius: float
    darkness: float
    shadow: float
    background: Floats


@compiled
def shade_body(
    image: NDArray[np.uint8],
    box: Integers,
    depth: Floats,
    owner: Triangles,
    places: Floats,
    faces: Triangles,
    screen: Floats,
    shading: Floats,
    shadow: Shadow,
    lights: Lights,
) -> None:
    """Put the body, as ``draw_samples`` found it at ``places``, before what is in the image (size, size, 3)."""
    room = max((box[2] - box[0]) * len(places), 0)
    surfaces, in_map = np.empty((room, 4), np.int32), np.empty((room, 3), np.float32)
    key, light = np.empty(room, np.float32), np.empty(room, np.float32)
    for y in range(box[1], box[3]):
        count = _see(depth, owner, y, box, surfaces)
        _place(surfaces[:count], y, places, faces, screen, shading, lights, in_map, key, light)
        _cut_off(in_map[:count], shadow, key)
        _paint(surfaces[:count], light, key, lights.colours, len(places), image[y])


@compiled
def shade_floor(image: NDArray[np.uint8], box: Integers, shadow: Shadow, ground: Ground, dark_only: bool) -> None:
    """Draw the floor within ``box``, or only where the body's shadow falls."""
    left, right = box[0], box[2]
    room = max(right - left, 0)
    in_map, in_world = np.empty((room, 3), np.float32), np.empty((room, 2), np.float32)
    light = np.empty(room, np.float32)
    for y in range(box[1], box[3]):
        if ground.places[0, 0] * left + ground.places[0, 1] * y + ground.places[0, 2] <= ZERO:
            continue  # the horizon is level
        _place_floor(ground.places, left, y, in_map, in_world)
        light[:] = ONE
        _cut_off(in_map, shadow, light)
        _darken(image[y, left:right], in_world, light, ground, dark_only)


@compiled
def _see(depth: Floats, owner: Triangles, y: int, box: Integers, surfaces: Triangles) -> int:
    """What is seen in row ``y``, pixel by pixel: surfaces (room, 4) are column, first sample, how many samples, and the
    triangle at the first; returns how many. Samples of a pixel that see one surface are taken together."""
    samples = depth.shape[2]
    waiting = np.empty(samples, np.bool_)
    count = 0
    for x in range(box[0], box[2]):
        for sample in range(samples):
            waiting[sample] = depth[y, x, sample] < np.inf
        for sample in range(samples):
            if waiting[sample]:
                here, alike = depth[y, x, sample], 0
                for other in range(sample, samples):
                    same = waiting[other] & (abs(depth[y, x, other] - here) < ONE_SURFACE)
                    waiting[other] ^= same
                    alike += same
                surfaces[count, COLUMN], surfaces[count, FIRST] = x, sample
                surfaces[count, SHARE], surfaces[count, FACE] = alike, owner[y, x, sample]
                count += 1
    return count


@compiled
def _place(
    surfaces: Triangles,
    y: int,
    places: Floats,
    faces: Triangles,
    screen: Floats,
    shading: Floats,
    lights: Lights,
    in_map: Floats,
    key: Floats,
    light: Floats,
) -> None:
    """in_map (N, 3): where each surface is in the shadow map; key, light (N,): light on it from the key light, were
    nothing before it, and from all others."""
    to_key, to_fill, strengths = lights.directions[0], lights.directions[1], lights.strengths
    for seen in range(len(surfaces)):
        sample, face = surfaces[seen, FIRST], surfaces[seen, FACE]
        a, b, c = faces[face, 0], faces[face, 1], faces[face, 2]
        ax, ay = screen[a, 0], screen[a, 1]
        bx, by, cx, cy = screen[b, 0] - ax, screen[b, 1] - ay, screen[c, 0] - ax, screen[c, 1] - ay
        dx = np.float32(surfaces[seen, COLUMN]) + HALF + places[sample, 0] - ax
        dy = np.float32(y) + HALF + places[sample, 1] - ay
        one_area = ONE / (bx * cy - cx * by)
        q, r = (dx * cy - dy * cx) * one_area, (dy * bx - dx * by) * one_area
        # shares of the surface, not of its picture: nearness over the nearness there
        p, q, r = (ONE - q - r) * screen[a, 3], q * screen[b, 3], r * screen[c, 3]
        one_whole = ONE / (p + q + r)
        p, q, r = p * one_whole, q * one_whole, r * one_whole
        x = p * shading[a, 0] + q * shading[b, 0] + r * shading[c, 0]
        up = p * shading[a, 1] + q * shading[b, 1] + r * shading[c, 1]
        z = p * shading[a, 2] + q * shading[b, 2] + r * shading[c, 2]
        one_length = ONE / max(np.sqrt(x * x + up * up + z * z), np.float32(1e-6))
        x, up, z = x * one_length, up * one_length, z * one_length
        key[seen] = strengths[0] * max(x * to_key[0] + up * to_key[1] + z * to_key[2], ZERO)
        fill = strengths[1] * max(x * to_fill[0] + up * to_fill[1] + z * to_fill[2], ZERO)
        light[seen] = fill + strengths[2] + (strengths[3] - strengths[2]) * HALF * (ONE + up)
        in_map[seen, 0] = p * shading[a, 3] + q * shading[b, 3] + r * shading[c, 3]
        in_map[seen, 1] = p * shading[a, 4] + q * shading[b, 4] + r * shading[c, 4]
        in_map[seen, 2] = p * shading[a, 5] + q * shading[b, 5] + r * shading[c, 5]


@compiled
def _cut_off(in_map: Floats, shadow: Shadow, key: Floats) -> None:
    """Leave of the key light (N,) what arrives at in_map (N, 3): the mean of 3 x 3 texels, bilinear between texels."""
    distance, nearest, farthest = shadow.distance, shadow.nearest, shadow.farthest
    left, top, right, bottom = shadow.box[0] + 1, shadow.box[1] + 1, shadow.box[2] - 2, shadow.box[3] - 2
    for place in range(len(in_map)):
        x, y, away = in_map[place, 0] - HALF, in_map[place, 1] - HALF, in_map[place, 2]
        column, row = np.floor(x), np.floor(y)
        if key[place] <= ZERO or not (left <= column < right and top <= row < bottom):
            continue
        i, j = np.intp(column), np.intp(row)
        if away <= nearest[j, i]:
            continue
        if away > farthest[j, i]:
            key[place] = ZERO
            continue
        across, down = x - column, y - row
        total = ZERO
        for v in range(4):
            line = (
                (ONE - across) * np.float32(away <= distance[j + v - 1, i - 1])
                + np.float32(away <= distance[j + v - 1, i])
                + np.float32(away <= distance[j + v - 1, i + 1])
                + across * np.float32(away <= distance[j + v - 1, i + 2])
            )
            total += line * (ONE - down if v == 0 else down if v == 3 else ONE)
        key[place] *= total * NINTH


@compiled
def _paint(
    surfaces: Triangles, light: Floats, key: Floats, colours: Floats, samples: int, row: NDArray[np.uint8]
) -> None:
    """Put surfaces before what is in the row (size, 3), each with its share of its pixel."""
    last, part = np.float32(len(colours) - 1), ONE / np.float32(samples)
    steps = last / np.float32(BRIGHTEST)
    seen = 0
    while seen < len(surfaces):
        column, behind = surfaces[seen, COLUMN], samples
        red, green, blue = ZERO, ZERO, ZERO
        while seen < len(surfaces) and surfaces[seen, COLUMN] == column:
            step = np.intp(min((light[seen] + key[seen]) * steps + HALF, last))
            share = np.float32(surfaces[seen, SHARE]) * part
            red += share * colours[step, 0]
            green += share * colours[step, 1]
            blue += share * colours[step, 2]
            behind -= surfaces[seen, SHARE]
            seen += 1
        rest = np.float32(behind) * part
        row[column, 0] = np.uint8(red + rest * row[column, 0] + HALF)
        row[column, 1] = np.uint8(green + rest * row[column, 1] + HALF)
        row[column, 2] = np.uint8(blue + rest * row[column, 2] + HALF)


@compiled
def _place_floor(places: Floats, left: int, y: int, in_map: Floats, in_world: Floats) -> None:
    """Where the floor is seen in the pixels of row ``y`` from ``left`` on: in_map (N, 3) and in_world (N, 2)."""
    down = np.float32(y) + HALF
    for pixel in range(len(in_map)):
        across = np.float32(left + pixel) + HALF
        one_whole = ONE / (places[0, 0] * across + places[0, 1] * down + places[0, 2])
        for axis in range(3):
            in_map[pixel, axis] = (
                places[1 + axis, 0] * across + places[1 + axis, 1] * down + places[1 + axis, 2]
            ) * one_whole
        for axis in range(2):
            in_world[pixel, axis] = (
                places[4 + axis, 0] * across + places[4 + axis, 1] * down + places[4 + axis, 2]
            ) * one_whole


@compiled
def _darken(row: NDArray[np.uint8], in_world: Floats, light: Floats, ground: Ground, dark_only: bool) -> None:
    centre, background, one_radius = ground.centre, ground.background, np.float32(1 / ground.radius)
    darkness, deeper = np.float32(ground.darkness), np.float32(ground.shadow)
    for pixel in range(len(row)):
        if dark_only and light[pixel] == ONE:
            continue
        x, z = in_world[pixel, 0] - centre[0], in_world[pixel, 1] - centre[1]
        inside = max(ONE - np.sqrt(x * x + z * z) * one_radius, ZERO)
        kept = ONE - inside * inside * (THREE - inside - inside) * (darkness + deeper * (ONE - light[pixel]))
        for channel in range(3):
            row[pixel, channel] = np.uint8(background[channel] * kept + HALF)
