"""The colours of pixels: the body's under its lights, and the floor's with the body's shadow on it."""

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
def _lit(
    distance: Floats, nearest: Floats, farthest: Floats, box: Integers, x: np.float32, y: np.float32, away: np.float32
) -> np.float32:
    """Share of the key light that arrives: the mean of 3 x 3 texels, bilinear between texels."""
    column, row = np.floor(x - HALF), np.floor(y - HALF)
    if not (box[0] + 1 <= column < box[2] - 2 and box[1] + 1 <= row < box[3] - 2):
        return ONE
    i, j = np.intp(column), np.intp(row)
    if away <= nearest[j, i]:
        return ONE
    if away > farthest[j, i]:
        return ZERO
    across, down = x - HALF - column, y - HALF - row
    total = ZERO
    for v in range(4):
        line = (
            (ONE - across) * np.float32(away <= distance[j + v - 1, i - 1])
            + np.float32(away <= distance[j + v - 1, i])
            + np.float32(away <= distance[j + v - 1, i + 1])
            + across * np.float32(away <= distance[j + v - 1, i + 2])
        )
        total += line * (ONE - down if v == 0 else down if v == 3 else ONE)
    return total * NINTH


@compiled
def _light(
    corners: tuple[int, int, int],
    across: np.float32,
    down: np.float32,
    screen: Floats,
    shading: Floats,
    distance: Floats,
    nearest: Floats,
    farthest: Floats,
    box: Integers,
    directions: Floats,
    strengths: Floats,
) -> np.float32:
    """Light on the triangle of ``corners`` where it is seen ``across`` and ``down`` pixels from the frame's corner."""
    a, b, c = corners
    ax, ay = screen[a, 0], screen[a, 1]
    bx, by, cx, cy = screen[b, 0] - ax, screen[b, 1] - ay, screen[c, 0] - ax, screen[c, 1] - ay
    dx, dy, one_area = across - ax, down - ay, ONE / (bx * cy - cx * by)
    q, r = (dx * cy - dy * cx) * one_area, (dy * bx - dx * by) * one_area
    # shares of the surface, not of its picture: nearness over the nearness there
    p, q, r = (ONE - q - r) * screen[a, 3], q * screen[b, 3], r * screen[c, 3]
    one_whole = ONE / (p + q + r)
    p, q, r = p * one_whole, q * one_whole, r * one_whole
    x = p * shading[a, 0] + q * shading[b, 0] + r * shading[c, 0]
    y = p * shading[a, 1] + q * shading[b, 1] + r * shading[c, 1]
    z = p * shading[a, 2] + q * shading[b, 2] + r * shading[c, 2]
    one_length = ONE / max(np.sqrt(x * x + y * y + z * z), np.float32(1e-6))
    x, y, z = x * one_length, y * one_length, z * one_length
    key = x * directions[0, 0] + y * directions[0, 1] + z * directions[0, 2]
    fill = x * directions[1, 0] + y * directions[1, 1] + z * directions[1, 2]
    light = strengths[2] + (strengths[3] - strengths[2]) * HALF * (ONE + y) + strengths[1] * max(fill, ZERO)
    if key > ZERO:
        u = p * shading[a, 3] + q * shading[b, 3] + r * shading[c, 3]
        v = p * shading[a, 4] + q * shading[b, 4] + r * shading[c, 4]
        away = p * shading[a, 5] + q * shading[b, 5] + r * shading[c, 5]
        light += strengths[0] * key * _lit(distance, nearest, farthest, box, u, v, away)
    return light


@compiled
def shade_body(
    image: NDArray[np.uint8],
    box: Integers,
    depth: Floats,
    owner: NDArray[np.int32],
    places: Floats,
    faces: Triangles,
    screen: Floats,
    shading: Floats,
    shadow: Shadow,
    lights: Lights,
) -> None:
    """Put the body, as ``draw_samples`` found it at ``places``, before what is in the image (size, size, 3).

    Samples of a pixel that see one surface share the colour at the first of them.
    """
    distance, nearest, farthest, within = shadow.distance, shadow.nearest, shadow.farthest, shadow.box
    directions, strengths, colours = lights.directions, lights.strengths, lights.colours
    samples, last = len(places), np.float32(len(colours) - 1)
    steps, whole, part = last / np.float32(BRIGHTEST), np.float32(samples), ONE / np.float32(samples)
    shares = np.empty(samples, np.int64)
    for y in range(box[1], box[3]):
        for x in range(box[0], box[2]):
            behind = np.float32(samples - _share_out(depth, y, x, shares))
            if behind == whole:
                continue
            red, green, blue = behind * image[y, x, 0], behind * image[y, x, 1], behind * image[y, x, 2]
            sample = 0
            left = whole - behind
            while left > ZERO:
                if shares[sample]:
                    face = owner[y, x, sample]
                    light = _light(
                        (faces[face, 0], faces[face, 1], faces[face, 2]),
                        np.float32(x) + HALF + places[sample, 0],
                        np.float32(y) + HALF + places[sample, 1],
                        screen,
                        shading,
                        distance,
                        nearest,
                        farthest,
                        within,
                        directions,
                        strengths,
                    )
                    step, share = np.intp(min(light * steps + HALF, last)), np.float32(shares[sample])
                    red += share * colours[step, 0]
                    green += share * colours[step, 1]
                    blue += share * colours[step, 2]
                    left -= share
                sample += 1
            image[y, x, 0] = np.uint8(red * part + HALF)
            image[y, x, 1] = np.uint8(green * part + HALF)
            image[y, x, 2] = np.uint8(blue * part + HALF)


@compiled
def _share_out(depth: Floats, y: int, x: int, shares: Integers) -> int:
    """How many samples of a pixel see the body. shares (samples,): how many see the surface that the sample is the
    first to see, else 0; the last ones are not written when no sample is left for them."""
    samples = depth.shape[2]
    alike = 0
    for sample in range(samples):
        alike += abs(depth[y, x, sample] - depth[y, x, 0]) < ONE_SURFACE
    shares[0] = alike
    if alike == samples:
        return samples
    seen = 0
    for sample in range(samples):
        shares[sample] = depth[y, x, sample] < np.inf
        seen += shares[sample]
    if seen == 0:
        return 0
    for sample in range(samples):
        if shares[sample]:
            for other in range(sample + 1, samples):
                same = shares[other] & (abs(depth[y, x, other] - depth[y, x, sample]) < ONE_SURFACE)
                shares[other] -= same
                shares[sample] += same
    return seen


@compiled
def shade_floor(image: NDArray[np.uint8], box: Integers, shadow: Shadow, ground: Ground, dark_only: bool) -> None:
    """Draw the floor within ``box``, or only where the body's shadow falls."""
    distance, nearest, farthest, within = shadow.distance, shadow.nearest, shadow.farthest, shadow.box
    places, centre, background = ground.places, ground.centre, ground.background
    radius, darkness, deeper = np.float32(ground.radius), np.float32(ground.darkness), np.float32(ground.shadow)
    for y in range(box[1], box[3]):
        down = np.float32(y) + HALF
        for x in range(box[0], box[2]):
            across = np.float32(x) + HALF
            whole = places[0, 0] * across + places[0, 1] * down + places[0, 2]
            if not whole > ZERO:  # at the horizon or above
                continue
            u = (places[1, 0] * across + places[1, 1] * down + places[1, 2]) / whole
            v = (places[2, 0] * across + places[2, 1] * down + places[2, 2]) / whole
            away = (places[3, 0] * across + places[3, 1] * down + places[3, 2]) / whole
            light = _lit(distance, nearest, farthest, within, u, v, away)
            if dark_only and light == ONE:
                continue
            east = (places[4, 0] * across + places[4, 1] * down + places[4, 2]) / whole - centre[0]
            south = (places[5, 0] * across + places[5, 1] * down + places[5, 2]) / whole - centre[1]
            inside = max(ONE - np.sqrt(east * east + south * south) / radius, ZERO)
            kept = ONE - inside * inside * (THREE - inside - inside) * (darkness + deeper * (ONE - light))
            for channel in range(3):
                image[y, x, channel] = np.uint8(background[channel] * kept + HALF)
