"""What a frame of the body shows, whichever renderer draws it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from numpy.typing import NDArray

from generation.motion import Motion
from generation.rendering.camera import frame_clips, heading
from generation.rendering.presentation import Presentation
from generation.rendering.renderer import Renderer, open_renderer
from generation.rendering.strip import strip
from tests.generation.rendering.sets import standing

SIZE = 96
Frame = NDArray[np.uint8]


@pytest.fixture(scope="module", params=["numba", "osmesa"])
def renderer(request: pytest.FixtureRequest) -> Iterator[Renderer]:
    renderer = open_renderer(Presentation(size=SIZE), wish=request.param)
    yield renderer
    renderer.close()


def draw(renderer: Renderer, motion: Motion) -> list[Frame]:
    return list(renderer.frames(motion, frame_clips([motion])[0]))


def body_of(frame: Frame) -> NDArray[np.bool_]:
    """Pixels of the body: clearly darker or lighter than what is beside them at the frame's left edge."""
    return np.abs(frame[..., 0].astype(int) - frame[:, :1, 0].astype(int)) > 24


def test_a_frame_shows_a_whole_body_on_a_calm_ground(renderer: Renderer) -> None:
    frame = draw(renderer, standing())[0]
    assert frame.shape == (SIZE, SIZE, 3)
    assert (frame[..., 0] == frame[..., 1]).all() and (frame[..., 0] == frame[..., 2]).all()  # no colour
    body = body_of(frame)
    rows = np.flatnonzero(body.any(1))
    assert 0.6 * SIZE < np.ptp(rows) < 0.95 * SIZE
    assert not body[0].any() and not body[:, 0].any() and not body[:, -1].any()
    corner = frame[0, 0, 0]
    assert np.abs(frame[: SIZE // 2, 0, 0].astype(int) - corner).max() <= 1


def test_the_frame_is_the_same_whoever_was_drawn_before(renderer: Renderer) -> None:
    first = draw(renderer, standing())[0]
    draw(renderer, standing(turn=1.0, reach=2.0))
    np.testing.assert_array_equal(draw(renderer, standing())[0], first)


def test_the_camera_faces_the_body_wherever_it_faces(renderer: Renderer) -> None:
    front, turned = draw(renderer, standing())[0], draw(renderer, standing(turn=2.1))[0]
    assert heading(standing(turn=2.1)) == pytest.approx(2.1, abs=1e-6)
    assert np.abs(front.astype(int) - turned.astype(int)).mean() < 1.5


def test_a_raised_arm_shows_up_on_the_side_it_is_on(renderer: Renderer) -> None:
    frames = draw(renderer, standing(frames=3, reach=1.25))
    gained = body_of(frames[-1]) & ~body_of(frames[0])
    columns = gained[: SIZE // 2].sum(0)
    assert columns[: SIZE // 2].sum() > 3 * columns[SIZE // 2 :].sum()  # the body's right is the viewer's left


def test_a_body_casts_a_shadow_beside_its_feet(renderer: Renderer) -> None:
    frame = draw(renderer, standing())[0][..., 0].astype(int)
    floor = frame[int(SIZE * 0.9) :]
    assert (frame[0, 0] - floor).max() > 25


def test_a_strip_holds_the_frames_asked_for(renderer: Renderer) -> None:
    assert strip(renderer, standing(frames=5), 3).size == (3 * SIZE, SIZE)
