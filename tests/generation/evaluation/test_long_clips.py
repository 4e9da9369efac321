from __future__ import annotations

import pytest

from generation.evaluation.long_clips import LONG, PER_LABEL, USUAL, steadiness
from generation.training.run import Run


def test_clips_of_a_minute_are_measured_beside_clips_of_nine_seconds(tiny_run: Run) -> None:
    measured = steadiness(tiny_run, seed=0)
    assert (measured["seconds"], measured["reference_seconds"]) == (LONG, USUAL) == (60, 9)
    assert measured["long"]["n"] == measured["reference"]["n"] == PER_LABEL * len(tiny_run.labels)
    ratio = measured["long"]["joint_speed"]["mean"] / measured["reference"]["joint_speed"]["mean"]
    assert measured["ratio"]["joint_speed"]["mean"] == pytest.approx(ratio, rel=1e-3)


def test_the_same_seed_and_spread_give_the_same_figures_and_others_do_not(tiny_run: Run) -> None:
    once, again, other = (steadiness(tiny_run, seed, spread) for seed, spread in ((0, None), (0, "flow"), (0, "total")))
    assert once == again
    assert once != other
