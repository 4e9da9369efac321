"""Reading BVH files."""

from __future__ import annotations

from pathlib import Path

import bvhio
import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from generation.corpus.bvh import parse_bvh
from generation.errors import MiburiError
from tests.generation.corpus.made_bvh import bvh_text

BANDAI_1 = Path(__file__).parents[4] / "shared" / "data" / "bandai-namco-1" / "data"
TURNS = {"LowerArm_L": (30.0, -70.0, 20.0), "UpperLeg_R": (5.0, -40.0, 0.0)}


def _read(text: str) -> object:
    return parse_bvh(text.encode(), "clip.bvh")


def test_a_file_is_read_with_its_joints_frames_and_frame_time() -> None:
    bvh = parse_bvh(bvh_text(TURNS, frames=7).encode(), "clip.bvh")
    assert len(bvh) == 7
    assert bvh.frame_time == pytest.approx(1 / 30)
    assert bvh.names[:3] == ("joint_Root", "Hips", "Spine")
    assert [bvh.parents[bvh.names.index(name)] for name in ("joint_Root", "Hips")] == [-1, 0]
    assert bvh.values.shape == (7, 6 * 22)


def test_rotation_channels_apply_in_file_order_about_moving_axes() -> None:
    bvh = parse_bvh(bvh_text(TURNS, frames=3).encode(), "clip.bvh")
    rotations, _ = bvh.local_transforms()
    turns = {"z": 30.0, "x": -70.0, "y": 20.0}
    z, x, y = (Rotation.from_euler(axis, angle, degrees=True).as_matrix() for axis, angle in turns.items())
    np.testing.assert_allclose(rotations[1, bvh.names.index("LowerArm_L")], z @ x @ y, atol=1e-9)


def test_position_channels_take_the_place_of_offset() -> None:
    text = bvh_text(frames=1)
    text = text.replace("OFFSET 0 16 0", "OFFSET 99 99 99")  # the frames still say 0 16 0
    _, positions = parse_bvh(text.encode(), "clip.bvh").global_transforms()
    assert positions[0, 2].tolist() == [0, 110, 0]


def test_line_ends_and_byte_order_marks_of_other_systems_do_not_matter() -> None:
    plain = parse_bvh(bvh_text(TURNS).encode(), "clip.bvh")
    windows = parse_bvh(b"\xef\xbb\xbf" + bvh_text(TURNS).replace("\n", "\r\n").encode(), "clip.bvh")
    np.testing.assert_array_equal(plain.values, windows.values)
    assert plain.names == windows.names


def _without_last_lines(text: str, count: int) -> str:
    return "\n".join(text.splitlines()[:-count])


MADE = bvh_text(TURNS, frames=5)
LAST = MADE.splitlines()[-1]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "does not begin with HIERARCHY"),
        ("<html>", "does not begin with HIERARCHY"),
        (MADE.split("MOTION")[0], "ends before its MOTION part"),
        (MADE[: len(MADE) // 8] + "\nMOTION\n", "line"),
        (_without_last_lines(MADE, 2), "it says 5 frames and holds 3"),
        (MADE + LAST + "\n", "it says 5 frames and holds 6"),
        (MADE.replace(LAST, LAST[: len(LAST) // 2]), "values where the skeleton has 132 channels"),
        (MADE.replace(LAST, "broken" + LAST[1:]), "'broken' is not a number"),
        (MADE.replace(LAST, "nan" + LAST[1:]), "'nan' is not a number"),
        (MADE.replace("Frames: 5", "Frames: 0"), "has no frames"),
        (MADE.replace("Frames: 5", "Frames: many"), "expected 'Frames: N'"),
        (MADE.replace("Frame Time: ", "Frame Time: -"), "expected 'Frame Time: SECONDS'"),
        ("\n".join(line for line in MADE.splitlines() if "Time" not in line), "expected 'Frame Time: SECONDS'"),
        (MADE.replace("OFFSET 0 16 0", "OFFSET 0 sixteen 0"), "OFFSET needs three numbers, got '0 sixteen 0'"),
        (MADE.replace("CHANNELS 6", "CHANNELS 5", 1), "is not a count followed by as many channel names"),
        (MADE.replace("Yrotation", "Xrotation", 1), "needs three rotation channels or none"),
        (MADE.replace("JOINT Hand_R", "JOINT Hand_L"), "joint 'Hand_L' has no name of its own"),
        (MADE.replace("JOINT Hips", "LIMB Hips"), "unknown word 'LIMB'"),
        (MADE.replace("JOINT Hips", "}\nROOT Hips"), "a second ROOT"),
        (MADE.replace("MOTION", "}\nMOTION"), "a closing brace too many"),
        (MADE.replace("}\nMOTION", "MOTION"), "the skeleton is incomplete"),
    ],
)
def test_a_broken_file_is_refused_with_its_name_and_what_is_wrong(text: str, message: str) -> None:
    with pytest.raises(MiburiError, match=r"^clip\.bvh") as caught:
        _read(text)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_fault_in_the_frames_is_found_by_its_line() -> None:
    lines = MADE.splitlines()
    lines[-2] = "broken " + lines[-2].split(" ", 1)[1]
    with pytest.raises(MiburiError, match=f"line {len(lines) - 1}: 'broken'"):
        _read("\n".join(lines))


def _assert_equal_to_bvhio(path: Path) -> None:
    ours = parse_bvh(path.read_bytes(), path.name)
    rotations, positions = ours.local_transforms()
    for theirs, _, _ in bvhio.readAsBvh(str(path)).Root.layout():
        joint = ours.names.index(theirs.Name)
        quaternions = [[*key.Rotation][1:] + [key.Rotation.w] for key in theirs.Keyframes]
        np.testing.assert_allclose(rotations[:, joint], Rotation.from_quat(quaternions).as_matrix(), atol=1e-5)
        np.testing.assert_allclose(positions[:, joint], [[*key.Position] for key in theirs.Keyframes], atol=1e-4)


def test_an_independent_reader_finds_the_same_rotations_and_positions(tmp_path: Path) -> None:
    (tmp_path / "clip.bvh").write_text(bvh_text(TURNS))
    _assert_equal_to_bvhio(tmp_path / "clip.bvh")


@pytest.mark.corpora
@pytest.mark.skipif(not BANDAI_1.is_dir(), reason=f"{BANDAI_1} is absent")
def test_an_independent_reader_agrees_on_a_recorded_file() -> None:
    _assert_equal_to_bvhio(BANDAI_1 / "dataset-1_kick_normal_001.bvh")
