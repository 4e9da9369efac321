"""How high people lift their feet is told from their clips."""

from __future__ import annotations

import numpy as np
import pytest

from generation.feet.steps import with_steps
from generation.feet.swings import FEWEST, SWING, spans, swing_height
from generation.motion import Motion
from tests.generation.feet.cast import soles, standing


def hopping(metres: float, hops: int = 12) -> Motion:
    """A body that stands and then glides 30 cm aside in a hump of this height, again and again."""
    share = np.linspace(0, 1, 12)
    steps = [np.zeros((20, 2))]
    for hop in range(hops):
        way = np.stack([0.3 * (hop + share), metres * np.sin(np.pi * share)], 1)
        steps += [way, np.tile([0.3 * (hop + 1), 0.0], (20, 1))]
    path = np.concatenate(steps)
    motion = standing(len(path))
    return Motion(motion.poses, motion.trans + np.insert(path, 2, 0.0, axis=1).astype(np.float32))


@pytest.mark.parametrize("metres", [0.03, 0.06])
def test_the_swing_is_the_height_of_the_lower_of_heel_and_toe(metres: float) -> None:
    assert swing_height([hopping(metres)]) == pytest.approx(metres, rel=0.1)


def test_people_who_hardly_step_say_nothing_about_swings() -> None:
    assert swing_height([standing()]) == SWING
    assert swing_height([hopping(0.08, hops=FEWEST // 2 - 1)]) == SWING
    assert swing_height([standing(1)]) == SWING


def test_a_foot_that_travels_between_stands_has_to_be_lifted_so_high_but_no_higher_than_it_travels_far() -> None:
    points, stands = soles(standing(80)), np.ones((80, 2, 2), bool)
    stands[30:50, 0] = False
    for way in (0.4, 0.02):
        points[:, 0, :, 0] = 0.1 + way * np.clip((np.arange(80) - 30) / 19, 0, 1)[:, None]
        for swing in (0.03, 0.06):
            _, clearance = with_steps(points, stands, 20, swing)
            assert clearance[:, 0].max() == pytest.approx(min(swing, way), rel=0.02)


def test_a_foot_stands_a_frame_longer_at_both_ends_of_a_swing_unless_it_is_fast() -> None:
    points, stands = soles(standing(60)), np.ones((60, 2, 2), bool)
    stands[30:42, 0] = False
    for speed, expected in ((0.02, 10), (0.2, 11)):  # metres a frame, at the beginning
        points[:, 0, :, 0] = 0.1 + speed * np.clip(np.arange(60) - 29, 0, 12)[:, None]
        after, _ = with_steps(points, stands, 20)
        assert (~after[:, 0]).any(axis=1).sum() == expected


def test_spans_are_the_runs_of_set_flags() -> None:
    assert list(spans(np.array([True, False, True, True]))) == [(0, 1), (2, 4)]
    assert list(spans(np.zeros(3, bool))) == []
