"""`make demo` stops early and in one line where it cannot go on; tests/test_whole_path.py runs what it runs."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from demo import slug

ROOT = Path(__file__).resolve().parent.parent


def demo(var: Path, *words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "demo.py", *map(str, words)],
        cwd=ROOT,
        env={**os.environ, "MIBURI_VAR": str(var)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_port_in_use_is_refused_before_any_work(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = demo(tmp_path, "--port", taken.getsockname()[1])
    assert done.returncode == 2
    assert done.stderr.startswith("error: port ") and "choose another: make demo PORT=" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_missing_corpus_stops_the_demo_and_leaves_nothing(tmp_path):
    done = demo(tmp_path, "--corpus", tmp_path / "nowhere", "--port", 18991)
    assert done.returncode == 2
    assert "nowhere: no such folder or zip" in done.stderr
    assert "stopped in stage 'import'" in done.stderr
    assert list(tmp_path.rglob("corpus*")) == []


@pytest.mark.parametrize(
    ("path", "name"), [("../Bandai Namco 1", "bandai-namco-1"), ("/data/part_2.zip", "part-2"), ("./x/", "x")]
)
def test_each_corpus_has_its_own_demo_folder(path, name):
    assert slug(Path(path)) == name
