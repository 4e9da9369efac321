"""What a sheet of poses shows, drawn by a renderer that paints plain blocks instead of bodies."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

import numpy as np
import pytest
from numpy.typing import NDArray

from generation.motion import Motion
from generation.rendering.camera import Camera
from generation.rendering.renderer import Renderer
from generation.rendering.sheet import GAP, HEAD, NAMES, SUBHEAD, SheetRow, _Layout, _side_by_side, in_place, sheet
from generation.skeleton import INDEX, SOLE_Y, joint_positions

SIZE, PAINT = 64, (90, 91, 92)


class Blocks:
    """A grey frame with a block in the middle; ``seen`` collects motions and cameras."""

    size = SIZE

    def __init__(self) -> None:
        self.seen: list[tuple[Motion, Camera]] = []

    def frames(self, motion: Motion, camera: Camera) -> Iterator[NDArray[np.uint8]]:
        self.seen.append((motion, camera))
        for _ in range(len(motion)):
            frame = np.full((SIZE, SIZE, 3), 206, np.uint8)
            frame[20:60, 28:36] = PAINT
            yield frame


def walking(frames: int = 30, arms: float = 1.3) -> Motion:
    """Five metres straight ahead, the arms ``arms`` radians down from the T-pose."""
    poses = np.zeros((frames, 24, 3), np.float32)
    poses[:, INDEX["left_shoulder"], 2], poses[:, INDEX["right_shoulder"], 2] = -arms, arms
    trans = np.tile(np.array([0, -SOLE_Y, 0], np.float32), (frames, 1))
    trans[:, 2] = np.linspace(0, 5, frames)
    return Motion(poses, trans)


def drawn(rows: list[SheetRow], groups: tuple[str, ...], count: int) -> tuple[NDArray[np.uint8], Blocks]:
    blocks = Blocks()
    return sheet(cast(Renderer, blocks), "title", groups, rows, count).pixels(), blocks


def bodies(strip: NDArray[np.uint8]) -> int:
    """How many separate blocks a line of pixels crosses."""
    painted = (strip == PAINT).all(-1).astype(int)
    return int((np.diff(painted, prepend=0) == 1).sum())


@pytest.mark.parametrize("count", [2, 7])
def test_each_row_shows_so_many_poses_of_each_of_its_motions(count: int) -> None:
    rows = [SheetRow(f"row {number}", "a note", (walking(), walking())) for number in range(3)]
    picture, blocks = drawn(rows, ("left", "right"), count)
    assert picture.shape[0] == HEAD + SUBHEAD + 3 * SIZE + GAP
    for row in range(3):
        assert bodies(picture[HEAD + SUBHEAD + row * SIZE + SIZE // 2, NAMES:]) == 2 * count
    assert [len(motion) for motion, _ in blocks.seen] == [count] * 6


def test_all_bodies_of_a_sheet_have_one_scale() -> None:
    rows = [SheetRow("down", "", (walking(),)), SheetRow("up", "", (walking(arms=-1.3),))]
    cameras = [camera for _, camera in drawn(rows, ("",), 4)[1].seen]
    assert cameras[0].half == cameras[1].half


def test_a_body_with_one_arm_out_keeps_its_pelvis_in_the_middle_of_its_cells() -> None:
    lopsided = walking()
    lopsided.poses[:, INDEX["left_shoulder"]] = 0
    lopsided.poses[:, 0, 1] = 0.7
    motion, camera = drawn([SheetRow("", "", (lopsided,))], ("",), 4)[1].seen[0]
    pelvis = joint_positions(motion.poses, motion.trans)[:, INDEX["pelvis"]] - np.array(camera.centre)
    np.testing.assert_allclose(pelvis @ camera.axes[0], 0, atol=1e-6)


def test_arms_stretched_out_make_wider_cells_than_arms_at_the_side() -> None:
    narrow, wide = (drawn([SheetRow("", "", (walking(arms=arms),))], ("",), 4)[0] for arms in (1.3, 0.0))
    assert wide.shape[1] > 1.2 * narrow.shape[1]


def test_poses_stand_in_place_at_even_moments_from_first_to_last() -> None:
    motion = walking()
    posed = in_place(motion, 4)
    joints = joint_positions(posed.poses, posed.trans)
    np.testing.assert_allclose(joints[:, INDEX["pelvis"]][:, [0, 2]], 0, atol=1e-6)
    np.testing.assert_allclose(posed.trans[:, 1], motion.trans[[0, 10, 19, 29], 1])
    assert motion.trans[-1, 2] == 5  # the motion itself is left alone


def test_a_strip_has_no_edge_where_its_floor_ends() -> None:
    frames = [np.full((SIZE, SIZE, 3), 240, np.uint8) for _ in range(3)]
    for frame in frames:
        frame[40:] = 200  # floor
        frame[20:60, 28:36] = PAINT
    strip = _side_by_side(frames, 40).astype(int)
    edges = (strip[-1], strip[:, 0], strip[:, -1])
    assert max(int(np.abs(edge - 240).max()) for edge in edges) < 10
    np.testing.assert_array_equal(strip[20:60, 28:36], np.broadcast_to(PAINT, (40, 8, 3)))
    assert (strip[50, 10:20] == 200).all()


@pytest.mark.parametrize(("size", "cell", "count", "groups"), [(360, 280, 8, 1), (360, 170, 10, 1), (512, 240, 6, 2)])
def test_text_can_be_read_where_a_sheet_is_printed_across_a_page(size: int, cell: int, count: int, groups: int) -> None:
    layout = _Layout(size, cell, count, groups, HEAD)
    page = 180 / 25.4 * 72  # points
    assert 5.5 < layout.px(13) * page / layout.left(groups) < 7
    assert layout.px(17 + 6 + 3 * 13 * 1.35) < size  # and a row's text is no higher than its row


def test_a_row_is_counted_when_it_is_drawn() -> None:
    counted: list[int] = []
    rows = [SheetRow("", "", (walking(),))] * 3
    sheet(cast(Renderer, Blocks()), "", ("",), rows, 2, lambda: counted.append(1))
    assert len(counted) == 3
