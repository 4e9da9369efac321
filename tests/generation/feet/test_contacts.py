"""Contacts are found where heels and toes stand, noise or not."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from generation.feet.contacts import contacts

FPS = 20


def stepping(frames: int = 60, begin: int = 20, end: int = 30) -> NDArray[np.float64]:
    """Soles (T, 2, 2, 3) of someone whose left foot steps 40 cm ahead between two frames and the right one stands."""
    soles = np.zeros((frames, 2, 2, 3))
    soles[:, 1, :, 0] = -0.2
    soles[:, :, 1, 2] = 0.17
    share = np.clip((np.arange(frames) - begin) / (end - begin), 0, 1)
    soles[:, 0, :, 2] += 0.4 * (share**2 * (3 - 2 * share))[:, None]
    soles[:, 0, :, 1] = 0.08 * np.sin(np.pi * share)[:, None]
    return soles


def test_a_step_is_told_from_the_stands_around_it() -> None:
    found = contacts(stepping(), FPS)
    assert found[:, 1].all()
    assert found[:19, 0].all()
    assert found[32:, 0].all()
    assert not found[22:28, 0].any()


def test_noise_of_a_centimetre_in_height_breaks_no_stand() -> None:
    soles = stepping()
    soles[..., 1] += np.random.default_rng(0).normal(0, 0.003, soles.shape[:-1])
    soles[..., 1] += 0.01 * np.sin(np.arange(60) / 6)[:, None, None]
    found = contacts(soles, FPS)
    assert found[:, 1].mean() > 0.95
    assert not found[23:27, 0].any()


def test_a_foot_that_drifts_slowly_stands_and_one_that_slides_fast_does_not() -> None:
    slow, fast = stepping(), stepping()
    slow[:, 1, :, 0] += 0.1 * np.arange(60)[:, None] / FPS
    fast[:, 1, :, 0] += 0.6 * np.arange(60)[:, None] / FPS
    assert contacts(slow, FPS)[:, 1].all()
    assert not contacts(fast, FPS)[:, 1].any()


def test_a_raised_foot_does_not_stand_however_still() -> None:
    soles = stepping()
    soles[:, 1, :, 1] = 0.06
    assert not contacts(soles, FPS)[:, 1].any()


def test_a_touch_shorter_than_three_frames_is_no_stand_but_one_the_clip_cuts_off_is() -> None:
    soles = stepping()
    soles[:, 0, :, 1] = 0.043
    soles[30:32, 0, :, 1] = 0.0
    soles[58:, 0, :, 1] = 0.0
    found = contacts(soles, FPS)
    assert not found[:57, 0].any()
    assert found[59, 0].all()


def test_a_heel_that_rises_ends_its_stand_and_not_the_toe_s() -> None:
    soles = stepping()
    soles[40:, 1, 0, 1] = np.minimum(0.01 * np.arange(20), 0.08)
    found = contacts(soles, FPS)
    assert not found[46:, 1, 0].any()
    assert found[:, 1, 1].all()
