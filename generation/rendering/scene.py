"""The scene that pyrender draws: a body on a floor that fades into the background, under one key light.

Built once; each frame then only replaces the body's vertices in the graphics memory. Of pyrender's renderer three
things are replaced: its shaders (shaders/ holds ours), the reading back of depth, which costs more than the drawing,
and the shadow map, which follows the body instead of covering the whole scene.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from generation.motion import Motion
from generation.rendering.body import Posing
from generation.rendering.camera import Camera
from generation.rendering.gl import load_pyrender

SHADERS = Path(__file__).parent / "shaders"
BACKGROUND = 0.806  # display grey
SHADOW_MAP = 384  # texels
SHADOW_HALF = 1.5  # metres from the body to the edge of the shadow map
FLOOR_RADIUS = 3.2  # metres
TO_LIGHT = np.array([1.1, 3.2, 2.0]) / np.linalg.norm([1.1, 3.2, 2.0])  # in the camera's heading
Image = NDArray[np.uint8]


class BodyRenderer:
    """Draws one body, frame by frame. One per process: OpenGL has one current context."""

    def __init__(self, posing: Posing, size: int, backend: str) -> None:
        """size: pixels of the square frame. MiburiError when ``backend`` cannot draw here."""
        self.posing = posing
        self.size = size
        self._pyrender = load_pyrender(backend)
        self._window = self._pyrender.OffscreenRenderer(size, size)
        self._body = _body_mesh(self._pyrender, posing)
        self._floor = _floor_mesh(self._pyrender)
        self._scene = self._pyrender.Scene(bg_color=[BACKGROUND] * 3 + [1.0])
        self._scene.add(self._body)
        self._floor_node = self._scene.add(self._floor)
        self._lens = self._pyrender.OrthographicCamera(1.0, 1.0, znear=0.1, zfar=20.0)
        self._camera_node = self._scene.add(self._lens)
        self._light_node = self._scene.add(_key_light(self._pyrender))
        self._window._renderer = _renderer(self._floor, size)

    def frames(self, motion: Motion, camera: Camera, only: Iterable[int] | None = None) -> Iterator[Image]:
        """Frames of a clip, (size, size, 3) each; ``only`` picks frame numbers, else all in order."""
        vertices = self.posing.vertices(motion)
        self._aim(camera, motion, float(vertices[..., 1].min()))
        for frame in range(len(motion)) if only is None else only:
            yield self._draw(vertices[frame])

    def close(self) -> None:
        self._window.delete()

    def _aim(self, camera: Camera, motion: Motion, floor: float) -> None:
        self._lens.xmag = self._lens.ymag = camera.half
        self._scene.set_pose(self._camera_node, camera.pose)
        light = _turned(camera.azimuth)
        light[:3, :3] = light[:3, :3] @ _facing(TO_LIGHT)
        self._scene.set_pose(self._light_node, light)
        ground = np.eye(4)
        ground[:3, 3] = [camera.centre[0], floor, camera.centre[2]]
        self._scene.set_pose(self._floor_node, ground)

    def _draw(self, vertices: NDArray[np.float32]) -> Image:
        from OpenGL import GL

        window = self._window
        window._platform.make_current()
        window._renderer.shadow_centre = (vertices.min(0) + vertices.max(0)) / 2
        block = np.concatenate([vertices, self.posing.normals(vertices)], axis=1)
        primitive = self._body.primitives[0]
        flags = self._pyrender.RenderFlags.OFFSCREEN | self._pyrender.RenderFlags.SHADOWS_DIRECTIONAL
        window._renderer._update_context(self._scene, flags)
        GL.glBindBuffer(GL.GL_ARRAY_BUFFER, primitive._buffers[0])
        GL.glBufferSubData(GL.GL_ARRAY_BUFFER, 0, block.nbytes, block)
        image: Image = window._renderer.render(self._scene, flags)
        return image


def _renderer(floor: Any, size: int) -> Any:
    """pyrender's renderer with our shaders, a shadow map around the body, and no depth read back."""
    from OpenGL import GL
    from pyrender.renderer import Renderer
    from pyrender.shader_program import ShaderProgramCache

    class MotionRenderer(Renderer):  # type: ignore[misc]
        shadow_centre = np.zeros(3)

        def _configure_shadow_mapping_viewport(self, light: Any, flags: int) -> None:
            super()._configure_shadow_mapping_viewport(light, flags)
            GL.glViewport(0, 0, SHADOW_MAP, SHADOW_MAP)

        def _shadow_mapping_pass(self, scene: Any, light_node: Any, flags: int) -> None:
            floor.is_visible = False  # the floor casts no shadow
            super()._shadow_mapping_pass(scene, light_node, flags)
            floor.is_visible = True

        def _get_light_cam_matrices(
            self, scene: Any, light_node: Any, flags: int
        ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
            axes = scene.get_pose(light_node)[:3, :3].T
            texel = 2 * SHADOW_HALF / SHADOW_MAP
            centre = np.round(axes @ self.shadow_centre / texel) * texel  # whole texels: the edge does not crawl
            view = np.eye(4)
            view[:3, :3] = axes
            view[:3, 3] = -centre
            projection = np.diag([1 / SHADOW_HALF, 1 / SHADOW_HALF, -1 / 4.0, 1.0])
            return view, projection

        def _read_main_framebuffer(self, scene: Any, flags: int) -> Image:
            GL.glBindFramebuffer(GL.GL_READ_FRAMEBUFFER, self._main_fb_ms)
            GL.glBindFramebuffer(GL.GL_DRAW_FRAMEBUFFER, self._main_fb)
            GL.glBlitFramebuffer(0, 0, size, size, 0, 0, size, size, GL.GL_COLOR_BUFFER_BIT, GL.GL_LINEAR)
            GL.glBindFramebuffer(GL.GL_READ_FRAMEBUFFER, self._main_fb)
            data = GL.glReadPixels(0, 0, size, size, GL.GL_RGB, GL.GL_UNSIGNED_BYTE)
            return np.frombuffer(data, np.uint8).reshape(size, size, 3)[::-1]

    renderer = MotionRenderer(size, size)
    renderer._program_cache = ShaderProgramCache(shader_dir=str(SHADERS))
    return renderer


def _key_light(pyrender: ModuleType) -> Any:
    light = pyrender.DirectionalLight()
    light._generate_shadow_texture(SHADOW_MAP)
    return light


def _body_mesh(pyrender: ModuleType, posing: Posing) -> Any:
    rest = posing.body.v_template.numpy()
    primitive = pyrender.Primitive(
        positions=rest, normals=posing.normals(rest), indices=posing.faces.astype(np.uint32)
    )  # fmt: skip
    return pyrender.Mesh([primitive])


def _floor_mesh(pyrender: ModuleType) -> Any:
    """A disc of rings; its vertices' opacity falls smoothly from 1 in the middle to 0 at the rim."""
    rings, sectors = 12, 48
    radius = np.linspace(0, FLOOR_RADIUS, rings + 1)
    angle = np.linspace(0, 2 * np.pi, sectors, endpoint=False)
    r, a = (grid.ravel() for grid in np.meshgrid(radius, angle, indexing="ij"))
    positions = np.stack([r * np.sin(a), np.zeros_like(r), r * np.cos(a)], 1).astype(np.float32)
    part = np.clip(1 - r / FLOOR_RADIUS, 0, 1)
    colors = np.zeros((len(r), 4), np.float32)
    colors[:, 3] = part * part * (3 - 2 * part)
    ring, sector = (grid.ravel() for grid in np.meshgrid(np.arange(rings), np.arange(sectors), indexing="ij"))
    here, there = ring * sectors + sector, ring * sectors + (sector + 1) % sectors
    indices = np.concatenate(
        [np.stack([here, here + sectors, there], 1), np.stack([there, here + sectors, there + sectors], 1)]
    )
    primitive = pyrender.Primitive(
        positions=positions,
        normals=np.tile(np.float32([0, 1, 0]), (len(r), 1)),
        color_0=colors,
        indices=indices.astype(np.uint32),
        material=pyrender.MetallicRoughnessMaterial(alphaMode="BLEND"),
    )
    return pyrender.Mesh([primitive])


def _turned(azimuth: float) -> NDArray[np.float64]:
    pose = np.eye(4)
    c, s = np.cos(azimuth), np.sin(azimuth)
    pose[:3, :3] = [[c, 0, s], [0, 1, 0], [-s, 0, c]]
    return pose


def _facing(back: NDArray[np.float64]) -> NDArray[np.float64]:
    """(3, 3) with ``back`` as its z axis: a light shines along its -z."""
    right = np.cross([0.0, 1.0, 0.0], back)
    right /= np.linalg.norm(right)
    return np.stack([right, np.cross(back, right), back], 1)
