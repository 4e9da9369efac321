"""Quality of motion without a model: foot skating, the floor, smoothness and movement, for real and generated clips.

Each measure is one number per clip; a corpus is their mean with a bootstrap interval over clips.

skating_speed       Zhang et al. (2018, MANN): v (2 - 2^(h/H)), H = 2.5 cm, of heels and toe tips, cm/s
skating_share       share of frames in which a foot slides, after Karunratanakul et al. (2023, GMD): its lower point is
                    under 5 cm and goes faster than 50 cm/s (2.5 cm a frame at 20 frames per second)
support_speed       speed of the slowest sole point, cm/s: unlike the two above it sees a body that glides in the air,
                    and leaves out feet that swing low over the floor, as they do in walking
penetration_share   share of frames with a sole more than 0.5 cm below the floor
penetration_depth   depth of the lowest sole below the floor, mean over all frames, cm
floating            height of the lowest sole above the floor, mean over all frames, cm; jumps count
jerk, jerk_peak     third derivative of the joints' places: mean, and the largest of any joint, m/s^3
acceleration_peak   second derivative, the largest of any joint, m/s^2
joint_speed         mean over the joints, m/s
root_speed          of the pelvis along the floor, m/s
extent              mean distance of wrists and ankles from the pelvis, m
rest_share          share of frames in which no joint goes faster than 10 cm/s
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from generation.errors import MiburiError
from generation.feet.soles import sole_points
from generation.motion import Motion
from generation.skeleton import INDEX, joint_transforms

Array = NDArray[np.float64]

SKATING_HEIGHT = 0.025  # metres, H of MANN
CONTACT_HEIGHT, SLIDING_SPEED = 0.05, 0.5  # metres and m/s, of GMD
PENETRATION = 0.005  # metres: less is noise of capture
REST_SPEED = 0.1  # m/s
SHORTEST = 4  # frames: a jerk needs four
RESAMPLES = 1000
NEGLIGIBLE = 1e-3  # in the units of each measure: a ratio to less than that says nothing
MEASURES = (
    "skating_speed", "skating_share", "support_speed", "penetration_share", "penetration_depth", "floating", "jerk",
    "jerk_peak", "acceleration_peak", "joint_speed", "root_speed", "extent", "rest_share",
)  # fmt: skip
LIMBS = [INDEX[f"{side}_{joint}"] for side in ("left", "right") for joint in ("wrist", "ankle")]
_FRAMES_AT_ONCE = 20_000


def clip_qualities(motions: Sequence[Motion]) -> dict[str, Array]:
    """Every measure of each clip, (clips,). MiburiError for a clip of fewer than 4 frames."""
    rows: list[dict[str, float]] = []
    for batch in _batches(motions):
        rotations, joints = joint_transforms(
            np.concatenate([motion.poses for motion in batch]), np.concatenate([motion.trans for motion in batch])
        )
        soles = sole_points(rotations, joints)
        starts = np.cumsum([len(motion) for motion in batch])[:-1]
        parts = zip(batch, np.split(joints, starts), np.split(soles, starts), strict=True)
        rows += [
            foot_skating(feet, motion.fps) | floor_contact(feet) | movement(places, motion.fps)
            for motion, places, feet in parts
        ]
    return {name: np.array([row[name] for row in rows]) for name in MEASURES} if rows else {}


def measure_quality(motions: Sequence[Motion], seed: int = 0) -> dict[str, Any]:
    """{"n": clips, measure: {"mean", "low", "high"}}: mean over clips and its 95 % bootstrap interval."""
    return _summary(clip_qualities(motions), np.random.default_rng(seed))


def compare_quality(real: Sequence[Motion], generated: Sequence[Motion], seed: int = 0) -> dict[str, Any]:
    """{"real", "generated", "ratio"}: ratio of the means, null with a reason where real is next to 0."""
    rng = np.random.default_rng(seed)
    ours, theirs = clip_qualities(generated), clip_qualities(real)
    none = np.empty(0)
    ratios = {name: _ratio(ours.get(name, none), theirs.get(name, none), rng) for name in MEASURES}
    return {"real": _summary(theirs, rng), "generated": _summary(ours, rng), "ratio": ratios}


def foot_skating(soles: Array, fps: int) -> dict[str, float]:
    """soles: (T, 2, 2, 3) heel and toe tip of each side, metres, the floor at y = 0."""
    speeds = np.linalg.norm(np.diff(soles[..., [0, 2]], axis=0), axis=-1) * fps
    heights = np.minimum(soles[1:, ..., 1], soles[:-1, ..., 1])
    nearness = 2.0 - 2.0 ** (np.clip(heights, 0.0, SKATING_HEIGHT) / SKATING_HEIGHT)
    lower = np.maximum(soles[1:, ..., 1], soles[:-1, ..., 1]).argmin(axis=2)[..., None]
    in_contact = np.take_along_axis(np.maximum(soles[1:, ..., 1], soles[:-1, ..., 1]), lower, 2) < CONTACT_HEIGHT
    slides = in_contact & (np.take_along_axis(speeds, lower, 2) > SLIDING_SPEED)
    return {
        "skating_speed": float((speeds * nearness).mean()) * 100.0,
        "skating_share": float(slides.any(axis=(1, 2)).mean()),
        "support_speed": float(speeds.min(axis=(1, 2)).mean()) * 100.0,
    }


def floor_contact(soles: Array) -> dict[str, float]:
    """soles: (T, 2, 2, 3) metres, the floor at y = 0."""
    lowest = soles[..., 1].min(axis=(1, 2))
    return {
        "penetration_share": float((lowest < -PENETRATION).mean()),
        "penetration_depth": float(np.maximum(-lowest, 0.0).mean()) * 100.0,
        "floating": float(np.maximum(lowest, 0.0).mean()) * 100.0,
    }


def movement(joints: Array, fps: int) -> dict[str, float]:
    """joints: (T, 24, 3) metres."""
    velocity = np.diff(joints, axis=0) * fps
    acceleration = np.diff(velocity, axis=0) * fps
    speed, jerk = np.linalg.norm(velocity, axis=-1), np.linalg.norm(np.diff(acceleration, axis=0) * fps, axis=-1)
    return {
        "jerk": float(jerk.mean()),
        "jerk_peak": float(jerk.max()),
        "acceleration_peak": float(np.linalg.norm(acceleration, axis=-1).max()),
        "joint_speed": float(speed.mean()),
        "root_speed": float(np.linalg.norm(velocity[:, 0, [0, 2]], axis=-1).mean()),
        "extent": float(np.linalg.norm(joints[:, LIMBS] - joints[:, :1], axis=-1).mean()),
        "rest_share": float((speed.max(axis=1) < REST_SPEED).mean()),
    }


def _batches(motions: Sequence[Motion]) -> Iterator[list[Motion]]:
    """Clips in runs of some thousand frames: few enough to hold, many enough for NumPy."""
    batch: list[Motion] = []
    for place, motion in enumerate(motions):
        if len(motion) < SHORTEST:
            raise MiburiError(f"clip {place} has {len(motion)} frames; its quality needs at least {SHORTEST}")
        batch.append(motion)
        if sum(map(len, batch)) > _FRAMES_AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch


def _resampled(values: Array, rng: np.random.Generator) -> Array:
    """Means (RESAMPLES,) of bootstrap samples of clips (Efron 1979)."""
    return np.asarray(values[rng.integers(len(values), size=(RESAMPLES, len(values)))].mean(axis=1))


def _interval(mean: float, means: Array) -> dict[str, float]:
    low, high = np.percentile(means, [2.5, 97.5])
    return {"mean": round(mean, 6), "low": round(float(low), 6), "high": round(float(high), 6)}


def _summary(qualities: dict[str, Array], rng: np.random.Generator) -> dict[str, Any]:
    measures = {name: _interval(float(values.mean()), _resampled(values, rng)) for name, values in qualities.items()}
    return {"n": len(next(iter(qualities.values()), ())), **measures}


def _ratio(generated: Array, real: Array, rng: np.random.Generator) -> dict[str, Any]:
    """Ratio of means with an interval from resampling both sides; null where real clips hardly show the fault."""
    if not len(generated) or not len(real):
        return {"mean": None, "reason": "no clips"}
    below = _resampled(real, rng)
    if min(real.mean(), below.min()) < NEGLIGIBLE:
        return {"mean": None, "reason": "next to nothing in the real clips"}
    return _interval(float(generated.mean() / real.mean()), _resampled(generated, rng) / below)
