"""Bodies of other sizes than the open one, in the frames of a set."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from generation.rendering.body import OPEN_BODY
from generation.rendering.camera import frame_clips
from generation.rendering.encode import read_frame
from generation.stimuli.manifest import read_manifest, video_path
from tests.generation.rendering.sets import make_set, render, standing

OPTIONS = ("--size", "64", "--renderer", "numba", "--no-floor")


def half_height(folder: Path) -> float:
    rendering = read_manifest(folder).rendering
    assert rendering is not None
    return float(rendering["camera"]["half_height_metres"])


def test_a_set_is_framed_for_the_body_that_is_in_it(tmp_path: Path) -> None:
    fields = dict(np.load(OPEN_BODY))
    pelvis = (fields["J_regressor"] @ fields["v_template"])[0]
    fields["v_template"] = pelvis + 1.5 * (fields["v_template"] - pelvis)
    np.savez(tmp_path / "giant.npz", **fields)
    giant = make_set(tmp_path / "giant", clips=1)
    assert render(giant, *OPTIONS, "--body", str(tmp_path / "giant.npz")) == 0
    assert half_height(giant) > 1.2 * frame_clips([standing()])[0].half
    frame = read_frame(video_path(giant, read_manifest(giant).stimuli[0]), 0, 64).astype(int)
    background = frame[0, 0]
    edge = np.concatenate([frame[0], frame[-1], frame[:, 0], frame[:, -1]])
    assert np.abs(edge - background).max() <= 3 < np.abs(frame - background).max()
