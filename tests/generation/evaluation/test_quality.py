"""Quality measures against motions whose faults are known."""

from __future__ import annotations

import json
import time

import numpy as np
import pytest

from generation.errors import MiburiError
from generation.evaluation.quality import MEASURES, clip_qualities, compare_quality, measure_quality
from generation.motion import Motion
from generation.skeleton import SOLE_Y


def standing(frames: int = 40, height: float = 0.0, speed: float = 0.0) -> Motion:
    """A rigid body whose soles are ``height`` metres above the floor and which glides at ``speed`` m/s."""
    trans = np.zeros((frames, 3))
    trans[:, 0] = speed * np.arange(frames) / 20
    trans[:, 1] = height - SOLE_Y
    return Motion(np.zeros((frames, 24, 3), np.float32), trans.astype(np.float32))


def quality(motion: Motion) -> dict[str, float]:
    return {name: float(values[0]) for name, values in clip_qualities([motion]).items()}


def test_a_body_at_rest_on_the_floor_has_no_faults() -> None:
    found = quality(standing())
    assert found.pop("extent") > 0.5
    assert found.pop("rest_share") == 1.0
    assert max(found.values()) < 1e-3


def test_skating_of_a_gliding_body_is_its_speed_at_the_floor() -> None:
    assert quality(standing(speed=0.3))["skating_speed"] == pytest.approx(30.0, abs=0.01)


@pytest.mark.parametrize(("height", "share"), [(0.0, 1.0), (0.0125, 2 - 2**0.5), (0.025, 0.0), (0.1, 0.0)])
def test_skating_counts_less_the_higher_the_foot_as_in_mann(height: float, share: float) -> None:
    found = quality(standing(height=height, speed=0.3))["skating_speed"]
    assert found == pytest.approx(30.0 * share, abs=0.02)


@pytest.mark.parametrize(
    ("height", "speed", "share"), [(0.0, 0.6, 1.0), (0.04, 0.6, 1.0), (0.06, 0.6, 0.0), (0.0, 0.4, 0.0)]
)
def test_a_foot_slides_below_5_cm_and_above_half_a_metre_a_second_as_in_gmd(
    height: float, speed: float, share: float
) -> None:
    assert quality(standing(height=height, speed=speed))["skating_share"] == share


def test_support_speed_sees_a_body_that_glides_in_the_air() -> None:
    found = quality(standing(height=0.1, speed=0.3))
    assert found["skating_speed"] == 0.0
    assert found["support_speed"] == pytest.approx(30.0, abs=0.01)
    assert found["floating"] == pytest.approx(10.0, abs=0.01)


def test_penetration_is_counted_and_measured() -> None:
    sunk = standing(height=-0.02)
    half = Motion(sunk.poses, np.where(np.arange(40)[:, None] < 20, sunk.trans, standing().trans))
    found = quality(half)
    assert found["penetration_share"] == 0.5
    assert found["penetration_depth"] == pytest.approx(1.0, abs=0.01)
    assert found["floating"] < 1e-3


def test_derivatives_of_a_body_moved_by_a_known_curve() -> None:
    seconds = np.arange(60) / 20
    trans = standing(60).trans.astype(np.float64)
    trans[:, 2] += 5.0 * seconds**3  # acceleration 30 t, jerk 30
    found = quality(Motion(np.zeros((60, 24, 3), np.float32), trans.astype(np.float32)))
    assert found["jerk"] == pytest.approx(30.0, rel=0.02)
    assert found["acceleration_peak"] == pytest.approx(30.0 * seconds[-2], rel=0.02)
    assert found["root_speed"] == pytest.approx(5.0 * seconds[-1] ** 2, rel=0.01)
    assert found["joint_speed"] == pytest.approx(found["root_speed"])


def test_a_clip_has_the_same_quality_alone_and_among_others() -> None:
    clips = [standing(200 + n, height=0.001 * n, speed=0.02 * n) for n in range(150)]
    together = clip_qualities(clips)
    for place in (0, 77, 149):
        assert all(together[name][place] == value for name, value in quality(clips[place]).items())


def test_means_have_their_n_and_intervals_that_hold_them() -> None:
    clips = [standing(speed=speed) for speed in np.linspace(0.1, 0.5, 50)]
    found = measure_quality(clips)
    assert found["n"] == 50
    assert set(found) == {"n", *MEASURES}
    skating = found["skating_speed"]
    assert skating["mean"] == pytest.approx(30.0, abs=0.01)
    assert 25.0 < skating["low"] < 29.0 < 31.0 < skating["high"] < 35.0
    assert measure_quality(clips) == found


def test_ratio_of_generated_to_real_and_null_where_real_has_none() -> None:
    found = compare_quality([standing(speed=0.2)] * 5, [standing(speed=0.3)] * 7)
    assert (found["real"]["n"], found["generated"]["n"]) == (5, 7)
    assert found["ratio"]["skating_speed"]["mean"] == pytest.approx(1.5, rel=1e-3)
    assert found["ratio"]["penetration_depth"]["mean"] is None
    assert "real" in found["ratio"]["penetration_depth"]["reason"]
    json.dumps(found, allow_nan=False)


def test_no_clips_are_no_figures() -> None:
    found = compare_quality([standing()], [])
    assert found["generated"] == {"n": 0}
    assert found["ratio"]["jerk"] == {"mean": None, "reason": "no clips"}


def test_too_short_a_clip_is_named() -> None:
    with pytest.raises(MiburiError, match="clip 1 has 3 frames; its quality needs at least 4"):
        measure_quality([standing(), standing(3)])


def test_a_hundred_clips_take_seconds() -> None:
    """2,600 clips take well under a minute; a hundred get a bound that a busy machine keeps."""
    clips = [standing(180, speed=0.1)] * 100
    begin = time.perf_counter()
    measure_quality(clips)
    assert time.perf_counter() - begin < 5.0
