"""Retargeting: what was recorded is what our skeleton does."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from generation.corpus.bvh import parse_bvh
from generation.corpus.importing import retarget_files, settle_conventions, survey_files
from generation.corpus.recording import Recording, across, length_unit, record, survey, up_axis
from generation.corpus.retarget import AIMED, calibrate, facing, lowest_soles, retarget
from generation.corpus.rigs import RIGS, find_rig
from generation.corpus.sources import open_source
from generation.errors import MiburiError
from generation.motion import Motion
from generation.skeleton import INDEX, REST_JOINTS, joint_positions, joint_transforms
from tests.generation.corpus.made_bvh import JOINTS, bvh_text, diem_a_text

BANDAI_1 = Path(__file__).parents[4] / "shared" / "data" / "bandai-namco-1"
MOVING = {"Hips": (10.0, 20.0, 30.0), "LowerArm_L": (30.0, -70.0, 20.0), "UpperArm_R": (-60.0, 20.0, 0.0),
          "UpperLeg_R": (5.0, -40.0, 0.0), "LowerLeg_R": (0.0, 60.0, 0.0), "Neck": (0.0, 15.0, 20.0)}  # fmt: skip


def _recording(text: str, up: str = "y") -> Recording:
    return record(parse_bvh(text.encode(), "clip.bvh"), "clip.bvh").turned_up(up)


def _retargeted(text: str, up: str = "y") -> Motion:
    reference = survey(parse_bvh(text.encode(), "clip.bvh"), "clip.bvh").reference
    assert reference is not None
    recording = _recording(text, up)
    return retarget(recording, calibrate(recording.rig, recording.joints, [reference]), "clip.bvh")


def _bone_errors(recording: Recording, motion: Motion) -> np.ndarray:
    """Degrees between recorded and retargeted bones, at the moments that 30 and 20 fps share."""
    frames = np.arange(0, len(motion), 2)
    frames = frames[frames // 2 * 3 < len(recording.positions)]
    home = facing((across(recording, "hip") + across(recording, "shoulder"))[0]).T
    positions = joint_positions(motion.poses, motion.trans)[frames]
    errors = []
    for joint in sorted(AIMED):
        recorded = recording.bone(joint)[frames // 2 * 3] @ home.T
        ours = positions[:, INDEX[recording.rig.bones[joint][2]]] - positions[:, INDEX[joint]]
        sine = np.linalg.norm(np.cross(recorded, ours), axis=1)
        errors.append(np.degrees(np.arctan2(sine, np.sum(recorded * ours, axis=1))))
    return np.concatenate(errors)


def test_limbs_point_where_the_recorded_limbs_do() -> None:
    text = bvh_text(MOVING)
    assert _bone_errors(_recording(text), _retargeted(text)).max() < 1e-3


def test_standing_upright_with_arms_down_is_standing_on_the_floor_facing_the_camera() -> None:
    motion = _retargeted(bvh_text())
    rotations, positions = joint_transforms(motion.poses, motion.trans)
    for joint in ("pelvis", "spine3", "head"):
        np.testing.assert_allclose(rotations[0, INDEX[joint]], np.eye(3), atol=1e-6)
    np.testing.assert_allclose(lowest_soles(motion.poses, motion.trans), 0, atol=1e-6)
    assert positions[0, INDEX["left_wrist"], 1] < positions[0, INDEX["left_elbow"], 1]
    assert positions[0, INDEX["left_wrist"], 0] > 0 > positions[0, INDEX["right_wrist"], 0]


def test_a_foot_is_flat_when_the_recorded_person_stands_however_high_the_recorded_ankle_sits() -> None:
    high_ankles = bvh_text().replace("0 -8 9", "0 -12 6")
    motion = _retargeted(high_ankles)
    toes = joint_positions(motion.poses, motion.trans)[0, INDEX["left_foot"], 1]
    assert toes == pytest.approx(REST_JOINTS[INDEX["left_foot"], 1] + 1.1533, abs=1e-3)


def test_knees_and_elbows_bend_the_human_way() -> None:
    motion = _retargeted(bvh_text({"LowerLeg_R": (0, 60, 0), "LowerArm_L": (0, -70, 0)}))
    middle = len(motion) // 2
    knee, elbow = motion.poses[middle, INDEX["right_knee"]], motion.poses[middle, INDEX["left_elbow"]]
    assert knee[0] == pytest.approx(np.radians(60), abs=0.12)  # flexion about +x; at rest SMPL's knee is slightly bent
    assert elbow[1] == pytest.approx(-np.radians(70), abs=0.12)  # of the left arm about -y


def test_a_clip_begins_at_the_origin_facing_ahead_whatever_the_recorded_heading() -> None:
    turned = bvh_text(MOVING)
    lines = turned.splitlines()
    start = next(index for index, line in enumerate(lines) if line.startswith("Frame Time")) + 1
    lines[start:] = [" ".join(["300", "0", "-50", "0", "0", "130", *row.split()[6:]]) for row in lines[start:]]
    np.testing.assert_allclose(_retargeted("\n".join(lines)).poses, _retargeted(turned).poses, atol=1e-5)
    np.testing.assert_allclose(_retargeted("\n".join(lines)).trans, _retargeted(turned).trans, atol=1e-5)
    assert _retargeted(turned).trans[0, [0, 2]].tolist() == [0, 0]


@pytest.mark.parametrize(("scale", "unit"), [(1, "centimetres"), (0.01, "metres"), (10, "millimetres")])
def test_the_unit_of_length_is_found_and_does_not_change_the_motion(scale: float, unit: str) -> None:
    bvh = parse_bvh(bvh_text(MOVING, scale=scale).encode(), "clip.bvh")
    assert length_unit([survey(bvh, "clip.bvh").leg_length], "source") == unit
    motion, expected = _retargeted(bvh_text(MOVING, scale=scale)), _retargeted(bvh_text(MOVING))
    np.testing.assert_allclose(motion.trans, expected.trans, atol=1e-5)


def test_a_recording_with_z_up_gives_the_same_motion() -> None:
    bvh = parse_bvh(bvh_text(MOVING, z_up=True).encode(), "clip.bvh")
    assert up_axis([survey(bvh, "clip.bvh").up], "source") == "z"
    motion, expected = _retargeted(bvh_text(MOVING, z_up=True), "z"), _retargeted(bvh_text(MOVING))
    np.testing.assert_allclose(motion.poses, expected.poses, atol=1e-5)
    np.testing.assert_allclose(motion.trans, expected.trans, atol=1e-5)


def test_limbs_of_diem_a_s_skeleton_point_where_recorded_too() -> None:
    recording, motion = _recording(diem_a_text(MOVING)), _retargeted(diem_a_text(MOVING))
    assert recording.rig.name == "DIEM-A"
    assert _bone_errors(recording, motion).max() < 1e-3
    expected = _retargeted(bvh_text(MOVING))
    arm = INDEX["left_elbow"]
    np.testing.assert_allclose(motion.poses[:, arm], expected.poses[:, arm], atol=1e-5)


@pytest.mark.parametrize("fps", [20, 30, 60, 120])
def test_any_frame_rate_becomes_20_fps_of_the_same_duration(fps: int) -> None:
    motion = _retargeted(bvh_text(MOVING, frames=2 * fps + 1, frame_time=1 / fps))
    assert (len(motion), motion.fps) == (41, 20)
    expected = _retargeted(bvh_text(MOVING, frames=41, frame_time=1 / 20))
    np.testing.assert_allclose(motion.poses, expected.poses, atol=0.01)


def test_calibration_on_one_performer_holds_for_one_of_other_proportions() -> None:
    reference = survey(parse_bvh(bvh_text().encode(), "a.bvh"), "a.bvh").reference
    assert reference is not None
    other = _recording(bvh_text(MOVING, scale=1.2).replace("OFFSET 8", "OFFSET 9"))
    motion = retarget(other, calibrate(other.rig, other.joints, [reference]), "b.bvh")
    assert _bone_errors(other, motion).max() < 1e-3


def test_a_skeleton_with_other_bone_axes_under_the_same_names_is_refused() -> None:
    reference = survey(parse_bvh(bvh_text().encode(), "a.bvh"), "a.bvh").reference
    assert reference is not None
    recording = _recording(bvh_text())
    raised = replace(reference, positions=reference.positions.copy())
    raised.positions[JOINTS_IN_FILE.index("LowerArm_L")] += [24, 24, 0]  # the arm stretched sideways
    with pytest.raises(MiburiError, match=r"^b\.bvh, left_shoulder: .* import recordings of different skeletons apart"):
        retarget(recording, calibrate(recording.rig, recording.joints, [raised]), "b.bvh")


JOINTS_IN_FILE = parse_bvh(bvh_text(frames=1).encode(), "clip.bvh").names


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (bvh_text(frame_time=1 / 15), "15 frames per second"),
        (bvh_text(frame_time=33.3), "Frame Time, which is in seconds"),
        (bvh_text(frames=4), "less than 4 at 20 fps"),
        (bvh_text(frames=1), "less than 4 at 20 fps"),
        (bvh_text(scale=0), "two joints of a bone lie on one point"),
        (bvh_text().replace("Hand_L", "Palm_L"), "also needs Hand_L"),
    ],
)
def test_a_recording_that_cannot_be_understood_is_refused(text: str, message: str) -> None:
    with pytest.raises(MiburiError, match=r"^clip\.bvh: ") as caught:
        survey(parse_bvh(text.encode(), "clip.bvh"), "clip.bvh")
    assert message in str(caught.value)


def test_an_undecidable_up_axis_or_unit_is_refused() -> None:
    with pytest.raises(MiburiError, match="cannot tell which axis is up"):
        up_axis([np.array([0.0, 0.7, 0.7])], "source")
    with pytest.raises(MiburiError, match="cannot tell the unit of length; a leg is 20 long"):
        length_unit([20.0], "source")


def test_both_families_of_joint_names_drive_every_joint_of_the_body() -> None:
    between = {"pelvis", "spine2", "left_hand", "right_hand"}
    for rig in RIGS:
        assert set(rig.bones) | set(rig.followers) | between == set(INDEX)
        assert find_rig(tuple(rig.required), "clip.bvh") is rig
    assert RIGS[0].required <= set(JOINTS)


@pytest.mark.corpora
@pytest.mark.skipif(not BANDAI_1.is_dir(), reason=f"{BANDAI_1} is absent")
def test_recorded_motion_keeps_its_bone_directions_and_its_floor() -> None:
    source = open_source(BANDAI_1)
    files = [file for file in source.with_suffix(".bvh") if "_001" in file][::6]
    surveys, _ = survey_files(source, files, workers=1, skip_broken=False)
    conventions = settle_conventions(source, surveys)
    assert (conventions.up, conventions.unit, conventions.fps) == ("y", "centimetres", (30.0,))
    errors, soles = [], []
    motions, _ = retarget_files(source, files, conventions, workers=1, skip_broken=False)
    for file, motion in motions.items():
        errors.append(_bone_errors(record(parse_bvh(source.read(file), file), file), motion))
        soles.append(lowest_soles(motion.poses, motion.trans))
        assert (motion.poses[:, [INDEX["left_knee"], INDEX["right_knee"]], 0] > -0.3).all()
    assert np.median(np.concatenate(errors)) < 0.1
    assert np.concatenate(errors).max() < 1
    assert np.percentile(np.concatenate(soles), 1) > -0.02
    assert abs(np.median(np.concatenate(soles))) < 0.03
