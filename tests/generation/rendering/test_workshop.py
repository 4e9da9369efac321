"""What rendering needs of a process: each worker of a set pays for it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.generation.rendering.sets import make_set

ROOT = Path(__file__).resolve().parents[3]
WORKER = """
from generation.rendering.camera import frame_clips
from generation.rendering.presentation import Presentation
from generation.rendering.settings import Settings
from generation.rendering.workshop import Clip, RenderingWorkshop
from tests.generation.rendering.sets import standing

render = RenderingWorkshop(Settings(Presentation(size=64), None, sys.argv[1]), {})()
assert render(Clip("clip", standing(), frame_clips([standing()])[0]), lambda frames: None).mp4
"""
COMMAND = """
from generation.__main__ import main

assert main(["render", sys.argv[2], "--size", "64", "--renderer", sys.argv[1], "--betas", "1", "--workers", "1"]) == 0
"""


@pytest.mark.parametrize("code", [WORKER, COMMAND], ids=["worker", "command"])
@pytest.mark.parametrize("renderer", ["numba", "osmesa"])
def test_no_process_that_renders_loads_torch(tmp_path: Path, renderer: str, code: str) -> None:
    script = f"import sys\n{code}\nprint('loaded', *{{name.split('.')[0] for name in sys.modules}})"
    words = [sys.executable, "-c", script, renderer, str(make_set(tmp_path / "set", clips=1))]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=120)
    loaded = set(done.stdout.splitlines()[-1].split()) if done.stdout else set()
    assert "generation" in loaded, done.stderr
    assert not loaded & {"torch", "smplx"}
