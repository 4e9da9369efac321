"""Body files in SMPL's format, read without running anything that is in them.

Two kinds: ``.npz``, which Miburi ships and others may write, and the licensed ``SMPL_*.pkl``. A pickle is a program;
the reader here lets it build arrays, sparse matrices and the chumpy objects of SMPL's official files, nothing else.
"""

from __future__ import annotations

import pickle
import re
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from generation.errors import MiburiError
from generation.skeleton import PARENTS

FIELDS = ("v_template", "f", "shapedirs", "posedirs", "J_regressor", "kintree_table", "weights")
_MODULES = {  # older releases' names of the modules in which arrays are made
    r"numpy\.core\.": "numpy._core.",
    r"scipy\.sparse\.(csc|csr|coo)$": r"scipy.sparse._\1",
}
_BROKEN = (
    pickle.UnpicklingError, zipfile.BadZipFile, zlib.error, ValueError, EOFError, IndexError, TypeError, KeyError,
    ImportError, AttributeError,
)  # fmt: skip
_NAMES = {  # what NumPy's and SciPy's own pickles ask for
    "numpy": {
        "_reconstruct", "scalar", "ndarray", "dtype", "csc_matrix", "csr_matrix", "coo_matrix", "csc_array",
        "csr_array", "coo_array",
    },
    "scipy": {"csc_matrix", "csr_matrix", "coo_matrix", "csc_array", "csr_array", "coo_array"},
}  # fmt: skip
_PLAIN = {
    ("builtins", "object"), ("__builtin__", "object"), ("builtins", "set"), ("__builtin__", "set"),
    ("copyreg", "_reconstructor"), ("copy_reg", "_reconstructor"), ("_codecs", "encode"),
    ("collections", "OrderedDict"),
}  # fmt: skip


def read_smpl_file(path: Path) -> dict[str, NDArray[Any]]:
    """The arrays of a body file, of whichever gender: ``FIELDS``, and ``face_landmarks`` where the file has them.

    MiburiError when the file is missing, is of another kind, lacks a field, or asks for code, and when a field is not
    what SMPL's format says.
    """
    if path.is_dir():
        raise MiburiError(f"{path}: a folder; name the body file in it, such as {path / 'SMPL_NEUTRAL.pkl'}")
    if not path.is_file():
        raise MiburiError(f"{path}: no such body file")
    try:
        with path.open("rb") as stream:
            data = _read_npz(stream) if path.suffix == ".npz" else _read_pickle(stream, path)
    except OSError as error:
        raise MiburiError(f"{path}: cannot be read ({error.strerror or error})") from None
    except _BROKEN as error:
        raise MiburiError(f"{path}: not a body file that can be read safely ({error})") from None
    missing = [field for field in FIELDS if field not in data]
    if missing:
        raise MiburiError(f"{path}: not a body in SMPL's format, it lacks {', '.join(missing)}")
    _check_shapes(path, data)
    _check_values(path, data)
    return data


def _read_npz(stream: IO[bytes]) -> dict[str, NDArray[Any]]:
    with np.load(stream, allow_pickle=False) as archive:
        return {name: archive[name] for name in archive.files if name in (*FIELDS, "face_landmarks")}


def _read_pickle(stream: IO[bytes], path: Path) -> dict[str, NDArray[Any]]:
    if path.suffix != ".pkl":
        raise MiburiError(f"{path}: a body file ends in .npz or .pkl, not in {path.suffix or 'nothing'}")
    data = _ArrayUnpickler(stream, encoding="latin1").load()
    if not isinstance(data, dict):
        raise ValueError(f"it holds a {type(data).__name__}, not named arrays")
    return {name: _array(value) for name, value in data.items() if name in FIELDS}


def _check_shapes(path: Path, data: dict[str, NDArray[Any]]) -> None:
    vertices, faces, components = (
        data[name].shape[axis] if data[name].ndim else 0
        for name, axis in (("v_template", 0), ("f", 0), ("shapedirs", -1))
    )
    expected = {
        "v_template": (vertices, 3),
        "f": (faces, 3),
        "shapedirs": (vertices, 3, components),
        "posedirs": (vertices, 3, 207),
        "weights": (vertices, 24),
        "J_regressor": (24, vertices),
        "kintree_table": (2, 24),
    }
    for name, shape in expected.items():
        if data[name].shape != shape:
            raise MiburiError(
                f"{path}: {name} is {data[name].shape}, expected {shape}; Miburi poses SMPL's 24 joints "
                "(SMPL-H, SMPL-X and others do not fit)"
            )


def _check_values(path: Path, data: dict[str, NDArray[Any]]) -> None:
    """MiburiError where a field has the right shape and cannot be a body's."""
    for name, values in data.items():
        if values.dtype.kind not in "fiu" or not np.isfinite(values).all():
            raise MiburiError(f"{path}: {name} has values that are not numbers")
    faces = data["f"]
    if not len(faces) or faces.min() < 0 or faces.max() >= len(data["v_template"]):
        raise MiburiError(f"{path}: its faces name vertices that are not there")
    if not np.array_equal(data["kintree_table"][0, 1:].astype(np.int64), PARENTS[1:]):
        raise MiburiError(f"{path}: kintree_table is not SMPL's tree of joints")
    sums = data["weights"].sum(1)
    if np.abs(sums - 1).max() > 1e-3 or data["weights"].min() < -1e-6:
        wrong = int(np.abs(sums - 1).argmax())
        raise MiburiError(f"{path}: weights of vertex {wrong} sum to {sums[wrong]:g}, expected shares of 1")


class _Chumpy:
    """Stands in for an object of chumpy, the autodiff library that SMPL's official files were written with."""

    fields: Mapping[str, Any] = MappingProxyType({})

    def __init__(self, *arguments: Any) -> None:
        """What it was made from is of no use here."""

    def __setstate__(self, state: Any) -> None:
        self.fields = state if isinstance(state, dict) else {}

    def array(self) -> NDArray[Any]:
        """Its value: an array ``x``, or a selection of ``idxs`` from the object ``a``."""
        if "x" in self.fields:
            return np.asarray(self.fields["x"])
        if {"a", "idxs"} <= self.fields.keys():
            picked: NDArray[Any] = _array(self.fields["a"]).ravel()[np.asarray(self.fields["idxs"])]
            return picked.reshape(self.fields.get("preferred_shape", -1))
        raise ValueError(f"unknown chumpy object with {', '.join(self.fields) or 'no fields'}")


class _ArrayUnpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        package = module.split(".")[0]
        if package == "chumpy":
            return _Chumpy
        if name in _NAMES.get(package, ()):
            for old, new in _MODULES.items():
                module = re.sub(old, new, module)
            return super().find_class(module, name)
        if (module, name) in _PLAIN:
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"it asks for {module}.{name}, which is not data")


def _array(value: Any) -> NDArray[Any]:
    if isinstance(value, _Chumpy):
        return value.array()
    return np.asarray(value.toarray() if hasattr(value, "toarray") else value)
