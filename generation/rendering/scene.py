"""The scene that pyrender draws: a body on a floor that fades into the background, under one key light.

Built once; each frame then only replaces the body's vertices in the graphics memory. Of pyrender's renderer three
things are replaced: its shaders (shaders/ holds ours), the reading back of depth, which costs more than the drawing,
and the shadow map, which follows the body instead of covering the whole scene.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from generation.errors import MiburiError
from generation.files import sha256_of
from generation.motion import Motion
from generation.rendering import camera as camera_module
from generation.rendering.body import Posing
from generation.rendering.camera import BACK, Camera
from generation.rendering.gl import load_pyrender

SHADERS = Path(__file__).parent / "shaders"
BACKGROUND = 0.806  # display grey
SHADOW_MAP = 384  # texels
SHADOW_HALF = 1.5  # metres from the body to the edge of the shadow map
FLOOR_RADIUS = 3.2  # metres around where the body goes
TO_LIGHT = np.array([1.1, 3.2, 2.0]) / np.linalg.norm([1.1, 3.2, 2.0])  # right, up, towards the camera
AWAY = np.array([0.0, 1000.0, 0.0])  # metres
Image = NDArray[np.uint8]
Box = tuple[int, int, int, int]  # pixels: left, bottom, width, height


def look_sha256() -> str:
    """Hash of all that decides the look: the shaders, this module and the camera's."""
    parts = [*sorted(SHADERS.iterdir()), Path(__file__), Path(camera_module.__file__)]
    return hashlib.sha256(b"".join(sha256_of(part).encode() for part in parts)).hexdigest()


class BodyRenderer:
    """Draws one body, frame by frame. One per process: OpenGL has one current context."""

    def __init__(self, posing: Posing, size: int, backend: str) -> None:
        """size: pixels of the square frame. MiburiError when ``backend`` cannot draw here."""
        self.posing = posing
        self.size = size
        self._pyrender = load_pyrender(backend)
        try:
            self._window = self._pyrender.OffscreenRenderer(size, size)
        except Exception as error:  # PyOpenGL, EGL and pyrender each have their own ways to say no
            raise MiburiError(
                f"cannot draw with {backend}: {error or type(error).__name__}; try another --renderer"
            ) from None
        self._body = _body_mesh(self._pyrender, posing)
        self._floor = _floor_mesh(self._pyrender)
        self._scene = self._pyrender.Scene(bg_color=[BACKGROUND] * 3 + [1.0])
        self._body_node = self._scene.add(self._body)
        self._floor_node = self._scene.add(self._floor)
        self._lens = self._pyrender.OrthographicCamera(1.0, 1.0, znear=0.1, zfar=2 * BACK)
        self._camera_node = self._scene.add(self._lens)
        self._light_node = self._scene.add(_key_light(self._pyrender))
        self._window._renderer = _renderer(self._floor, size)

    def frames(self, motion: Motion, camera: Camera, only: Iterable[int] | None = None) -> Iterator[Image]:
        """Frames of a clip, (size, size, 3) each; ``only`` picks frame numbers, else all in order."""
        vertices = self.posing.vertices(motion)
        floor = float(vertices[..., 1].min())
        self._aim(camera, floor, motion)
        empty = self._empty()
        for frame in range(len(motion)) if only is None else only:
            image = empty.copy()
            left, bottom, width, height = box = self._changed(vertices[frame], camera, floor)
            self._load(vertices[frame])
            top = self.size - bottom - height
            image[top : top + height, left : left + width] = self._render(box, vertices[frame].mean(0))
            yield image

    def close(self) -> None:
        self._window.delete()

    def _aim(self, camera: Camera, floor: float, motion: Motion) -> None:
        self._lens.xmag = self._lens.ymag = camera.half
        self._scene.set_pose(self._camera_node, camera.pose)
        light = np.eye(4)
        light[:3, :3] = _facing(_to_light(camera))
        self._scene.set_pose(self._light_node, light)
        low, high = motion.trans.min(0), motion.trans.max(0)
        reach = 1 + float(np.hypot(*(high - low)[[0, 2]])) / 2 / FLOOR_RADIUS
        ground = np.diag([reach, 1, reach, 1])
        ground[:3, 3] = [(low[0] + high[0]) / 2, floor, (low[2] + high[2]) / 2]
        self._scene.set_pose(self._floor_node, ground)

    def _empty(self) -> Image:
        """The frame without a body: the body stands, and casts its shadow, out of sight."""
        away = np.eye(4)
        away[:3, 3] = AWAY
        self._scene.set_pose(self._body_node, away)
        image = self._render((0, 0, self.size, self.size), AWAY)
        self._scene.set_pose(self._body_node, np.eye(4))
        return image

    def _changed(self, vertices: NDArray[np.float32], camera: Camera, floor: float) -> Box:
        """The part of the frame that the body and its shadow on the floor may cover."""
        light = _to_light(camera).astype(np.float32)
        shadow = vertices - ((vertices[:, 1:2] - floor) / light[1]) * light
        seen = np.concatenate([vertices, shadow]) - np.array(camera.centre, np.float32)
        pixels = (camera.axes[:2].astype(np.float32) @ seen.T / camera.half + 1) * (self.size / 2)
        blur = 3 * (2 * SHADOW_HALF / SHADOW_MAP) / camera.half * self.size / 2 + 2
        low = np.clip(np.floor(pixels.min(1) - blur), 0, self.size - 1).astype(int)
        high = np.clip(np.ceil(pixels.max(1) + blur), low + 1, self.size).astype(int)
        return int(low[0]), int(low[1]), int(high[0] - low[0]), int(high[1] - low[1])

    def _load(self, vertices: NDArray[np.float32]) -> None:
        """Put one frame's skin where the last one was in the graphics memory."""
        from OpenGL import GL

        block = np.concatenate([vertices, self.posing.normals(vertices)], axis=1)
        GL.glBindBuffer(GL.GL_ARRAY_BUFFER, self._body.primitives[0]._buffers[0])
        GL.glBufferSubData(GL.GL_ARRAY_BUFFER, 0, block.nbytes, block)

    def _render(self, box: Box, middle: NDArray[np.floating]) -> Image:
        """The frame within ``box``, with the shadow map around ``middle``."""
        renderer = self._window._renderer
        self._window._platform.make_current()
        renderer.box, renderer.shadow_centre = box, middle
        flags = self._pyrender.RenderFlags.OFFSCREEN | self._pyrender.RenderFlags.SHADOWS_DIRECTIONAL
        image: Image = renderer.render(self._scene, flags)
        return image


def _renderer(floor: Any, size: int) -> Any:
    """pyrender's renderer with our shaders, a shadow map around the body, and no depth read back."""
    from OpenGL import GL
    from pyrender.renderer import Renderer
    from pyrender.shader_program import ShaderProgramCache

    class MotionRenderer(Renderer):  # type: ignore[misc]
        shadow_centre = np.zeros(3)
        box: Box = (0, 0, size, size)

        def _configure_forward_pass_viewport(self, flags: int) -> None:
            super()._configure_forward_pass_viewport(flags)
            GL.glScissor(*self.box)
            GL.glEnable(GL.GL_SCISSOR_TEST)

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
            left, bottom, width, height = self.box
            corners = (left, bottom, left + width, bottom + height)
            GL.glBindFramebuffer(GL.GL_READ_FRAMEBUFFER, self._main_fb_ms)
            GL.glBindFramebuffer(GL.GL_DRAW_FRAMEBUFFER, self._main_fb)
            GL.glBlitFramebuffer(*corners, *corners, GL.GL_COLOR_BUFFER_BIT, GL.GL_LINEAR)
            GL.glDisable(GL.GL_SCISSOR_TEST)
            GL.glBindFramebuffer(GL.GL_READ_FRAMEBUFFER, self._main_fb)
            GL.glPixelStorei(GL.GL_PACK_ALIGNMENT, 1)
            data = GL.glReadPixels(left, bottom, width, height, GL.GL_RGB, GL.GL_UNSIGNED_BYTE)
            return np.frombuffer(data, np.uint8).reshape(height, width, 3)[::-1]

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
        normals=np.tile(np.array([0, 1, 0], np.float32), (len(r), 1)),
        color_0=colors,
        indices=indices.astype(np.uint32),
        material=pyrender.MetallicRoughnessMaterial(alphaMode="BLEND"),
    )
    return pyrender.Mesh([primitive])


def _to_light(camera: Camera) -> NDArray[np.float64]:
    """Unit vector towards the key light, which keeps its place beside the camera."""
    right, _, back = camera.axes
    level = np.array([back[0], 0.0, back[2]]) / np.hypot(back[0], back[2])
    toward: NDArray[np.float64] = TO_LIGHT[0] * right + TO_LIGHT[1] * np.array([0.0, 1.0, 0.0]) + TO_LIGHT[2] * level
    return toward


def _facing(back: NDArray[np.float64]) -> NDArray[np.float64]:
    """(3, 3) with ``back`` as its z axis: a light shines along its -z."""
    right = np.cross([0.0, 1.0, 0.0], back)
    right /= np.linalg.norm(right)
    return np.stack([right, np.cross(back, right), back], 1)
