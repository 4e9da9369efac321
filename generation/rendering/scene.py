"""The scene that pyrender draws: a body on a floor that fades into the background, under one key light.

Built once; each frame then only replaces the body's vertices in the graphics memory. Of pyrender's renderer three
things are replaced: its shaders (shaders/ holds ours), the reading back of depth, which costs more than the drawing,
and the shadow map, which follows the body instead of covering the whole scene.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from generation.errors import MiburiError
from generation.motion import Motion
from generation.rendering import look
from generation.rendering.body import Posing
from generation.rendering.camera import BACK, Camera, View
from generation.rendering.gl import load_pyrender
from generation.rendering.presentation import Presentation, rgb

SHADERS = Path(__file__).parent / "shaders"
AWAY = np.array([0.0, 1000.0, 0.0])  # metres
NEAR, FAR = 0.1, 2 * BACK  # metres from the eye
Image = NDArray[np.uint8]
Box = tuple[int, int, int, int]  # pixels: left, bottom, width, height


class SceneRenderer:
    """Draws one body, frame by frame. One per process: OpenGL has one current context."""

    def __init__(self, posing: Posing, presentation: Presentation, backend: str) -> None:
        """MiburiError when ``backend`` (osmesa or egl) cannot draw here."""
        self.posing = posing
        self.presentation = presentation
        self.size = presentation.size
        self._pyrender = load_pyrender(backend)
        try:
            self._window = self._pyrender.OffscreenRenderer(self.size, self.size)
        except Exception as error:  # PyOpenGL, EGL and pyrender each have their own ways to say no
            raise MiburiError(
                f"cannot draw with {backend}: {error or type(error).__name__}; try another --renderer"
            ) from None
        self._body = _body_mesh(self._pyrender, posing)
        self._floor = _floor_mesh(self._pyrender)
        self._scene = self._pyrender.Scene(bg_color=[*rgb(presentation.background), 1.0])
        self._body_node = self._scene.add(self._body)
        self._floor_node = self._scene.add(self._floor)
        self._floor_node.mesh.is_visible = presentation.floor
        self._camera_node = self._scene.add(_lens(self._pyrender, presentation))
        self._light_node = self._scene.add(_key_light(self._pyrender))
        self._window._renderer = _renderer(self._floor, presentation)

    def frames(self, motion: Motion, camera: Camera, only: Iterable[int] | None = None) -> Iterator[Image]:
        """Frames of a clip, (size, size, 3) each; ``only`` picks frame numbers, else all in order."""
        numbers = range(len(motion)) if only is None else list(only)
        height = self.posing.lowest(motion)
        self._lay_floor(look.Floor.under(motion, height))
        empty: Image | None = None
        for number, vertices in zip(numbers, self.posing.skins(motion, numbers), strict=True):
            if empty is None or self.presentation.follow:
                view = camera.view(number)
                self._aim(view)
                empty = self._empty()
            image = empty.copy()
            left, bottom, width, height_ = box = self._changed(vertices, view, height)
            self._load(vertices)
            top = self.size - bottom - height_
            image[top : top + height_, left : left + width] = self._render(box, vertices.mean(0))
            yield image

    def close(self) -> None:
        self._window.delete()

    def _lay_floor(self, floor: look.Floor) -> None:
        ground = np.diag([floor.radius, 1, floor.radius, 1])
        ground[:3, 3] = floor.centre
        self._scene.set_pose(self._floor_node, ground)

    def _aim(self, view: View) -> None:
        lens = self._camera_node.camera
        eye, far = view.centre + BACK * view.axes[2], math.isinf(view.distance)
        if far:
            lens.xmag = lens.ymag = view.half
        else:
            lens.yfov = 2 * math.atan(view.half / view.distance)
            eye = view.centre + view.distance * view.axes[2]
        for node, axes, place in (
            (self._camera_node, view.axes, eye),
            (self._light_node, look.light_axes(view.axes), np.zeros(3)),
        ):
            pose = np.eye(4)
            pose[:3, :3], pose[:3, 3] = axes.T, place
            self._scene.set_pose(node, pose)
        self._window._renderer.to_fill = look.beside_camera(look.TO_FILL, view.axes)

    def _empty(self) -> Image:
        """The frame without a body: the body stands, and casts its shadow, out of sight."""
        away = np.eye(4)
        away[:3, 3] = AWAY
        self._scene.set_pose(self._body_node, away)
        image = self._render((0, 0, self.size, self.size), AWAY)
        self._scene.set_pose(self._body_node, np.eye(4))
        return image

    def _changed(self, vertices: NDArray[np.float32], view: View, floor: float) -> Box:
        """The part of the frame that the body and its shadow on the floor may cover."""
        light = look.light_axes(view.axes)[2].astype(np.float32)
        shadow = vertices - ((vertices[:, 1:2] - floor) / light[1]) * light
        seen = view.seen(np.concatenate([vertices, shadow]))
        if (seen[:, 2] >= view.distance - NEAR).any():
            return 0, 0, self.size, self.size
        pixels = (seen[:, :2] + 1) * (self.size / 2)
        blur = 4 * look.TEXEL / view.half * self.size / 2 + 2
        low = np.clip(np.floor(pixels.min(0) - blur), 0, self.size - 1).astype(int)
        high = np.clip(np.ceil(pixels.max(0) + blur), low + 1, self.size).astype(int)
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


def _renderer(floor: Any, presentation: Presentation) -> Any:
    """pyrender's renderer with our shaders, a shadow map around the body, and no depth read back."""
    from OpenGL import GL
    from pyrender.renderer import Renderer
    from pyrender.shader_program import ShaderProgramCache

    size = presentation.size

    class MotionRenderer(Renderer):  # type: ignore[misc]
        shadow_centre = np.zeros(3)
        to_fill = np.zeros(3)
        box: Box = (0, 0, size, size)

        def _configure_forward_pass_viewport(self, flags: int) -> None:
            super()._configure_forward_pass_viewport(flags)
            GL.glScissor(*self.box)
            GL.glEnable(GL.GL_SCISSOR_TEST)

        def _configure_shadow_mapping_viewport(self, light: Any, flags: int) -> None:
            super()._configure_shadow_mapping_viewport(light, flags)
            GL.glViewport(0, 0, look.SHADOW_MAP, look.SHADOW_MAP)

        def _shadow_mapping_pass(self, scene: Any, light_node: Any, flags: int) -> None:
            floor.is_visible = False  # the floor casts no shadow
            super()._shadow_mapping_pass(scene, light_node, flags)
            floor.is_visible = presentation.floor

        def _bind_lighting(self, scene: Any, program: Any, node: Any, flags: int) -> None:
            super()._bind_lighting(scene, program, node, flags)
            program.set_uniform("to_fill", self.to_fill)

        def _get_light_cam_matrices(
            self, scene: Any, light_node: Any, flags: int
        ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
            axes = scene.get_pose(light_node)[:3, :3].T
            view = np.eye(4)
            view[:3, :3] = axes
            view[:3, 3] = -look.shadow_centre(axes, self.shadow_centre)
            projection = np.diag([1 / look.SHADOW_HALF, 1 / look.SHADOW_HALF, -1 / 4.0, 1.0])
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

    class LookCache(ShaderProgramCache):  # type: ignore[misc]
        def get_program(self, *arguments: Any, defines: dict[str, Any], **others: Any) -> Any:
            return super().get_program(*arguments, defines=defines | _shader_words(presentation), **others)

    renderer = MotionRenderer(size, size)
    renderer._program_cache = LookCache(shader_dir=str(SHADERS))
    return renderer


def _shader_words(presentation: Presentation) -> dict[str, str]:
    """What stands for the words ``LOOK_...`` in the shaders."""
    names = ("AMBIENT_BELOW", "AMBIENT_ABOVE", "KEY", "FILL", "TONE", "SHOULDER", "FLOOR_DARKNESS", "SHADOW_DARKNESS")
    numbers = {f"LOOK_{name}": f"{getattr(look, name):.6f}" for name in (*names, "NORMAL_OFFSET")}
    skin = ", ".join(f"{part:.6f}" for part in look.albedo(presentation))
    return numbers | {"LOOK_ALBEDO": f"vec3({skin})"}


def _lens(pyrender: ModuleType, presentation: Presentation) -> Any:
    if presentation.projection == "perspective":
        return pyrender.PerspectiveCamera(1.0, znear=NEAR, zfar=FAR, aspectRatio=1.0)
    return pyrender.OrthographicCamera(1.0, 1.0, znear=NEAR, zfar=FAR)


def _key_light(pyrender: ModuleType) -> Any:
    light = pyrender.DirectionalLight()
    light._generate_shadow_texture(look.SHADOW_MAP)
    return light


def _body_mesh(pyrender: ModuleType, posing: Posing) -> Any:
    primitive = pyrender.Primitive(
        positions=posing.rest, normals=posing.normals(posing.rest), indices=posing.faces.astype(np.uint32)
    )  # fmt: skip
    return pyrender.Mesh([primitive])


def _floor_mesh(pyrender: ModuleType) -> Any:
    """A square around the disc of radius 1 that the shader fades out; its colours only tell it from the body."""
    positions = np.array([[-1, 0, -1], [-1, 0, 1], [1, 0, 1], [1, 0, -1]], np.float32)
    primitive = pyrender.Primitive(
        positions=positions,
        normals=np.tile(np.array([0, 1, 0], np.float32), (4, 1)),
        color_0=np.ones((4, 4), np.float32),
        indices=np.array([[0, 1, 2], [0, 2, 3]], np.uint32),
        material=pyrender.MetallicRoughnessMaterial(alphaMode="BLEND"),
    )
    return pyrender.Mesh([primitive])
