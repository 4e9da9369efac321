"""How a renderer is chosen, and what is said where it cannot draw."""

from __future__ import annotations

from pathlib import Path

import pytest

from generation.errors import MiburiError
from generation.rendering import renderer
from generation.rendering.gl import load_pyrender
from generation.rendering.renderer import choose_renderer


def test_an_unknown_renderer_is_refused() -> None:
    with pytest.raises(MiburiError, match="unknown renderer 'vulkan'; expected auto, numba, osmesa, egl"):
        choose_renderer("vulkan")


def test_a_gpu_draws_where_there_is_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(renderer, "NVIDIA", tmp_path)
    assert choose_renderer("auto") == "egl"
    monkeypatch.setattr(renderer, "NVIDIA", tmp_path / "none")
    assert choose_renderer("auto") == "numba"


def test_a_missing_gl_is_an_error_that_names_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    load_pyrender("osmesa")
    monkeypatch.setattr("generation.rendering.gl.sysconfig.get_paths", lambda: {"platlib": str(tmp_path)})
    with pytest.raises(MiburiError, match="cannot draw with osmesa: no libOSMesa in .*; install lavavu-osmesa"):
        load_pyrender("osmesa")


def test_a_process_that_draws_one_way_does_not_switch() -> None:
    load_pyrender("osmesa")
    with pytest.raises(MiburiError, match="already draws with osmesa"):
        load_pyrender("egl")
