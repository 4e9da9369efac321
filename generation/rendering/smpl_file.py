"""Body files in SMPL's format, read without running anything that is in them.

Two kinds: ``.npz``, which Miburi ships and others may write, and the licensed ``SMPL_*.pkl``. A pickle is a program;
the reader here lets it build arrays, sparse matrices and the chumpy objects of SMPL's official files, nothing else.
"""

from __future__ import annotations

import pickle
import zipfile
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from generation.errors import MiburiError

FIELDS = ("v_template", "f", "shapedirs", "posedirs", "J_regressor", "kintree_table", "weights")
_PACKAGES = {"numpy", "scipy"}
_NAMES = {  # what NumPy's and SciPy's own pickles ask for
    "numpy": {
        "_reconstruct", "scalar", "ndarray", "dtype", "csc_matrix", "csr_matrix", "coo_matrix", "csc_array",
        "csr_array", "coo_array",
    },
    "scipy": {"csc_matrix", "csr_matrix", "coo_matrix", "csc_array", "csr_array", "coo_array"},
}  # fmt: skip
_PLAIN = {
    ("builtins", "object"), ("__builtin__", "object"), ("copyreg", "_reconstructor"), ("copy_reg", "_reconstructor"),
    ("_codecs", "encode"), ("collections", "OrderedDict"),
}  # fmt: skip


def read_smpl_file(path: Path) -> dict[str, NDArray[Any]]:
    """The arrays of a body file: ``FIELDS``, and ``face_landmarks`` where the file has them.

    MiburiError when the file is missing, is of another kind, lacks a field, or asks for code.
    """
    if not path.is_file():
        raise MiburiError(f"{path}: no such body file")
    try:
        with path.open("rb") as stream:
            data = _read_npz(stream) if path.suffix == ".npz" else _read_pickle(stream, path)
    except (pickle.UnpicklingError, zipfile.BadZipFile, ValueError, EOFError, IndexError, TypeError) as error:
        raise MiburiError(f"{path}: not a body file that can be read safely ({error})") from None
    missing = [field for field in FIELDS if field not in data]
    if missing:
        raise MiburiError(f"{path}: not a body in SMPL's format, it lacks {', '.join(missing)}")
    _check_shapes(path, data)
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
    vertices = len(data["v_template"])
    expected = {
        "v_template": (vertices, 3),
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


class _Chumpy:
    """Stands in for an object of chumpy, the autodiff library that SMPL's official files were written with."""

    def __init__(self, *arguments: Any) -> None:
        self.fields: dict[str, Any] = {}

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
        if package in _PACKAGES and name in _NAMES[package]:
            return super().find_class(module.replace("scipy.sparse.csc", "scipy.sparse._csc"), name)
        if (module, name) in _PLAIN:
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"it asks for {module}.{name}, which is not data")


def _array(value: Any) -> NDArray[Any]:
    if isinstance(value, _Chumpy):
        return value.array()
    return np.asarray(value.toarray() if hasattr(value, "toarray") else value)
