"""Draws a body's frames on a processor."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from generation.motion import Motion
from generation.rendering import look
from generation.rendering.body import Posing
from generation.rendering.camera import Camera, View
from generation.rendering.presentation import Presentation, rgb
from generation.rendering.raster.projection import Lens, Sun, box_of, floor_places, lens_of, on_floor, project, to_sun
from generation.rendering.raster.shading import BRIGHTEST, Ground, Lights, Shadow, shade_body, shade_floor
from generation.rendering.raster.shadow import bound_shadow_map, draw_shadow_map
from generation.rendering.raster.visibility import PLACES, draw_samples

Image = NDArray[np.uint8]
COLOURS = 4096  # steps of light
EDGE = 1.0  # pixels around the body's vertices that its edges may touch
BLUR = 4  # texels around a shadow's outline that are neither lit nor dark


@dataclass(frozen=True)
class _Stage:
    """All that a view has without a body. light: (3, 3), rows are the key light's right, up and back."""

    view: View
    lens: Lens
    light: NDArray[np.float64]
    lights: Lights
    floor: look.Floor | None


class RasterRenderer:
    """Draws one body, frame by frame, with no more memory for a long clip than for a short one."""

    def __init__(self, posing: Posing, presentation: Presentation) -> None:
        self.posing = posing
        self.presentation = presentation
        self.size = presentation.size
        vertices, size, texels = len(posing.rest), self.size, look.SHADOW_MAP
        self._faces = posing.faces.astype(np.int32)
        self._background = np.array(rgb(presentation.background), np.float32) * 255
        self._screen = np.empty((vertices, 4), np.float32)
        self._shading = np.empty((vertices, 6), np.float32)
        self._map_position = np.empty((vertices, 3), np.float32)
        self._fallen, self._fallen_screen = np.empty((vertices, 3), np.float32), np.empty((vertices, 4), np.float32)
        self._places = PLACES
        self._depth = np.empty((size, size, len(PLACES)), np.float32)
        self._owner = np.empty((size, size, len(PLACES)), np.int32)
        self._distance, self._nearest, self._farthest = np.empty((3, texels, texels), np.float32)
        self._rows = np.empty((2, texels, texels), np.float32)
        steps = np.linspace(0, BRIGHTEST, COLOURS)[:, None] * look.albedo(presentation)
        self._colours = (look.displayed(steps) * 255).astype(np.float32)

    def frames(self, motion: Motion, camera: Camera, only: Iterable[int] | None = None) -> Iterator[Image]:
        """Frames of a clip, (size, size, 3) each; ``only`` picks frame numbers, else all in order."""
        numbers = range(len(motion)) if only is None else list(only)
        floor = look.Floor.under(motion, self.posing.lowest(motion)) if self.presentation.floor else None
        stage: _Stage | None = None
        for number, vertices in zip(numbers, self.posing.skins(motion, numbers), strict=True):
            if stage is None or self.presentation.follow:
                stage = self._stage(camera.view(number), floor)
                empty = self._empty(stage)
            image = empty.copy()
            self._draw(image, vertices, stage)
            yield image

    def close(self) -> None:
        """Nothing is held."""

    def _stage(self, view: View, floor: look.Floor | None) -> _Stage:
        directions = np.stack([look.beside_camera(way, view.axes) for way in (look.TO_KEY, look.TO_FILL)])
        strengths = np.array([look.KEY, look.FILL, look.AMBIENT_BELOW, look.AMBIENT_ABOVE], np.float32)
        lights = Lights(directions.astype(np.float32), strengths, self._colours)
        return _Stage(view, lens_of(view, self.size), look.light_axes(view.axes), lights, floor)

    def _empty(self, stage: _Stage) -> Image:
        """The frame without a body."""
        image = np.empty((self.size, self.size, 3), np.uint8)
        image[:] = (self._background + 0.5).astype(np.uint8)
        if stage.floor is not None:
            whole, nowhere = np.array([0, 0, self.size, self.size]), np.zeros(4, np.int64)
            ground = self._ground(stage, stage.floor, self._sun(stage, np.zeros(3)))
            shade_floor(image, whole, self._shadow(nowhere), ground, False)
        return image

    def _draw(self, image: Image, vertices: NDArray[np.float32], stage: _Stage) -> None:
        sun = self._sun(stage, vertices.mean(0))
        project(vertices, stage.lens, self._screen)
        normals = self.posing.normals(vertices)
        to_sun(vertices, normals, look.NORMAL_OFFSET, sun, self._shading, self._map_position)
        shadow = self._cast()
        if stage.floor is not None:
            box = self._fallen_box(vertices, stage.lens, sun, stage.floor)
            shade_floor(image, box, shadow, self._ground(stage, stage.floor, sun), True)
        body = self._box(self._screen, EDGE, self.size)
        draw_samples(self._screen, self._faces, body, self._places, self._depth, self._owner)
        shade_body(
            image,
            body,
            self._depth,
            self._owner,
            self._places,
            self._faces,
            self._screen,
            self._shading,
            shadow,
            stage.lights,
        )

    def _cast(self) -> Shadow:
        box = self._box(self._map_position, BLUR, look.SHADOW_MAP)
        draw_shadow_map(self._map_position, self._faces, box, self._distance)
        bound_shadow_map(self._distance, box, self._rows, self._nearest, self._farthest)
        return self._shadow(box)

    def _shadow(self, box: NDArray[np.int64]) -> Shadow:
        return Shadow(self._distance, self._nearest, self._farthest, box)

    def _fallen_box(self, vertices: NDArray[np.float32], lens: Lens, sun: Sun, floor: look.Floor) -> NDArray[np.int64]:
        """Pixels that the body's shadow on the floor may cover."""
        on_floor(vertices, sun.axes[2], floor.centre[1], self._fallen)
        project(self._fallen, lens, self._fallen_screen)
        return self._box(self._fallen_screen, BLUR * look.TEXEL / lens.half * self.size / 2, self.size)

    def _box(self, places: NDArray[np.float32], margin: float, size: int) -> NDArray[np.int64]:
        box = np.empty(4, np.int64)
        box_of(places, margin, size, box)
        return box

    def _sun(self, stage: _Stage, middle: NDArray[np.floating]) -> Sun:
        centre = look.shadow_centre(stage.light, middle)
        return Sun(stage.light.astype(np.float32), centre.astype(np.float32), look.TEXEL, look.SHADOW_MAP)

    def _ground(self, stage: _Stage, floor: look.Floor, sun: Sun) -> Ground:
        x, height, z = floor.centre
        return Ground(
            floor_places(stage.view, self.size, height, sun),
            np.array([x, z], np.float32),
            floor.radius,
            look.FLOOR_DARKNESS,
            look.SHADOW_DARKNESS,
            self._background,
        )
