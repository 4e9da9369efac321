"""The points of the soles that touch the floor: heel and toe tip of each foot."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from generation.skeleton import INDEX, REST_JOINTS, SOLE_Y

SIDES = ("left", "right")
# Heel behind the ankle joint and toe tip before the toe joint, metres, at the height of the sole in rest position.
_POINTS = tuple(
    (INDEX[f"{side}_{joint}"], np.array([0.0, SOLE_Y - REST_JOINTS[INDEX[f"{side}_{joint}"], 1], ahead]))
    for side in SIDES
    for joint, ahead in (("ankle", -0.05), ("foot", 0.07))
)


def sole_points(rotations: NDArray[np.float64], positions: NDArray[np.float64]) -> NDArray[np.float64]:
    """Global joint rotations (T, 24, 3, 3) and positions (T, 24, 3) -> (T, 2, 2, 3) metres: side, heel and toe tip."""
    points = [positions[:, joint] + rotations[:, joint] @ offset for joint, offset in _POINTS]
    return np.stack(points, axis=1).reshape(len(positions), 2, 2, 3)
