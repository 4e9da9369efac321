"""When heels and toes stand on the floor, told from the motion itself."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import binary_closing, binary_opening, binary_propagation, gaussian_filter1d

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

# A contact begins where a point is low and slow, and lasts while it is not far from that (hysteresis).
BEGIN_HEIGHT, LAST_HEIGHT = 0.025, 0.035  # metres
BEGIN_SPEED, LAST_SPEED = 0.15, 0.25  # m/s
SMOOTHING = 0.03  # seconds: against noise of capture
SHORTEST = 0.15  # seconds
GAP = 0.05  # seconds: shorter breaks are bridged


def contacts(soles: Array, fps: int) -> Flags:
    """soles (T, 2, 2, 3) heel and toe tip of each side, metres, floor at y = 0 -> (T, 2, 2) whether they stand."""
    places = gaussian_filter1d(soles, SMOOTHING * fps, axis=0, mode="nearest")
    moves = np.linalg.norm(np.diff(places, axis=0), axis=-1) * fps
    speeds = np.minimum(np.concatenate([moves[:1], moves]), np.concatenate([moves, moves[-1:]]))
    heights = places[..., 1]
    lasting = (heights < LAST_HEIGHT) & (speeds < LAST_SPEED)
    begun = (heights < BEGIN_HEIGHT) & (speeds < BEGIN_SPEED)
    held = binary_propagation(begun & lasting, structure=_along_time(3), mask=lasting)
    bridged = held | (binary_closing(held, _along_time(round(GAP * fps) + 1)) & (heights < LAST_HEIGHT))
    return np.asarray(binary_opening(_padded(bridged, fps), _along_time(round(SHORTEST * fps)))[fps:-fps])


def _along_time(frames: int) -> Flags:
    """A structuring element over time alone."""
    return np.ones((frames, 1, 1), bool)


def _padded(flags: Flags, fps: int) -> Flags:
    """A second of the first and last frame at either end: a contact that the clip cuts off is not short."""
    return np.concatenate([np.repeat(flags[:1], fps, 0), flags, np.repeat(flags[-1:], fps, 0)])
