"""The settled curve against the plain least-squares problem it stands for."""

from __future__ import annotations

import numpy as np
import pytest

from generation.feet.settling import settle


def dense(value: np.ndarray, weight: np.ndarray, rate: np.ndarray, rate_weight: np.ndarray) -> np.ndarray:
    """The same minimum by stacking every term and asking ``lstsq``."""
    frames = len(value)
    identity = np.eye(frames)
    rows = np.concatenate(
        [
            np.sqrt(weight)[:, None] * identity,
            np.sqrt(rate_weight)[:, None] * np.diff(identity, axis=0),
            np.diff(identity, n=3, axis=0),
        ]
    )
    wanted = np.concatenate(
        [np.sqrt(weight)[:, None] * value, np.sqrt(rate_weight)[:, None] * rate, np.zeros((frames - 3, value.shape[1]))]
    )
    return np.linalg.lstsq(rows, wanted, rcond=None)[0]


@pytest.mark.parametrize("frames", [4, 5, 7, 40])
def test_settled_curve_is_the_least_squares_solution(frames: int) -> None:
    rng = np.random.default_rng(frames)
    value, weight = rng.normal(size=(frames, 2)), rng.uniform(0.01, 2, frames)
    rate, rate_weight = rng.normal(size=(frames - 1, 2)), rng.uniform(0, 2, frames - 1)
    found = settle(value, weight, rate, rate_weight)
    assert np.allclose(found, dense(value, weight, rate, rate_weight), atol=1e-8)


def test_a_parabola_has_no_jerk_and_stays() -> None:
    parabola = (np.linspace(-1, 1, 30) ** 2)[:, None]
    assert np.allclose(settle(parabola, np.full(30, 1e-3)), parabola, atol=1e-6)


def test_inputs_are_left_alone() -> None:
    value, weight = np.ones((10, 1)), np.ones(10)
    settle(value, weight, np.ones((9, 1)), np.ones(9))
    assert (value == 1).all()
    assert (weight == 1).all()
