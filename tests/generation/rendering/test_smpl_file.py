"""Body files: every layout in which SMPL has been given out, and files that are wrong or would run code."""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import sparse

from generation.errors import MiburiError
from generation.motion import Motion
from generation.rendering.body import OPEN_BODY, Posing, load_body
from generation.rendering.smpl_file import read_smpl_file
from generation.skeleton import PARENTS

VERTICES = 90
Fields = dict[str, Any]


def small_body(components: int = 10, kind: str = "float64") -> Fields:
    """The fields of an SMPL file for a body that is no more than a cloud of triangles."""
    rng = np.random.default_rng(components)
    floats = {
        "v_template": rng.normal(0, 0.4, (VERTICES, 3)),
        "shapedirs": rng.normal(0, 0.01, (VERTICES, 3, components)),
        "posedirs": rng.normal(0, 0.001, (VERTICES, 3, 207)),
        "J_regressor": rng.dirichlet(np.ones(VERTICES), 24),
        "weights": rng.dirichlet(np.ones(24), VERTICES),
    }
    parents = np.array([2**32 - 1, *PARENTS[1:]], np.uint32)
    return {name: values.astype(kind) for name, values in floats.items()} | {
        "f": rng.permuted(np.tile(np.arange(VERTICES), (4, 1)), axis=1).reshape(-1, 3).astype(np.uint32),
        "kintree_table": np.stack([parents, np.arange(24, dtype=np.uint32)]),
    }


def two_frames() -> Motion:
    rng = np.random.default_rng(5)
    return Motion(rng.normal(0, 0.4, (2, 24, 3)).astype(np.float32), rng.normal(0, 1, (2, 3)).astype(np.float32))


def as_npz(path: Path, fields: Fields) -> Path:
    np.savez(path, **fields)
    return path


def as_pickle(path: Path, fields: Fields) -> Path:
    path.write_bytes(pickle.dumps(fields, protocol=2))
    return path


def expected_skin(fields: Fields) -> NDArray[np.float32]:
    """Straight from the format's definition (Loper et al. 2015), vertex by vertex."""
    from scipy.spatial.transform import Rotation

    motion, places = two_frames(), fields["J_regressor"] @ fields["v_template"]
    skins = []
    for pose, shift in zip(motion.poses, motion.trans, strict=True):
        local = Rotation.from_rotvec(pose).as_matrix()
        rest = fields["v_template"] + fields["posedirs"] @ (local[1:] - np.eye(3)).ravel()
        chain = [np.eye(4) for _ in range(24)]
        for joint, parent in enumerate(PARENTS):
            step = np.eye(4)
            step[:3, :3], step[:3, 3] = local[joint], places[joint] - (places[parent] if joint else 0)
            chain[joint] = chain[parent] @ step if joint else step
        skin = np.zeros_like(rest)
        for joint, transform in enumerate(chain):
            skin += fields["weights"][:, [joint]] * ((rest - places[joint]) @ transform[:3, :3].T + transform[:3, 3])
        skins.append(skin + shift)
    return np.array(skins, np.float32)


@pytest.mark.parametrize("gender", ["FEMALE", "MALE", "NEUTRAL"])
@pytest.mark.parametrize("components", [10, 16, 300])
@pytest.mark.parametrize(("suffix", "write"), [(".npz", as_npz), (".pkl", as_pickle)])
def test_a_file_of_either_gender_and_any_number_of_shape_parameters_is_posed_as_the_format_says(
    tmp_path: Path, gender: str, components: int, suffix: str, write: Callable[[Path, Fields], Path]
) -> None:
    fields = small_body(components)
    path = write(tmp_path / f"SMPL_{gender}{suffix}", fields)
    np.testing.assert_allclose(Posing(load_body(path)).vertices(two_frames()), expected_skin(fields), atol=2e-5)


@pytest.mark.parametrize("kind", ["float16", "float32", "float64"])
def test_numbers_of_any_precision_are_read(tmp_path: Path, kind: str) -> None:
    path = as_npz(tmp_path / "body.npz", small_body(kind=kind))
    skin = Posing(load_body(path)).vertices(two_frames())
    assert skin.dtype == np.float32
    np.testing.assert_allclose(skin, expected_skin(small_body()), atol=1e-2 if kind == "float16" else 2e-5)


@pytest.mark.parametrize("form", [sparse.csc_matrix, sparse.csr_matrix, sparse.coo_matrix, sparse.csc_array])
def test_a_sparse_regressor_is_read(tmp_path: Path, form: Callable[[Any], Any]) -> None:
    fields = small_body()
    path = as_pickle(tmp_path / "SMPL_MALE.pkl", fields | {"J_regressor": form(fields["J_regressor"])})
    np.testing.assert_array_equal(read_smpl_file(path)["J_regressor"], fields["J_regressor"])


class Ch:
    """As chumpy pickles its arrays: an object with its state."""

    def __init__(self, **state: Any) -> None:
        self.__dict__.update(state)


class Select(Ch):
    pass


@pytest.fixture
def chumpy(monkeypatch: pytest.MonkeyPatch) -> None:
    """The two classes under the names that chumpy gives them, while files are written."""
    monkeypatch.setitem(sys.modules, "chumpy", ModuleType("chumpy"))
    for kind, name in ((Ch, "chumpy.ch"), (Select, "chumpy.reordering")):
        module = ModuleType(name)
        setattr(module, kind.__name__, kind)
        monkeypatch.setitem(sys.modules, name, module)
        monkeypatch.setattr(kind, "__module__", name)


@pytest.mark.usefixtures("chumpy")
def test_chumpys_arrays_are_read_without_chumpy(tmp_path: Path) -> None:
    fields = small_body()
    shapes = fields["shapedirs"]
    wrapped = fields | {
        "v_template": Ch(x=fields["v_template"], _dirty_vars=set()),
        "shapedirs": Select(
            a=Ch(x=np.concatenate([shapes, shapes], axis=2)),
            idxs=np.arange(shapes.size * 2).reshape(*shapes.shape[:2], 20)[..., :10].ravel(),
            preferred_shape=shapes.shape,
        ),
        "bs_style": "lbs",
        "J": Ch(x=np.zeros((24, 3))),
    }
    content = pickle.dumps(wrapped, protocol=2)
    path = tmp_path / "basicModel_f_lbs_10_207_0_v1.0.0.pkl"
    path.write_bytes(content)
    with pytest.MonkeyPatch.context() as patch:  # read where no chumpy is
        for module in ("chumpy", "chumpy.ch", "chumpy.reordering"):
            patch.delitem(sys.modules, module)
        found = read_smpl_file(path)
    assert b"chumpy.reordering" in content
    for name in ("v_template", "shapedirs"):
        np.testing.assert_array_equal(found[name], fields[name])


@pytest.mark.usefixtures("chumpy")
@pytest.mark.parametrize("unknown", [Ch(), Ch(y=3)])
def test_an_unknown_chumpy_object_is_named(tmp_path: Path, unknown: Ch) -> None:
    path = as_pickle(tmp_path / "body.pkl", small_body() | {"weights": unknown})
    with pytest.raises(MiburiError, match="unknown chumpy object with (y|no fields)"):
        read_smpl_file(path)


def test_a_pickle_of_an_older_numpy_and_scipy_is_read(tmp_path: Path) -> None:
    fields = small_body() | {"J_regressor": sparse.csc_matrix(small_body()["J_regressor"])}
    content = pickle.dumps(fields, protocol=2)
    old = content.replace(b"cnumpy._core.", b"cnumpy.core.").replace(b"scipy.sparse._csc", b"scipy.sparse.csc")
    assert old != content
    path = tmp_path / "SMPL_FEMALE.pkl"
    path.write_bytes(old)
    np.testing.assert_array_equal(read_smpl_file(path)["J_regressor"], small_body()["J_regressor"])


def test_shape_parameters_become_the_bodys_own(tmp_path: Path) -> None:
    fields = small_body(16)
    betas = [2.0, -1.0, 0.5, *[0.0] * 12, 3.0]
    shaped = fields | {"v_template": fields["v_template"] + fields["shapedirs"] @ betas}
    path = as_npz(tmp_path / "SMPL_MALE.npz", fields)
    skin = Posing(load_body(path, betas)).vertices(two_frames())
    np.testing.assert_allclose(skin, expected_skin(shaped), atol=2e-5)
    np.testing.assert_allclose(Posing(load_body(path, [0.0])).vertices(two_frames()), expected_skin(fields), atol=2e-5)


def test_the_open_bodys_first_shape_parameter_makes_it_taller() -> None:
    heights = [float(np.ptp(load_body(betas=[beta]).rest[:, 1])) for beta in (-2, 0, 2)]
    assert heights[0] + 0.03 < heights[1] < heights[2] - 0.03


def test_shape_parameters_that_the_body_does_not_have_are_refused(tmp_path: Path) -> None:
    path = as_npz(tmp_path / "SMPL_MALE.npz", small_body(10))
    with pytest.raises(MiburiError, match="has 10 shape parameters, got 16; give as many or fewer"):
        load_body(path, [0.0] * 16)
    for beta in (np.nan, np.inf, 9.0):
        with pytest.raises(MiburiError, match="shape parameter 1 must be from -5 to 5, got"):
            load_body(path, [0.0, beta])


def test_the_open_body_drops_in_as_a_pickle(tmp_path: Path) -> None:
    data: Fields = dict(read_smpl_file(OPEN_BODY))
    del data["face_landmarks"]
    data["J_regressor"] = sparse.csc_matrix(data["J_regressor"])
    path = as_pickle(tmp_path / "SMPL_NEUTRAL.pkl", data | {"bs_style": "lbs"})
    skin = Posing(load_body(path)).vertices(two_frames())
    np.testing.assert_allclose(skin, Posing(load_body()).vertices(two_frames()), atol=1e-6)


class Attack:
    def __init__(self, target: Path) -> None:
        self.target = target

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, (f"touch {self.target}",)


def test_a_pickle_that_would_run_code_is_refused_and_does_not_run(tmp_path: Path) -> None:
    path, target = tmp_path / "SMPL_NEUTRAL.pkl", tmp_path / "was_run"
    path.write_bytes(pickle.dumps({"v_template": Attack(target)}))
    with pytest.raises(MiburiError, match="not a body file that can be read safely.*system"):
        load_body(path)
    assert not target.exists()


@pytest.mark.parametrize("name", ["eval", "exec", "getattr", "__import__"])
def test_no_builtin_function_can_be_reached_through_a_pickle(tmp_path: Path, name: str) -> None:
    path = tmp_path / "body.pkl"
    path.write_bytes(f"cbuiltins\n{name}\n.".encode())
    with pytest.raises(MiburiError, match=f"builtins.{name}, which is not data"):
        read_smpl_file(path)


@pytest.mark.parametrize("content", [b"cnumpy.testing._private.utils\nrunstring\n.", b"cscipy.misc\nload\n."])
def test_other_functions_of_numpy_and_scipy_cannot_be_reached_through_a_pickle(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "body.pkl"
    path.write_bytes(content)
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
        ("body.pkl", b"cnumpy.nowhere\nndarray\n.", "not a body file"),
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


def test_a_missing_body_file_and_a_folder_of_them_are_errors(tmp_path: Path) -> None:
    with pytest.raises(MiburiError, match="no such body file"):
        load_body(tmp_path / "none.npz")
    with pytest.raises(MiburiError, match="a folder; name the body file in it, such as .*SMPL_NEUTRAL.pkl"):
        load_body(tmp_path)


def spoiled(name: str, place: tuple[int, ...], value: float) -> Fields:
    fields = small_body()
    fields[name][place] = value
    return fields


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        (small_body() | {"weights": np.zeros((VERTICES, 52))}, "Miburi poses SMPL's 24 joints"),
        (small_body() | {"posedirs": np.zeros((VERTICES, 3, 459))}, "posedirs is .*459.* expected .*207"),
        (small_body() | {"v_template": np.float64(3)}, "v_template is"),
        (small_body() | {"shapedirs": np.zeros((VERTICES, 10))}, "shapedirs is"),
        (small_body() | {"f": np.zeros((4, 4), int)}, "f is"),
        (small_body() | {"f": np.zeros((0, 3), int)}, "faces name vertices that are not there"),
        (small_body() | {"v_template": np.full((VERTICES, 3), "a")}, "v_template has values that are not numbers"),
        (spoiled("posedirs", (0, 0, 0), np.nan), "posedirs has values that are not numbers"),
        (spoiled("f", (0, 0), VERTICES), "faces name vertices that are not there"),
        (spoiled("kintree_table", (0, 20), 3), "not SMPL's tree of joints"),
        (spoiled("weights", (7, 3), 0.9), "weights of vertex 7 sum to 1"),
    ],
)
def test_a_field_that_is_not_a_bodys_is_named(tmp_path: Path, fields: Fields, message: str) -> None:
    path = as_npz(tmp_path / "body.npz", fields)
    with pytest.raises(MiburiError, match=message) as caught:
        load_body(path)
    assert str(path) in str(caught.value)


def test_an_archive_with_objects_in_it_is_refused(tmp_path: Path) -> None:
    path = as_npz(tmp_path / "body.npz", small_body() | {"weights": np.array([{}, Attack(tmp_path)], object)})
    with pytest.raises(MiburiError, match="not a body file that can be read safely"):
        load_body(path)
