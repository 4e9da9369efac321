"""A set rendered on a Ray cluster of two nodes is that of this machine, also when a node dies on the way."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from generation.errors import MiburiError
from generation.rendering import facts
from generation.rendering.journal import NAME
from generation.rendering.presentation import Presentation
from generation.rendering.settings import Settings
from generation.rendering.workshop import RenderingWorkshop
from tests.generation.ray_cluster import two_nodes
from tests.generation.rendering.sets import SMALL, contents, make_set, render

LONG = {"clips": 8, "frames": 200}


@pytest.fixture
def cluster(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    with two_nodes(monkeypatch) as cluster:
        yield cluster


def test_a_node_that_dies_on_the_way_changes_no_byte(
    cluster: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    local, remote = make_set(tmp_path / "local", **LONG), make_set(tmp_path / "remote", **LONG)
    assert render(local) == 0
    killed: list[int] = []

    def kill_a_node() -> None:
        deadline = time.monotonic() + 60
        while not (remote / NAME).exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        killed.append(len(list((remote / "videos").glob("[!.]*.mp4"))))
        (node,) = cluster.worker_nodes
        cluster.remove_node(node, allow_graceful=False)

    killer = threading.Thread(target=kill_a_node)
    killer.start()
    assert render(remote, *SMALL, "--executor", "ray", "--ray-address", cluster.address) == 0
    killer.join()
    assert 0 < killed[0] < LONG["clips"]  # mid-way
    assert contents(remote) == contents(local)
    assert f"{LONG['clips']} videos" in capsys.readouterr().out


def test_no_cluster_is_one_line_that_says_how_to_start_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("ray", reason="Ray is not installed: pip install '.[cluster]'")
    folder = make_set(tmp_path / "set", clips=1)
    assert render(folder, *SMALL, "--executor", "ray", "--ray-address", "127.0.0.1:1") == 2
    words = capsys.readouterr().err
    assert "error: no Ray cluster at 127.0.0.1:1" in words and "ray start --head" in words


def test_a_machine_with_other_versions_is_refused_by_name() -> None:
    settings = Settings(Presentation(display="points", size=64), None, "numba")
    other = {**facts.versions(settings), "numpy": "1.0"}
    with pytest.raises(MiburiError, match=rf"{os.uname().nodename} has numpy .*, the work was begun with 1.0; install"):
        RenderingWorkshop(settings, other)()
