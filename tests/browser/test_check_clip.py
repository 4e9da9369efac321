"""The clip that the device check plays."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from generation.rendering.encode import read_frame
from tests.browser.check_clip import FRAMES, SIZE, STATIC, frames, write_check_clip


def test_the_check_clip_is_what_its_script_makes(tmp_path: Path) -> None:
    for made in write_check_clip(tmp_path):
        kept = STATIC / made.name
        assert kept.stat().st_size < 10_000
        assert kept.read_bytes() == made.read_bytes()


@pytest.mark.parametrize("name", ["check.mp4", "check.webm"])
def test_the_check_clip_shows_a_disc_that_crosses_a_field(name: str) -> None:
    for number, frame in enumerate(frames()):
        if number % 22 == 0:
            assert np.abs(read_frame(STATIC / name, number, SIZE).astype(int) - frame).mean() < 2
    assert number == FRAMES - 1
