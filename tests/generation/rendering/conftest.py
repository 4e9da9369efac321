"""A rendered set that tests look at, and copies that they spoil."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.generation.rendering.sets import make_set, render


@pytest.fixture(scope="session")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three clips, rendered. Only to be looked at."""
    folder = make_set(tmp_path_factory.mktemp("rendered") / "set")
    assert render(folder) == 0
    return folder


@pytest.fixture
def copy(rendered: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(rendered, tmp_path / "set"))
