"""Recorded walks, runs, kicks and dances stay what they are."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from generation.corpus.importing import retarget_files, settle_conventions, survey_files
from generation.corpus.sources import open_source
from generation.evaluation.quality import clip_qualities
from generation.feet.planting import plant_feet
from generation.motion import Motion
from generation.skeleton import INDEX
from tests.generation.feet.cast import moved, random_drift

BANDAI_1 = Path(__file__).parents[4] / "shared" / "data" / "bandai-namco-1"
KNEES = [INDEX["left_knee"], INDEX["right_knee"]]

pytestmark = [
    pytest.mark.corpora,
    pytest.mark.skipif(not BANDAI_1.is_dir(), reason=f"{BANDAI_1} is absent"),
]


@pytest.fixture(scope="module")
def recorded() -> list[Motion]:
    source = open_source(BANDAI_1)
    files = [file for file in source.with_suffix(".bvh") if "_normal_001" in file]
    surveys, _ = survey_files(source, files, workers=1, skip_broken=False)
    motions, _ = retarget_files(source, files, settle_conventions(source, surveys), workers=1, skip_broken=False)
    return list(motions.values())


@pytest.fixture(scope="module")
def planted(recorded: list[Motion]) -> list[Motion]:
    return [plant_feet(motion) for motion in recorded]


def travelled(motion: Motion) -> float:
    """Length of the root's path on the floor in metres."""
    return float(np.linalg.norm(np.diff(motion.trans[:, [0, 2]], axis=0), axis=1).sum())


def test_recorded_clips_walk_as_far_with_the_same_knees(recorded: list[Motion], planted: list[Motion]) -> None:
    for before, after in zip(recorded, planted, strict=True):
        knees = [np.degrees(np.linalg.norm(motion.poses[:, KNEES], axis=-1)) for motion in (before, after)]
        assert np.abs(knees[1] - knees[0]).mean() < 10.0  # most in a dance that shuffles: its feet are lifted
        if travelled(before) > 2.0:
            assert 0.85 < travelled(after) / travelled(before) < 1.15


def test_planting_betters_recorded_clips_and_worsens_none_of_their_measures(
    recorded: list[Motion], planted: list[Motion]
) -> None:
    """But for MANN's skating speed: feet that stand on the floor also swing nearer to it, 1 to 2 cm as people do."""
    before, after = clip_qualities(recorded), clip_qualities(planted)
    for measure in ("skating_share", "support_speed", "penetration_share", "floating"):
        assert after[measure].mean() < before[measure].mean()
    for measure in ("jerk", "jerk_peak", "acceleration_peak"):
        assert after[measure].mean() < 1.05 * before[measure].mean()


def test_drift_put_into_recorded_clips_is_taken_out_again(recorded: list[Motion], planted: list[Motion]) -> None:
    drifting = [moved(motion, random_drift(len(motion), 0.1, seed)) for seed, motion in enumerate(recorded)]
    again = clip_qualities([plant_feet(motion) for motion in drifting])
    clean = clip_qualities(planted)
    for measure in ("skating_speed", "skating_share", "support_speed"):
        assert again[measure].mean() < 1.1 * clean[measure].mean()
