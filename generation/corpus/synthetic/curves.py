"""Smooth curves of time: minimum-jerk transitions, humps, and slow noise. Twice continuously differentiable."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d

from generation.motion import FPS

Curve = NDArray[np.float64]


def minimum_jerk(progress: Curve) -> Curve:
    """0 to 1 while ``progress`` goes from 0 to 1: the path of unconstrained reaching (Flash & Hogan 1985)."""
    x = np.clip(progress, 0.0, 1.0)
    return np.asarray(x**3 * (10.0 - 15.0 * x + 6.0 * x * x))


def hump(progress: Curve) -> Curve:
    """0, up to 1 at ``progress`` 0.5, and back to 0 at 1; flat at both ends."""
    x = np.clip(progress, 0.0, 1.0)
    return np.asarray(64.0 * (x * (1.0 - x)) ** 3)


def plateau(time: Curve, start: float, attack: float, end: float, release: float) -> Curve:
    """From 0 at ``start`` up to 1 within ``attack`` seconds; back to 0 at ``end``, within ``release`` seconds."""
    return minimum_jerk((time - start) / attack) * (1.0 - minimum_jerk((time - end + release) / release))


def smooth(values: Curve, seconds: float) -> Curve:
    """Gaussian low-pass along axis 0 with standard deviation ``seconds``."""
    return np.asarray(gaussian_filter1d(values, max(seconds * FPS, 1e-3), axis=0, mode="nearest"))


def slow_noise(rng: np.random.Generator, time: Curve, hertz: float, width: int) -> Curve:
    """(frames, width) independent noise of unit variance without energy above ``hertz``."""
    waves = 6
    frequency = rng.uniform(0.05, 1.0, (waves, width)) * hertz
    phase = rng.uniform(0.0, 2.0 * np.pi, (waves, width))
    angles = 2.0 * np.pi * time[:, None, None] * frequency + phase
    return np.asarray(np.sin(angles).sum(axis=1) * np.sqrt(2.0 / waves))


def soft_limit(values: Curve, low: float, high: float, margin: float) -> Curve:
    """``values``, bent smoothly within ``margin`` of either limit so that they never leave [low, high]."""
    above = np.maximum(values - (high - margin), 0.0)
    below = np.maximum((low + margin) - values, 0.0)
    inside = np.clip(values, low + margin, high - margin)
    return np.asarray(inside + margin * np.tanh(above / margin) - margin * np.tanh(below / margin))
