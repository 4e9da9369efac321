"""The body is posed as smplx poses it."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import numpy as np
import pytest

from benchmarks.smplx_body import posed, smplx_body
from generation.motion import Motion
from generation.rendering.body import OPEN_BODY, Posing, load_body
from generation.rendering.smpl_file import read_smpl_file


@pytest.fixture(scope="module")
def posing() -> Posing:
    return Posing(load_body())


def wild(frames: int = 12) -> Motion:
    rng = np.random.default_rng(5)
    poses = rng.normal(0, 0.6, (frames, 24, 3)).astype(np.float32)
    return Motion(poses, rng.normal(0, 2, (frames, 3)).astype(np.float32))


def test_every_vertex_is_where_smplx_puts_it(posing: Posing) -> None:
    motion = wild()
    np.testing.assert_allclose(posing.vertices(motion), posed(smplx_body(), motion)[0], atol=1e-5)


def test_a_body_whose_every_corrective_and_weight_counts_is_posed_alike(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    data = read_smpl_file(OPEN_BODY)
    data["posedirs"] = rng.normal(0, 1e-3, data["posedirs"].shape)
    weights = data["weights"] + rng.uniform(0, 0.05, data["weights"].shape)
    data["weights"] = weights / weights.sum(1, keepdims=True)
    np.savez(tmp_path / "dense.npz", **data)
    dense = Posing(load_body(tmp_path / "dense.npz"))
    motion, expected = wild(4), smplx_body(tmp_path / "dense.npz")
    np.testing.assert_allclose(dense.vertices(motion), posed(expected, motion)[0], atol=2e-5)


def test_frames_are_posed_one_by_one_in_any_order(posing: Posing) -> None:
    motion = wild()
    whole = posing.vertices(motion)
    for frame, skin in zip((7, 2), posing.skins(motion, (7, 2)), strict=True):
        np.testing.assert_array_equal(skin, whole[frame])


def test_a_long_clip_needs_no_more_memory_than_a_short_one(posing: Posing) -> None:
    peaks = []
    posing.lowest(wild(1))  # compiled
    for frames in (200, 2000):
        motion = wild(frames)
        tracemalloc.start()
        posing.lowest(motion)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.2 * peaks[0]


def test_the_lowest_height_is_that_of_all_frames(posing: Posing) -> None:
    motion = wild()
    assert posing.lowest(motion) == posing.vertices(motion)[..., 1].min()


def test_a_motion_without_frames_has_no_skin(posing: Posing) -> None:
    nothing = Motion(np.zeros((0, 24, 3), np.float32), np.zeros((0, 3), np.float32))
    assert posing.vertices(nothing).shape == (0, *posing.rest.shape)
    assert posing.lowest(nothing) == 0


def test_normals_are_means_of_the_faces_around_by_area(posing: Posing) -> None:
    skin = posing.vertices(wild(1))[0].astype(np.float64)
    a, b, c = (skin[posing.faces[:, corner]] for corner in range(3))
    expected = np.zeros_like(skin)
    for corner in range(3):
        np.add.at(expected, posing.faces[:, corner], np.cross(b - a, c - a))
    expected /= np.linalg.norm(expected, axis=1, keepdims=True)
    np.testing.assert_allclose(posing.normals(skin.astype(np.float32)), expected, atol=2e-3)
