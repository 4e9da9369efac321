"""The root's path from the feet: where standing feet glide or hover together, it is the root that is wrong."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import minimum_filter1d

from generation.feet.settling import settle
from generation.skeleton import INDEX

Array = NDArray[np.float64]

FLESH = 0.06  # metres around other joints when they rest on the floor
RESTING = [INDEX[name] for name in ("pelvis", "left_knee", "right_knee", "left_wrist", "right_wrist", "head")]
# Metres above the lowest point of the body within which a sole bears weight: where it is told by being slow as well,
# generated feet may hover.
NEAR, NEARER = 0.06, 0.025
JUMP = 0.9  # seconds: whoever is in the air for less has jumped, for more hovers
IN_THE_AIR = 0.04  # metres above where the body was lowest within a jump's time

SLIDING = (0.6, 0.3, 0.15, 0.1)  # m/s: of a frame's points the slower are trusted, more strictly in each round
FASTEST = 0.8  # m/s: where even the trusted points are faster, nothing stands
STILLNESS = 1e-2  # weight of no correction where nothing stands
HOVERING = 0.08  # metres: soles that stand higher stand on something
HEIGHT, SLOWNESS = 1e-4, 1e-3  # weights of the height of standing soles, and of no change: a third of a second
TINY = 1e-12


def bearing(soles: Array, joints: Array, fps: int, nearness: float) -> Array:
    """How likely each sole point bears weight, from heights alone, wherever the floor is: (T, 4), 0 to 1.

    soles (T, 4, 3), joints (T, 24, 3), nearness: metres. Low for a raised foot, in a jump, and while someone lies or
    sits.
    """
    heights = soles[..., 1]
    lowest = np.minimum(heights.min(axis=1), joints[:, RESTING, 1].min(axis=1) - FLESH)
    jumped = lowest - minimum_filter1d(lowest, round(JUMP * fps), mode="nearest")
    above = (heights - lowest[:, None]) / nearness
    return np.asarray(np.exp(-(above**2) - (jumped[:, None] / IN_THE_AIR) ** 2))


def path_correction(soles: Array, bears: Array, fps: int) -> Array:
    """Metres (T, 2) along x and z to add to the root's path, 0 in the first frame, so that the standing foot stands.

    soles (T, 4, 3), bears (T, 4). The common velocity of weight-bearing points by robust least squares (Geman-McClure
    weights, tightened round by round), smooth over time.
    """
    velocity = np.diff(soles[..., [0, 2]], axis=0)
    near = np.minimum(bears[1:], bears[:-1])
    drift = np.zeros((len(velocity), 2))
    for sliding in SLIDING:
        square = ((velocity - drift[:, None]) ** 2).sum(axis=2)
        share = _shares(near * _trust(square, sliding / fps))
        support = near.max(axis=1) * _trust((share * square).sum(axis=1), FASTEST / fps)
        wanted = (share[..., None] * velocity).sum(axis=1) * (support / (support + STILLNESS))[:, None]
        drift = settle(wanted, support + STILLNESS)
    return np.concatenate([np.zeros((1, 2)), -np.cumsum(drift, axis=0)])


def height_correction(soles: Array, bears: Array, fps: int) -> Array:
    """Metres (T,) to add to the root's height, slowly, so that standing soles are on the floor y = 0.

    soles (T, 4, 3) after the path's correction, bears (T, 4). Soles that stand higher than HOVERING stay.
    """
    square = (np.gradient(soles, axis=0) ** 2).sum(axis=2)
    weights = bears * _trust(square, SLIDING[-1] / fps)
    height = (_shares(weights) * soles[..., 1]).sum(axis=1)
    weight = HEIGHT * (weights.max(axis=1) + TINY) * (np.abs(height) < HOVERING)
    still = np.zeros((len(soles) - 1, 1)), np.full(len(soles) - 1, SLOWNESS)
    return settle(-height[:, None], weight + TINY, *still)[:, 0]


def _shares(weights: Array) -> Array:
    return np.asarray(weights / (weights.sum(axis=1, keepdims=True) + TINY))


def _trust(square: Array, limit: float) -> Array:
    """Geman-McClure weight of residuals whose square is ``square``."""
    return np.asarray((limit**2 / (limit**2 + square)) ** 2)
