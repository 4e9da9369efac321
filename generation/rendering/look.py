"""The look of all videos of the body, whichever renderer draws it: light, tone, floor and shadow.

The body is matte: hemispheric ambient light, one key light with a soft shadow, a weak fill, nothing specular. The floor
is nothing but darkness over the background, which fades out around where the body goes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from generation.motion import Motion
from generation.rendering.presentation import Presentation, rgb

AMBIENT_BELOW, AMBIENT_ABOVE = 0.27, 0.53  # light on what faces the floor, and the ceiling
KEY, FILL = 0.64, 0.15
TO_KEY = np.array([1.1, 3.2, 2.0]) / np.linalg.norm([1.1, 3.2, 2.0])  # right, up, towards the camera
TO_FILL = np.array([-0.756, 0.252, 0.605]) / np.linalg.norm([-0.756, 0.252, 0.605])
TONE = 0.87  # display curve
SHOULDER = 0.8  # above it light is compressed: a white body is a little darker than white, and keeps its shape
FRONT_LIGHT = 0.861  # light on skin that faces the camera: there the body has the colour that was asked for
FLOOR_DARKNESS = 0.07
SHADOW_DARKNESS = 0.30
FLOOR_RADIUS = 3.2  # metres around where the body goes
SHADOW_MAP = 384  # texels
SHADOW_HALF = 1.5  # metres from the body to the edge of the shadow map
TEXEL = 2 * SHADOW_HALF / SHADOW_MAP  # metres
NORMAL_OFFSET = 0.014  # metres off the surface where light is looked up: no acne


@dataclass(frozen=True)
class Floor:
    """centre: (x, height, z) metres; radius: metres at which nothing is left of the floor."""

    centre: tuple[float, float, float]
    radius: float

    @classmethod
    def under(cls, motion: Motion, height: float) -> Floor:
        """The floor that a clip's body stands on, around all places where it goes."""
        low, high = motion.trans.min(0).astype(float), motion.trans.max(0).astype(float)
        x, _, z = (low + high) / 2
        return cls((float(x), height, float(z)), FLOOR_RADIUS + float(np.hypot(*(high - low)[[0, 2]])) / 2)


def albedo(presentation: Presentation) -> NDArray[np.float64]:
    """(3,) of light that the skin sends back."""
    linear: NDArray[np.float64] = np.array(rgb(presentation.body_colour)) ** (1 / TONE)
    return linear / FRONT_LIGHT


def displayed(light: NDArray[np.floating]) -> NDArray[np.float64]:
    """Reflected light to display values 0 to 1."""
    over = np.maximum(light - SHOULDER, 0) / (1 - SHOULDER)
    compressed = np.where(over > 0, SHOULDER + (1 - SHOULDER) * (1 - np.exp(-over)), light)
    tone: NDArray[np.float64] = compressed**TONE
    return tone


def beside_camera(direction: NDArray[np.float64], axes: NDArray[np.float64]) -> NDArray[np.float64]:
    """(right, up, towards the camera) -> world: lights keep their place beside a camera of these ``axes``."""
    right, _, back = axes
    level = np.array([back[0], 0.0, back[2]]) / np.hypot(back[0], back[2])
    world: NDArray[np.float64] = np.array([right, [0.0, 1.0, 0.0], level]).T @ direction
    return world


def light_axes(axes: NDArray[np.float64]) -> NDArray[np.float64]:
    """(3, 3), rows are right, up and the way back of the key light beside a camera of these ``axes``."""
    back = beside_camera(TO_KEY, axes)
    right = np.cross([0.0, 1.0, 0.0], back)
    right /= np.linalg.norm(right)
    return np.stack([right, np.cross(back, right), back])


def shadow_centre(light: NDArray[np.float64], middle: NDArray[np.floating]) -> NDArray[np.float64]:
    """Middle of the shadow map, metres along the light's axes: ``middle`` on whole texels, so that no edge crawls."""
    centre: NDArray[np.float64] = np.round(light @ middle / TEXEL) * TEXEL
    return centre
