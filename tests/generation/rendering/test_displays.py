"""Point-light display and stick figure: what is drawn, where, and how finely."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import ndimage

from generation.motion import Motion
from generation.rendering.camera import frame_clips
from generation.rendering.displays import LIGHT, LIT, open_display
from generation.rendering.presentation import PROJECTIONS, VIEWS, Presentation
from generation.rendering.renderer import open_renderer
from generation.skeleton import INDEX, SOLE_Y, joint_positions

SIZE = 256
POINTS, STICK = Presentation("points", SIZE), Presentation("stick", SIZE)
Frame = NDArray[np.uint8]


def posed(frames: int = 3, **turns: tuple[float, float, float]) -> Motion:
    """Arms half down, and joints turned by rotation vectors in radians."""
    poses = np.zeros((frames, 24, 3), np.float32)
    poses[:, INDEX["left_shoulder"], 2], poses[:, INDEX["right_shoulder"], 2] = -0.7, 0.7
    for joint, turn in turns.items():
        poses[:, INDEX[joint]] = turn
    return Motion(poses, np.tile(np.array([0, -SOLE_Y, 0], np.float32), (frames, 1)))


def drawn(presentation: Presentation, motion: Motion) -> Frame:
    camera = frame_clips([motion], presentation)[0]
    return next(open_display(presentation).frames(motion, camera))


def lights(frame: Frame) -> NDArray[np.float64]:
    """(lights, 2) centres of separate bright blobs, pixels, (x, y)."""
    grey = frame[..., 0].astype(float)
    labelled, count = ndimage.label(grey > 0)
    centres = ndimage.center_of_mass(grey, labelled, range(1, count + 1))
    return np.array(centres)[:, ::-1] + 0.5


def test_thirteen_lights_shine_on_black() -> None:
    frame = drawn(POINTS, posed())
    assert frame.shape == (SIZE, SIZE, 3) and frame.dtype == np.uint8
    assert len(lights(frame)) == 13
    assert frame.max() == 255 and np.median(frame) == 0


@pytest.mark.parametrize(("view", "projection"), list(itertools.product(VIEWS, PROJECTIONS)))
def test_lights_are_at_the_joints_to_a_tenth_of_a_pixel(view: str, projection: str) -> None:
    presentation = Presentation("points", SIZE, view=view, projection=projection)
    motion = posed()
    camera = frame_clips([motion], presentation)[0]
    places = camera.view(0).seen(joint_positions(motion.poses, motion.trans)[0, list(LIT[1:])])
    expected = (places[:, :2] * [1, -1] + 1) * SIZE / 2
    found = lights(drawn(presentation, motion))
    assert len(found) == 13
    for place in expected:
        assert np.linalg.norm(found - place, axis=1).min() < 0.1


def test_a_light_has_the_same_size_and_brightness_wherever_it_falls_between_pixels() -> None:
    areas = []
    for shift in np.linspace(0, 0.02, 9):
        motion = posed()
        camera = frame_clips([motion], POINTS)[0]
        motion.trans[:, 0] += shift
        frame = next(open_display(POINTS).frames(motion, camera))
        areas.append(frame[..., 0].sum() / 255 / 13)
    assert np.ptp(areas) < 0.02 * np.mean(areas)
    assert np.mean(areas) == pytest.approx(np.pi * (LIGHT * SIZE) ** 2, rel=0.02)


def test_no_light_hides_behind_the_body() -> None:
    """Seen from the side, the far arm and leg are before or behind the near ones."""
    frame = drawn(POINTS, posed(left_shoulder=(0, -1.2, 0), right_shoulder=(0, -0.4, 0), left_hip=(-0.5, 0, 0)))
    turned = drawn(Presentation("points", SIZE, view="three-quarter"), posed(left_hip=(-0.5, 0, 0)))
    assert len(lights(frame)) == len(lights(turned)) == 13


def test_edges_fall_off_over_a_pixel() -> None:
    for presentation in (POINTS, STICK):
        levels = np.unique(drawn(presentation, posed()))
        assert len(levels) > 20


@pytest.mark.parametrize("display", ["points", "stick"])
def test_a_larger_picture_shows_the_same(display: str) -> None:
    small, large = (drawn(Presentation(display, size), posed())[..., 0].astype(float) for size in (SIZE, 4 * SIZE))
    shrunk = large.reshape(SIZE, 4, SIZE, 4).mean((1, 3))
    assert np.abs(shrunk - small).mean() < 0.3


def test_a_stick_figure_is_one_figure_with_a_head_above() -> None:
    frame = drawn(STICK, posed())[..., 0]
    assert ndimage.label(frame > 127)[1] == 1
    widths = (frame > 127).sum(1)
    top = np.flatnonzero(widths)[0]
    assert widths[top : top + SIZE // 10].max() > 0.08 * SIZE


def test_a_raised_arm_is_drawn_on_the_viewers_side_that_it_is_on() -> None:
    motion = posed(frames=2)
    motion.poses[1, INDEX["right_shoulder"], 2] = -0.7
    before, after = (frame[..., 0] for frame in open_display(STICK).frames(motion, frame_clips([motion], STICK)[0]))
    gained = (after > 127) & (before < 127)
    assert gained[: SIZE // 2, : SIZE // 2].sum() > 20 * max(1, gained[:, SIZE // 2 :].sum())


def test_a_head_nearer_to_the_eye_is_larger_in_perspective_alone() -> None:
    def head_width(projection: str) -> int:
        presentation = Presentation("stick", SIZE, projection=projection)
        motion = posed()
        camera = frame_clips([motion], presentation)[0]
        motion.trans[:] += 0.8 * camera.axes[2].astype(np.float32) * [1, 0, 1]
        frame = next(open_display(presentation).frames(motion, camera))[..., 0]
        return int((frame > 127).sum(1)[: SIZE // 3].max())

    assert head_width("perspective") > head_width("orthographic") + 3


@pytest.mark.parametrize("display", ["points", "stick"])
def test_colours_are_those_asked_for(display: str) -> None:
    frame = drawn(Presentation(display, SIZE, background="#102030", body_colour="#ff8000"), posed())
    assert frame[0, 0].tolist() == [16, 32, 48]
    assert (frame == [255, 128, 0]).all(-1).any()


@pytest.mark.parametrize(
    ("display", "view", "follow"), list(itertools.product(("points", "stick"), VIEWS, (False, True)))
)
def test_nothing_touches_the_edge_of_the_frame(display: str, view: str, follow: bool) -> None:
    motion = posed(frames=20, left_shoulder=(0, 0, 1.2))
    motion.trans[:, 0] = np.linspace(-2, 2, 20)
    presentation = Presentation(display, SIZE, view=view, follow=follow, projection="perspective")
    camera = frame_clips([motion], presentation)[0]
    for frame in open_display(presentation).frames(motion, camera):
        edge = np.concatenate([frame[0], frame[-1], frame[:, 0], frame[:, -1]])
        assert edge.max() == 0 < frame.max()


def test_only_the_frames_asked_for_are_drawn_and_each_depends_on_itself_alone() -> None:
    motion = posed(frames=6)
    motion.trans[:, 0] = np.linspace(0, 0.5, 6)
    camera = frame_clips([motion], STICK)[0]
    display = open_display(STICK)
    every = list(display.frames(motion, camera))
    some = list(display.frames(motion, camera, only=[4, 1]))
    assert len(every) == 6 and len(some) == 2
    np.testing.assert_array_equal(some[0], every[4])
    np.testing.assert_array_equal(some[1], every[1])


@pytest.mark.parametrize("presentation", [POINTS, STICK])
def test_a_display_is_opened_as_any_renderer(presentation: Presentation) -> None:
    renderer = open_renderer(presentation)
    motion = posed()
    frame = next(iter(renderer.frames(motion, frame_clips([motion], presentation)[0])))
    renderer.close()
    np.testing.assert_array_equal(frame, drawn(presentation, motion))
