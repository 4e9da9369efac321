"""The rasteriser: what is covered, what is lit, and what must not change from frame to frame."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.ndimage import binary_erosion

from generation.motion import Motion
from generation.rendering import look
from generation.rendering.body import Posing, load_body
from generation.rendering.camera import Camera, View, frame_clips
from generation.rendering.presentation import Presentation
from generation.rendering.raster.projection import floor_places, lens_of, project
from generation.rendering.raster.renderer import RasterRenderer
from generation.rendering.raster.visibility import PLACES, draw_samples
from tests.generation.rendering.postures import CROUCHING, OVERHEAD, acting, placed, sphere
from tests.generation.rendering.sets import standing

SIZE = 128
GREY = Presentation(size=SIZE)
Frame = NDArray[np.uint8]


@pytest.fixture(scope="module")
def posing() -> Posing:
    return Posing(load_body())


@pytest.fixture(scope="module")
def renderer(posing: Posing) -> RasterRenderer:
    return RasterRenderer(posing, GREY)


def draw(renderer: RasterRenderer, motion: Motion, camera: Camera | None = None) -> NDArray[np.uint8]:
    return np.stack(list(renderer.frames(motion, camera or frame_clips([motion], renderer.presentation)[0])))


def empty(renderer: RasterRenderer, motion: Motion, camera: Camera) -> Frame:
    """The frame of a clip as it is where the body and its shadow are not."""
    return renderer._empty(renderer._stage(camera.view(0), look.Floor.under(motion, renderer.posing.lowest(motion))))


def covered(
    *triangles: list[tuple[float, float, float]], size: int = 16
) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """The owner, or -1, and depth of each sample of a frame with these (x, y, depth)."""
    corners = np.array([corner for triangle in triangles for corner in triangle], np.float32)
    screen = np.column_stack([corners, np.ones(len(corners), np.float32)])
    faces = np.arange(len(corners), dtype=np.int32).reshape(-1, 3)
    depth, owner = np.empty((size, size, len(PLACES)), np.float32), np.empty((size, size, len(PLACES)), np.int32)
    draw_samples(screen, faces, np.array([0, 0, size, size]), PLACES, depth, owner)
    return np.where(np.isfinite(depth), owner, -1), depth


def test_a_pixel_has_eight_places_each_on_its_own_row_and_column() -> None:
    assert len(np.unique(PLACES[:, 0])) == len(np.unique(PLACES[:, 1])) == len(PLACES) == 8
    np.testing.assert_allclose(PLACES.mean(0), 0, atol=1e-7)


@pytest.mark.parametrize("share", range(9))
def test_an_edge_covers_a_pixel_in_eighths(share: int) -> None:
    x = 5 + share / 8
    left = [[(-9, -9, 0), (-9, 99, 0), (x, -9, 0)], [(x, -9, 0), (-9, 99, 0), (x, 99, 0)]]
    owner, _ = covered(*left)
    assert (owner[8, 5] >= 0).sum() == share
    assert (owner[8, 4] >= 0).all() and (owner[8, 6] < 0).all()


def test_triangles_that_share_an_edge_leave_no_gap() -> None:
    rng = np.random.default_rng(0)
    for _ in range(200):
        hub = tuple(rng.uniform(4, 12, 2))
        ring = [(8 + 30 * math.sin(a), 8 + 30 * math.cos(a), 0.0) for a in np.sort(rng.uniform(0, 2 * np.pi, 9))]
        fan = [[(*hub, 0.0), one, other] for one, other in zip(ring, ring[1:] + ring[:1], strict=True)]
        gaps = np.diff([math.atan2(x - 8, y - 8) for x, y, _ in ring] + [math.atan2(ring[0][0] - 8, ring[0][1] - 8)])
        if (np.mod(gaps, 2 * np.pi) > 2.4).any():  # the fan does not go round the hub
            continue
        assert (covered(*fan)[0] >= 0).all()


def test_the_nearer_triangle_is_seen_whichever_comes_first() -> None:
    near = [(0.0, 0.0, 1.0), (0.0, 20.0, 1.0), (20.0, 0.0, 1.0)]
    far = [(0.0, 0.0, 2.0), (0.0, 20.0, 2.0), (20.0, 0.0, 2.0)]
    for triangles, nearer in (((near, far), 0), ((far, near), 1)):
        owner, depth = covered(*triangles)
        assert owner[3, 3].tolist() == [nearer] * 8
        np.testing.assert_allclose(depth[3, 3], 1)


@pytest.mark.parametrize(
    "triangle",
    [
        [(3.0, 3.0, 0.0), (3.0, 3.0, 0.0), (3.0, 3.0, 0.0)],  # a point
        [(1.0, 1.0, 0.0), (5.0, 5.0, 0.0), (9.0, 9.0, 0.0)],  # a line
        [(0.0, 0.0, 0.0), (20.0, 0.0, 0.0), (0.0, 20.0, 0.0)],  # seen from behind
        [(-90.0, 0.0, 0.0), (-90.0, 20.0, 0.0), (-50.0, 0.0, 0.0)],  # beside the frame
    ],
    ids=["a point", "a line", "from behind", "beside the frame"],
)
def test_what_has_no_outside_in_the_frame_covers_nothing(triangle: list[tuple[float, float, float]]) -> None:
    assert (covered(triangle)[0] == -1).all()


@pytest.mark.parametrize("distance", [math.inf, 4.25])
def test_vertices_are_projected_as_the_view_sees_them(distance: float) -> None:
    axes = frame_clips([standing()])[0].axes
    view = View(axes, np.array([0.2, 0.9, -0.1]), 1.1, distance)
    points = np.random.default_rng(2).uniform(-1, 1, (50, 3)).astype(np.float32)
    screen = np.empty((50, 4), np.float32)
    project(points, lens_of(view, SIZE), screen)
    seen = view.seen(points)
    np.testing.assert_allclose(screen[:, 0], (1 + seen[:, 0]) * SIZE / 2, atol=1e-3)
    np.testing.assert_allclose(screen[:, 1], (1 - seen[:, 1]) * SIZE / 2, atol=1e-3)
    assert (np.argsort(screen[:, 2]) == np.argsort(-seen[:, 2])).all()


def test_what_is_behind_the_eye_is_marked() -> None:
    view = View(np.eye(3), np.zeros(3), 1.0, 4.0)
    screen = np.empty((2, 4), np.float32)
    project(np.array([[0, 0, 3.9], [0, 0, 4.1]], np.float32), lens_of(view, SIZE), screen)
    assert screen[0, 3] > 0 > screen[1, 3]


@pytest.mark.parametrize("distance", [math.inf, 4.25])
def test_pixels_find_their_place_on_the_floor_and_in_the_shadow_map(distance: float, renderer: RasterRenderer) -> None:
    view = View(frame_clips([standing()])[0].axes, np.array([0.2, 0.9, -0.1]), 1.1, distance)
    rng = np.random.default_rng(4)
    floor = np.column_stack([rng.uniform(-1, 1, 30), np.full(30, 0.05), rng.uniform(-1, 1, 30)])
    pixels = (1 + view.seen(floor)[:, :2] * [1, -1]) * SIZE / 2
    sun = renderer._sun(renderer._stage(view, None), np.array([0.0, 1.0, 0.0]))
    found = floor_places(view, SIZE, 0.05, sun) @ np.column_stack([pixels, np.ones(30)]).T
    np.testing.assert_allclose(found[4:] / found[0], floor[:, ::2].T, atol=1e-3)
    in_map = sun.axes @ floor.T - sun.centre[:, None]
    np.testing.assert_allclose(found[1:3] / found[0], in_map[:2] / sun.texel + sun.size / 2, atol=0.1)
    np.testing.assert_allclose(found[3] / found[0], -in_map[2], atol=1e-3)


@pytest.mark.parametrize("projection", ["orthographic", "perspective"])
def test_a_ball_is_lit_as_its_shape_says_without_acne(projection: str) -> None:
    """Where light falls on a convex body, nothing of it is in its own shadow."""
    presentation = Presentation(size=256, projection=projection, floor=False)
    radius = 0.5
    ball = RasterRenderer(sphere(radius), presentation)  # type: ignore[arg-type]
    camera = Camera(0.0, (0.0, 1.0, 0.0), 0.6, math.inf if projection == "orthographic" else 30.0)
    frame = draw(ball, placed((0.0, 1.0, 0.0)), camera)[0][..., 0].astype(float)
    view = camera.view(0)
    y, x = np.mgrid[:256, :256]
    across, up = (x + 0.5) / 128 - 1, 1 - (y + 0.5) / 128
    offsets = np.stack([across * 0.6, up * 0.6], -1)
    inside = np.hypot(offsets[..., 0], offsets[..., 1]) < 0.93 * radius
    depth = np.sqrt(np.maximum(radius**2 - (offsets**2).sum(-1), 0))
    normal = np.concatenate([offsets, depth[..., None]], -1) / radius @ view.axes
    key = normal @ look.beside_camera(look.TO_KEY, view.axes)
    fill = normal @ look.beside_camera(look.TO_FILL, view.axes)
    ambient = look.AMBIENT_BELOW + (look.AMBIENT_ABOVE - look.AMBIENT_BELOW) * (1 + normal[..., 1]) / 2
    light = ambient + look.KEY * np.maximum(key, 0) + look.FILL * np.maximum(fill, 0)
    expected = 255 * look.displayed(light * look.albedo(presentation)[0])
    lit = inside & ((key > 0.12) | (key < 0))
    assert lit.sum() > 20000
    assert np.abs(frame - expected)[lit].max() < (3 if projection == "orthographic" else 6)


def test_a_body_that_moves_by_parts_of_a_pixel_flickers_nowhere(posing: Posing) -> None:
    body = RasterRenderer(posing, replace(GREY, size=256))
    still = acting(posing, OVERHEAD)
    camera, steps = frame_clips([still])[0], 24
    tenths = np.outer(np.arange(steps) * 2 * camera.half / 256 / 10, camera.axes[0])
    motion = Motion(np.repeat(still.poses, steps, 0), (still.trans + tenths).astype(np.float32))
    frames = draw(body, motion, camera)[..., 0].astype(int)
    change = np.abs(np.diff(frames, axis=0)).max(0)
    contrast = np.ptp(frames)
    assert change.max() <= contrast * 3 / 8 + 2  # a tenth of a pixel uncovers no more than three of eight places
    ground = empty(body, motion, camera)[..., 0]
    upper = slice(0, 150)  # above the shadow on the floor
    inside = binary_erosion((frames[:, upper] != ground[upper]).all(0), iterations=4)
    assert inside.sum() > 1500
    # Skin does not boil: no more than 4 levels, and where the head's shadow ends, 16.
    assert np.quantile(change[upper][inside], 0.95) <= 4 and change[upper][inside].max() <= 16


def test_a_body_that_stands_still_gives_the_same_bytes_in_every_frame(renderer: RasterRenderer) -> None:
    frames = draw(renderer, standing(5))
    assert (frames == frames[0]).all()


def test_what_neither_body_nor_shadow_reaches_never_changes(renderer: RasterRenderer, posing: Posing) -> None:
    motion = acting(posing, OVERHEAD, CROUCHING, {})
    camera = frame_clips([motion])[0]
    touched = (draw(renderer, motion, camera) != empty(renderer, motion, camera)).any((0, 3))
    assert 0.05 < touched.mean() < 0.3
    assert not touched[:, 0].any() and not touched[0].any()


def test_frames_do_not_depend_on_which_are_asked_for_or_on_who_draws(posing: Posing, renderer: RasterRenderer) -> None:
    motion = acting(posing, OVERHEAD, CROUCHING, {})
    camera = frame_clips([motion])[0]
    whole = draw(renderer, motion, camera)
    again = list(RasterRenderer(posing, GREY).frames(motion, camera, only=(2, 0)))
    np.testing.assert_array_equal(again, whole[[2, 0]])


@pytest.mark.parametrize("projection", ["orthographic", "perspective"])
def test_a_body_beside_above_or_behind_the_camera_is_not_seen(posing: Posing, projection: str) -> None:
    body = RasterRenderer(posing, Presentation(size=SIZE, projection=projection, floor=False))
    camera = frame_clips([standing()], body.presentation)[0]
    far = 40 if projection == "orthographic" else 0
    places = [(9.0, 1.2, 0.0), (0.0, 9.0, 0.0), (0.0, -9.0 - far, 20.0)]
    assert (draw(body, placed(*places), camera) == draw(body, placed((50, 0, 0)), camera)[0]).all()


def test_a_body_half_in_the_frame_is_cut_at_its_edge(renderer: RasterRenderer) -> None:
    camera = frame_clips([standing()])[0]
    whole = draw(renderer, standing(), camera)[0]
    centre = np.array(camera.centre) + SIZE // 2 * 2 * camera.half / SIZE * camera.axes[0]
    moved = replace(camera, centre=(float(centre[0]), float(centre[1]), float(centre[2])))
    half = draw(renderer, standing(), moved)[0]
    top = slice(0, SIZE // 2)  # above the floor, whose darkness depends on the distance to the body alone
    np.testing.assert_allclose(half[top, : SIZE // 2].astype(int), whole[top, SIZE // 2 :], atol=2)


@pytest.mark.parametrize("projection", ["orthographic", "perspective"])
def test_the_floor_fades_into_the_background(posing: Posing, projection: str) -> None:
    body = RasterRenderer(posing, Presentation(size=SIZE, projection=projection))
    camera = frame_clips([standing()], body.presentation)[0]
    floor = empty(body, standing(), camera)[..., 0].astype(int)
    assert (floor[0] == 206).all()
    assert floor[-8].min() < 206 - 8
    assert np.abs(np.diff(floor, axis=0)).max() <= 1 and np.abs(np.diff(floor, axis=1)).max() <= 1


def test_without_a_floor_there_is_only_the_body_before_the_background(posing: Posing) -> None:
    body = RasterRenderer(posing, Presentation(size=SIZE, floor=False, background="#203040"))
    frame = draw(body, standing())[0]
    ground = (frame == [0x20, 0x30, 0x40]).all(-1)
    assert ground[-4:].all() and 0.7 < ground.mean() < 0.95


def test_skin_that_faces_the_camera_has_the_colour_that_was_asked_for(posing: Posing) -> None:
    body = RasterRenderer(posing, Presentation(size=SIZE, floor=False, body_colour="#6080a0"))
    frame = draw(body, standing())[0].astype(int)
    covered = (frame != frame[0, 0]).any(-1)
    np.testing.assert_allclose(np.median(frame[covered], axis=0), [0x60, 0x80, 0xA0], atol=16)


def test_a_white_body_keeps_its_shape(posing: Posing) -> None:
    body = RasterRenderer(posing, Presentation(size=SIZE, floor=False, body_colour="#ffffff", background="#000000"))
    frame = draw(body, standing())[0][..., 0].astype(int)
    inside = frame[frame > 120]
    assert inside.max() <= 254 and np.quantile(inside, 0.9) - np.quantile(inside, 0.1) > 40


def test_the_shadow_is_soft(renderer: RasterRenderer, posing: Posing) -> None:
    large = RasterRenderer(posing, Presentation(size=512))
    frame = draw(large, standing())[0][..., 0].astype(int)
    ground = empty(large, standing(), frame_clips([standing()])[0])[..., 0].astype(int)
    row = int(512 * 0.93)
    for line in frame[row - 30 : row : 10, :180]:
        assert np.abs(np.diff(line)).max() < 30  # no step of the shadow's whole darkness, some 60 levels
    assert (ground - frame)[-60:].max() > 45
