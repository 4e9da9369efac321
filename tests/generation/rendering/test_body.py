"""The body: SMPL's format, the joints of the skeleton, and files that cannot run code."""

from __future__ import annotations

import os
import pickle
from pathlib import Path

import numpy as np
import pytest
import torch
from scipy import sparse

from generation.errors import MiburiError
from generation.motion import Motion
from generation.rendering.body import OPEN_BODY, Posing, load_body
from generation.rendering.smpl_file import FIELDS, read_smpl_file
from generation.skeleton import REST_JOINTS, SOLE_Y, joint_positions


@pytest.fixture(scope="module")
def posing() -> Posing:
    return Posing(load_body())


def random_motion(frames: int = 6) -> Motion:
    rng = np.random.default_rng(3)
    poses = rng.normal(0, 0.3, (frames, 24, 3)).astype(np.float32)
    return Motion(poses, rng.normal(0, 1, (frames, 3)).astype(np.float32))


def standing(frames: int = 1) -> Motion:
    trans = np.tile(np.array([0, -SOLE_Y, 0], np.float32), (frames, 1))
    return Motion(np.zeros((frames, 24, 3), np.float32), trans)


def test_the_bodys_joints_are_the_skeletons(posing: Posing) -> None:
    joints = posing.body.J_regressor @ posing.body.v_template
    np.testing.assert_allclose(joints.numpy(), REST_JOINTS, atol=1e-4)


def test_smplx_moves_the_joints_as_the_skeleton_does(posing: Posing) -> None:
    motion = random_motion()
    pose = torch.from_numpy(motion.poses).reshape(len(motion), 72)
    out = posing.body(
        betas=torch.zeros(len(motion), 10),
        global_orient=pose[:, :3],
        body_pose=pose[:, 3:],
        transl=torch.from_numpy(motion.trans),
    )
    expected = joint_positions(motion.poses, motion.trans)
    np.testing.assert_allclose(out.joints[:, :24].numpy(), expected, atol=1e-4)


def test_a_standing_body_has_its_soles_on_the_floor_and_the_height_of_a_person(posing: Posing) -> None:
    skin = posing.vertices(standing())[0]
    assert abs(skin[:, 1].min()) < 2e-3
    assert 1.55 < np.ptp(skin[:, 1]) < 1.85
    left, right = skin[skin[:, 0] > 0.02, 1].min(), skin[skin[:, 0] < -0.02, 1].min()
    assert abs(left - right) < 5e-3


def test_every_vertex_hangs_on_joints_whose_weights_sum_to_one(posing: Posing) -> None:
    weights = posing.body.lbs_weights.numpy()
    assert (weights >= 0).all()
    np.testing.assert_allclose(weights.sum(1), 1, atol=1e-5)


def test_the_skin_is_closed_and_its_normals_point_outward(posing: Posing) -> None:
    faces = posing.faces
    edges = np.sort(np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]]), axis=1)
    _, uses = np.unique(edges, axis=0, return_counts=True)
    assert (uses == 2).all()
    rest = posing.body.v_template.numpy()
    a, b, c = (rest[faces[:, corner]] for corner in range(3))
    volume = np.einsum("fd,fd->", a, np.cross(b, c)) / 6  # positive for outward faces; the volume of an adult
    assert 0.04 < volume < 0.11
    normals = posing.normals(rest)
    np.testing.assert_allclose(np.linalg.norm(normals, axis=1), 1, atol=1e-4)


def test_posing_does_not_depend_on_how_frames_are_batched(posing: Posing) -> None:
    motion = random_motion(40)
    alone = posing.vertices(Motion(motion.poses[37:38], motion.trans[37:38]))
    np.testing.assert_allclose(posing.vertices(motion)[37:38], alone, atol=1e-5)


def test_a_licensed_style_pickle_drops_in(tmp_path: Path, posing: Posing) -> None:
    data: dict[str, object] = dict(read_smpl_file(OPEN_BODY))
    del data["face_landmarks"]
    data["J_regressor"] = sparse.csc_matrix(data["J_regressor"])
    data["bs_style"] = "lbs"
    path = tmp_path / "SMPL_NEUTRAL.pkl"
    path.write_bytes(pickle.dumps(data, protocol=2))
    motion = standing()
    np.testing.assert_allclose(Posing(load_body(path)).vertices(motion), posing.vertices(motion), atol=1e-6)


class Attack:
    def __init__(self, target: Path) -> None:
        self.target = target

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, (f"touch {self.target}",)


def test_a_pickle_that_would_run_code_is_refused_and_does_not_run(tmp_path: Path) -> None:
    path, target = tmp_path / "SMPL_NEUTRAL.pkl", tmp_path / "was_run"
    path.write_bytes(pickle.dumps({"v_template": Attack(target)}))
    with pytest.raises(MiburiError, match="cannot|not a body file that can be read safely.*system"):
        load_body(path)
    assert not target.exists()


@pytest.mark.parametrize("name", ["eval", "exec", "getattr", "__import__"])
def test_no_builtin_function_can_be_reached_through_a_pickle(tmp_path: Path, name: str) -> None:
    path = tmp_path / "body.pkl"
    path.write_bytes(f"cbuiltins\n{name}\n.".encode())
    with pytest.raises(MiburiError, match=f"builtins.{name}, which is not data"):
        read_smpl_file(path)


def test_numpys_own_functions_cannot_be_reached_through_a_pickle(tmp_path: Path) -> None:
    path = tmp_path / "body.pkl"
    path.write_bytes(b"cnumpy.testing._private.utils\nrunstring\n.")
    with pytest.raises(MiburiError, match="not data"):
        read_smpl_file(path)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("body.obj", b"v 0 0 0", "ends in .npz or .pkl, not in .obj"),
        ("body.npz", b"not a zip", "not a body file"),
        ("body.npz", b"", "not a body file"),
        ("body.pkl", b"", "not a body file"),
        ("body.pkl", b"garbage", "not a body file"),
        ("body.pkl", pickle.dumps([1, 2]), "holds a list"),
        ("body.pkl", pickle.dumps({"v_template": 1}), "lacks f, shapedirs"),
    ],
)
def test_a_wrong_body_file_is_named_with_what_is_wrong(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(MiburiError, match=message) as caught:
        load_body(path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_missing_body_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(MiburiError, match="no such body file"):
        load_body(tmp_path / "none.npz")


def test_a_body_with_other_joints_is_refused(tmp_path: Path) -> None:
    data = read_smpl_file(OPEN_BODY)
    fields = {name: data[name] for name in FIELDS} | {"weights": np.zeros((len(data["v_template"]), 52))}
    path = tmp_path / "smplh.npz"
    np.savez(path, **fields)
    with pytest.raises(MiburiError, match="Miburi poses SMPL's 24 joints"):
        load_body(path)
