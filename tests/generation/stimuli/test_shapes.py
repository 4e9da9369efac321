from __future__ import annotations

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from generation.corpus.store import Corpus
from generation.motion import Motion
from generation.stimuli.shapes import Crowd, clip_shape, distances, pair_distances, real_distance, smallest_distance
from tests.generation.conftest import smooth_motion


def distance(first: Motion, second: Motion) -> float:
    return float(distances(clip_shape(first), clip_shape(second)[None])[0])


def test_place_and_heading_do_not_count() -> None:
    motion = smooth_motion(np.random.default_rng(0), 40)
    turn = Rotation.from_euler("y", 1.3)
    roots = (turn * Rotation.from_rotvec(motion.poses[:, 0])).as_rotvec().astype(np.float32)
    poses = motion.poses.copy()
    poses[:, 0] = roots
    assert distance(motion, Motion(poses, motion.trans + np.float32(2))) == pytest.approx(0, abs=1e-5)


def test_speed_does_not_count() -> None:
    motion = smooth_motion(np.random.default_rng(0), 61)
    fast = Motion(motion.poses[::2], motion.trans[::2])
    assert distance(motion, fast) < 0.1 * distance(motion, smooth_motion(np.random.default_rng(1), 61))


def test_posture_counts_in_metres() -> None:
    rng = np.random.default_rng(0)
    down = smooth_motion(rng, 40)
    poses = down.poses.copy()
    poses[:, 16, 2] += 1.5
    assert 0.02 < distance(down, Motion(poses, down.trans)) < 0.2


def test_a_clip_of_one_frame_has_a_shape() -> None:
    motion = smooth_motion(np.random.default_rng(0), 1)
    assert np.isfinite(clip_shape(motion)).all()


def test_all_pairs_are_counted_once() -> None:
    shapes = [clip_shape(smooth_motion(np.random.default_rng(seed), 20)) for seed in range(4)]
    assert len(pair_distances(shapes)) == 6
    assert smallest_distance(shapes) == pytest.approx(pair_distances(shapes).min(), abs=1e-6)
    assert smallest_distance(shapes[:1]) is None


def test_the_yardstick_is_a_share_of_the_pairs_of_recorded_clips(tiny_corpus: Corpus) -> None:
    found = [real_distance(tiny_corpus, "joy", share, 0) for share in (0.05, 0.5, 0.95)]
    assert found == sorted(found)  # type: ignore[type-var]
    assert real_distance(tiny_corpus, "nothing of the kind", 0.5, 0) is None


def test_a_crowd_keeps_its_distance() -> None:
    shapes = [clip_shape(smooth_motion(np.random.default_rng(seed), 20)) for seed in range(200)]
    crowd, careless = Crowd(1e-3), Crowd(None)
    for shape in shapes:
        assert not crowd.is_near(shape)
        crowd.add(shape)
        careless.add(shape)
    assert all(crowd.is_near(shape) for shape in shapes)
    assert not careless.is_near(shapes[0])
