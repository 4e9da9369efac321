"""The plain way to a video: smplx poses each frame, pyrender draws it in a new scene with its own shaders and shadow.

The light, the floor and the camera are Miburi's as far as pyrender has them; 512² pixels, the renderer kept.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.smplx_body import posed, smplx_body
from generation.executors.executor import Report, Worker
from generation.motion import Motion
from generation.rendering import look
from generation.rendering.camera import BACK, Camera
from generation.rendering.encode import write_video
from generation.rendering.gl import load_pyrender
from generation.rendering.workshop import Clip, Videos

FLOOR = np.array([[-3, 0, -3], [-3, 0, 3], [3, 0, 3], [3, 0, -3]], np.float32)


@dataclass(frozen=True)
class PlainWorkshop:
    """``backend``: osmesa or egl."""

    size: int
    backend: str

    def __call__(self) -> Worker[Clip, Videos]:
        body, pyrender = smplx_body(), load_pyrender(self.backend)
        window = pyrender.OffscreenRenderer(self.size, self.size)

        def frames(motion: Motion, camera: Camera) -> Iterator[NDArray[np.uint8]]:
            for frame in range(len(motion)):
                alone = Motion(motion.poses[frame : frame + 1], motion.trans[frame : frame + 1], motion.fps)
                skin, _ = posed(body, alone)
                scene = plain_scene(pyrender, skin[0], body.faces, camera)
                picture, _ = window.render(scene, flags=pyrender.RenderFlags.SHADOWS_DIRECTIONAL)
                yield picture

        def render(clip: Clip, report: Report) -> Videos:
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder, "clip.mp4")
                write_video(path, frames(clip.motion, clip.camera), self.size, clip.motion.fps)
                return Videos(path.read_bytes(), None)

        return render


def plain_scene(pyrender: Any, vertices: NDArray[np.float32], faces: NDArray[np.integer], camera: Camera) -> Any:
    """A scene with a body, a floor under it, a light and a camera."""
    import trimesh

    scene = pyrender.Scene(bg_color=[0.806] * 3, ambient_light=[0.4] * 3)
    matte = pyrender.MetallicRoughnessMaterial(baseColorFactor=[0.6, 0.6, 0.6, 1], metallicFactor=0, roughnessFactor=1)
    scene.add(pyrender.Mesh.from_trimesh(trimesh.Trimesh(vertices, faces, process=False), material=matte, smooth=True))
    floor = trimesh.Trimesh(FLOOR, [[0, 1, 2], [0, 2, 3]], process=False)
    scene.add(pyrender.Mesh.from_trimesh(floor, material=matte, smooth=False))
    view, light = camera.view(0), np.eye(4)
    axes = look.light_axes(view.axes)
    light[:3, :3], light[:3, 3] = axes.T, view.centre + 4 * axes[2]
    scene.add(pyrender.DirectionalLight(color=np.ones(3), intensity=2.6), pose=light)
    lens = pyrender.OrthographicCamera(view.half, view.half, znear=0.1, zfar=2 * BACK)
    scene.add(lens, pose=camera.pose)
    return scene
