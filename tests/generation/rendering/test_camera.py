"""Where the camera stands: what it must see, what it must keep the same, and how calmly it goes along."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from generation.motion import Motion
from generation.rendering.body import Posing, load_body
from generation.rendering.camera import LARGEST, LENS, SMALLEST, Camera, frame_clips, heading
from generation.rendering.presentation import PROJECTIONS, VIEWS, Presentation
from generation.rendering.room import room_of
from generation.skeleton import INDEX, REST_JOINTS, SOLE_Y, joint_positions

PRESENTATIONS = [
    Presentation(view=view, projection=projection, follow=follow)
    for view, projection, follow in itertools.product(VIEWS, PROJECTIONS, (False, True))
]
PERSPECTIVE = Presentation(projection="perspective")
FOLLOWING = Presentation(follow=True)


@pytest.fixture(scope="module")
def posing() -> Posing:
    return Posing(load_body())


def upright(frames: int, turn: float = 0.0, fps: int = 20) -> Motion:
    """Arms down, facing ``turn`` radians about the vertical."""
    poses = np.zeros((frames, 24, 3), np.float32)
    poses[:, 0, 1] = turn
    poses[:, INDEX["left_shoulder"], 2], poses[:, INDEX["right_shoulder"], 2] = -1.25, 1.25
    return Motion(poses, np.tile(np.array([0, -SOLE_Y, 0], np.float32), (frames, 1)), fps)


def moved(motion: Motion, x: NDArray[np.floating], z: NDArray[np.floating]) -> Motion:
    trans = motion.trans.copy()
    trans[:, 0] += x
    trans[:, 2] += z
    return Motion(motion.poses, trans, motion.fps)


def wandering(seed: int, wildness: float, stride: float, upright: bool) -> Motion:
    """A random walk of ``stride`` metres a frame by a body whose joints turn by ``wildness`` radians around rest."""
    rng = np.random.default_rng(seed)
    frames = 12
    poses = rng.normal(0, wildness, (1, 24, 3)) + rng.normal(0, 0.1, (frames, 24, 3)).cumsum(0)
    poses[:, 0] = [0, rng.uniform(-np.pi, np.pi), 0] if upright else rng.normal(0, 2, 3)
    trans = rng.normal(0, stride, (frames, 3)).cumsum(0) * [1, 0.2, 1] + rng.uniform(-3, 3, 3)
    return Motion(poses.astype(np.float32), trans.astype(np.float32))


def seen(posing: Posing, motion: Motion, camera: Camera) -> NDArray[np.float64]:
    """(frames, vertices, 2) of the skin, -1 to 1 from edge to edge of the frame."""
    skin = posing.vertices(motion)
    return np.stack([camera.view(frame).seen(vertices)[:, :2] for frame, vertices in enumerate(skin)])


@pytest.mark.parametrize("presentation", PRESENTATIONS, ids=lambda p: f"{p.view}, {p.projection}, follow {p.follow}")
@settings(max_examples=25, derandomize=True)
@given(
    seed=st.integers(0, 2**32 - 1),
    wildness=st.floats(0, 1.2),
    stride=st.floats(0, 0.5),
    upright=st.booleans(),
)
def test_the_body_never_leaves_the_frame(
    posing: Posing, presentation: Presentation, seed: int, wildness: float, stride: float, upright: bool
) -> None:
    clips = [wandering(seed, wildness, stride, upright), wandering(seed + 1, 0.3, 0.02, True)]
    for motion, camera in zip(clips, frame_clips(clips, presentation), strict=True):
        assert np.abs(seen(posing, motion, camera)).max() < 1


@pytest.mark.parametrize("presentation", PRESENTATIONS, ids=lambda p: f"{p.view}, {p.projection}, follow {p.follow}")
def test_a_standing_body_fills_the_frame_well_and_stands_in_its_middle(
    posing: Posing, presentation: Presentation
) -> None:
    motion = upright(8)
    skin = seen(posing, motion, frame_clips([motion], presentation)[0])
    assert 1.5 < np.ptp(skin[..., 1]) < 1.95
    assert skin[..., 1].min() < -0.8
    assert abs(skin[..., 0].min() + skin[..., 0].max()) < 0.15


def test_in_three_quarter_view_the_body_faces_45_degrees_to_the_viewers_right() -> None:
    for turn in (0.0, 2.0):
        motion = upright(3, turn)
        camera = frame_clips([motion], Presentation(view="three-quarter"))[0]
        ahead = np.array([np.sin(turn), 0, np.cos(turn)])
        right, _, back = camera.axes
        assert ahead @ right == pytest.approx(np.sin(np.pi / 4))
        assert ahead @ (back * [1, 0, 1]) / np.hypot(back[0], back[2]) == pytest.approx(np.cos(np.pi / 4))


def test_an_eye_at_the_lenss_distance_sees_near_things_larger() -> None:
    camera = frame_clips([upright(3)], PERSPECTIVE)[0]
    view = camera.view(0)
    assert view.distance == pytest.approx(view.half / LENS)
    assert 4 < view.distance < 6
    ends = np.array([[0.0], [0.3]]) * view.axes[0] + view.centre
    sizes = [np.ptp(view.seen(ends + depth * view.axes[2])[:, 0]) for depth in (-1.0, 0.0, 1.0)]
    assert sizes[0] < sizes[1] < sizes[2]
    assert sizes[2] / sizes[0] == pytest.approx((view.distance + 1) / (view.distance - 1))


def test_without_a_lens_nearness_changes_nothing() -> None:
    view = frame_clips([upright(3)])[0].view(0)
    assert view.distance == math.inf
    points = np.random.default_rng(0).normal(size=(20, 3))
    moved_back = view.seen(points - 2 * view.axes[2])
    np.testing.assert_allclose(moved_back[:, :2], view.seen(points)[:, :2], atol=1e-12)
    np.testing.assert_allclose(moved_back[:, 2], view.seen(points)[:, 2] - 2)


def test_the_middle_and_the_edges_of_the_frame_are_where_the_view_says() -> None:
    view = frame_clips([upright(3)], PERSPECTIVE)[0].view(0)
    corner = view.centre + view.half * (view.axes[0] + view.axes[1])
    np.testing.assert_allclose(view.seen(np.stack([view.centre, corner])), [[0, 0, 0], [1, 1, 0]], atol=1e-12)


@pytest.mark.parametrize("presentation", PRESENTATIONS)
def test_all_clips_have_one_scale_but_those_that_need_more(presentation: Presentation) -> None:
    across = np.linspace(-6, 6, 40)
    far = moved(upright(40), across * np.cos(np.arange(40)), 0 * across)
    cameras = frame_clips([upright(9), upright(5, turn=1.0), far], presentation)
    assert cameras[0].half == cameras[1].half <= LARGEST
    assert cameras[0].half == frame_clips([upright(9)], presentation)[0].half == SMALLEST
    assert cameras[2].half > LARGEST


def test_following_a_walk_keeps_the_scale_that_a_standing_camera_gives_up() -> None:
    walk = moved(upright(100), np.linspace(-4, 4, 100), np.linspace(0, 2, 100))
    standing, following = frame_clips([walk])[0], frame_clips([walk], FOLLOWING)[0]
    assert standing.half > 4
    assert following.half == SMALLEST


def test_a_camera_that_follows_keeps_its_height_and_its_angle() -> None:
    rng = np.random.default_rng(1)
    motion = moved(upright(60), rng.normal(0, 0.05, 60).cumsum(), rng.normal(0, 0.05, 60).cumsum())
    motion.trans[:, 1] += rng.normal(0, 0.2, 60)
    camera = frame_clips([motion], FOLLOWING)[0]
    assert {camera.view(frame).centre[1] for frame in range(60)} == {camera.centre[1]}
    assert all((camera.view(frame).axes == camera.axes).all() for frame in range(60))


@pytest.mark.parametrize("fps", [20, 60])
def test_a_camera_that_follows_does_not_shake(fps: int) -> None:
    """Steps and sway at 2 Hz, 5 cm wide, on a walk of 1 m/s: the camera walks and leaves them to the body."""
    seconds = np.arange(6 * fps) / fps
    motion = moved(upright(6 * fps, fps=fps), 0.05 * np.sin(2 * np.pi * 2 * seconds), seconds)
    path = np.array(frame_clips([motion], FOLLOWING)[0].path)
    np.testing.assert_allclose(np.diff(path[:, 1]) * fps, 1, atol=1e-3)
    assert np.ptp(path[2 * fps : -2 * fps, 0]) < 0.0005
    assert np.abs(np.diff(path[:, 0], 2) * fps**2).max() < 0.1  # m/s², of a body with 8


def test_a_camera_that_follows_keeps_the_walking_body_in_the_middle() -> None:
    motion = moved(upright(80), np.linspace(0, 5, 80), np.zeros(80))
    camera = frame_clips([motion], FOLLOWING)[0]
    pelvis = joint_positions(motion.poses, motion.trans)[:, 0]
    across = [float(camera.view(frame).seen(pelvis[frame])[0]) for frame in range(80)]
    assert np.abs(across).max() < 0.02


def test_a_camera_that_stands_still_has_one_view() -> None:
    motion = moved(upright(10), np.linspace(0, 1, 10), np.zeros(10))
    camera = frame_clips([motion], PERSPECTIVE)[0]
    assert all((camera.view(frame).centre == camera.centre).all() for frame in range(10))


def test_a_following_camera_has_no_view_beyond_its_clip() -> None:
    with pytest.raises(IndexError):
        frame_clips([upright(5)], FOLLOWING)[0].view(5)


@pytest.mark.parametrize("presentation", PRESENTATIONS)
def test_one_frame_can_be_framed(posing: Posing, presentation: Presentation) -> None:
    camera = frame_clips([upright(1)], presentation)[0]
    assert np.abs(seen(posing, upright(1), camera)).max() < 1


def test_a_floor_seen_in_perspective_is_at_the_same_height_for_all_standing_bodies() -> None:
    """The pelvis of a body that stands somewhere else is seen in the same place."""
    clips = [upright(3), moved(upright(3), np.full(3, 2.0), np.full(3, -5.0)), upright(3, turn=2.5)]
    for presentation in PRESENTATIONS:
        cameras = frame_clips(clips, presentation)
        places = [
            camera.view(0).seen(motion.trans[0] + REST_JOINTS[0])[1]
            for motion, camera in zip(clips, cameras, strict=True)
        ]
        np.testing.assert_allclose(places, places[0], atol=0.01)


def test_the_heading_is_where_the_hips_face() -> None:
    assert heading(upright(2, turn=2.1)) == pytest.approx(2.1, abs=1e-6)


class Giant(Posing):
    """A body that is larger in all directions from its pelvis."""

    def __init__(self, posing: Posing, size: float) -> None:
        self.posing, self.size = posing, size

    def vertices(self, motion: Motion) -> NDArray[np.float32]:
        pelvis = (motion.trans + REST_JOINTS[0])[:, None]
        return np.asarray(pelvis + self.size * (self.posing.vertices(motion) - pelvis), np.float32)


@pytest.fixture(scope="module")
def giant(posing: Posing) -> Giant:
    return Giant(posing, 1.4)


@pytest.fixture(scope="module")
def room(giant: Giant) -> float:
    return room_of(giant)


def test_the_open_body_takes_no_more_room_than_the_skeleton_is_given(posing: Posing) -> None:
    assert room_of(posing) == 0


@pytest.mark.parametrize("presentation", PRESENTATIONS, ids=lambda p: f"{p.view}, {p.projection}, follow {p.follow}")
@settings(max_examples=10, derandomize=True)
@given(seed=st.integers(0, 2**32 - 1))
def test_a_larger_body_does_not_leave_the_frame_either(
    giant: Giant, room: float, presentation: Presentation, seed: int
) -> None:
    motion = wandering(seed, 0.6, 0.05, True)
    camera = frame_clips([motion], presentation, room)[0]
    assert np.abs(seen(giant, motion, camera)).max() < 1


def test_a_larger_body_would_leave_the_frame_of_an_ordinary_one(giant: Giant, room: float) -> None:
    motion = upright(3)
    assert np.abs(seen(giant, motion, frame_clips([motion])[0])).max() > 1
    assert np.abs(seen(giant, motion, frame_clips([motion], room=room)[0])).max() < 1
