"""One clip: an emotion, at an intensity, in a scenario, by a performer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from generation.corpus.synthetic.body import pose_body
from generation.corpus.synthetic.curves import Curve, slow_noise
from generation.corpus.synthetic.feet import StepPlan
from generation.corpus.synthetic.gestures import GESTURES
from generation.corpus.synthetic.moves import Mover, bounce, choose
from generation.corpus.synthetic.performer import Performer
from generation.corpus.synthetic.repertoire import IDLE, REPERTOIRE, Emotion
from generation.corpus.synthetic.score import base_channels, lay_gesture, swing_arms, tremble
from generation.motion import FPS, Motion

STRENGTH = {"low": 0.3, "medium": 0.6, "high": 1.0, "": 0.5}
SHORTEST, LONGEST = 0.9, 59.9  # seconds, as in DIEM-A
MEAN, SPREAD = 9.0, 6.0  # seconds, mean and standard deviation in DIEM-A
# How scenarios differ: standing, on the move, turned to someone at the side.
WALKING = (0.55, 1.6, 1.0)
FACING = (0.0, 0.0, 0.35)
MOVING = ("wander", "pace", "step_forward", "step_back", "turn", "turn_away", "step_aside")


@dataclass(frozen=True)
class Role:
    """What is to be acted. scenario counts from 0; intensity is "low", "medium", "high", or "" for neutral."""

    label: str
    scenario: int
    intensity: str


def perform(role: Role, performer: Performer, rng: np.random.Generator) -> Motion:
    """Act one clip: 20 fps, the same for the same arguments and generator state."""
    emotion = REPERTOIRE[role.label]
    strength = float(STRENGTH[role.intensity] * np.exp(rng.normal(0.0, 0.25)) * performer.expressivity**0.6)
    strength = float(np.clip(strength, 0.08, 1.3))
    time = np.arange(draw_frames(emotion.duration, rng)) / FPS
    posture = _posture(emotion, performer, role, strength, rng)
    curves = base_channels(posture, time, performer.sway, rng)
    tempo = float(np.clip(performer.tempo * emotion.tempo ** min(strength + 0.15, 1.1), 0.55, 2.0))
    feet = _move(curves, time, emotion, role, performer, strength, tempo, rng).feet(time)
    swing_arms(curves, feet.stride, performer.size)
    _gesture(curves, time, emotion, role, performer, strength, tempo, rng)
    if emotion.tremble:
        tremble(curves, time, emotion.tremble * strength, rng)
    return pose_body(curves, feet)


def draw_frames(factor: float, rng: np.random.Generator) -> int:
    """Length of a clip in frames: lognormal with DIEM-A's mean (times ``factor``), spread and limits."""
    variance = np.log1p((SPREAD / MEAN) ** 2)
    seconds = np.exp(rng.normal(np.log(MEAN * factor) - variance / 2.0, np.sqrt(variance)))
    return int(np.clip(np.round(seconds * FPS), np.ceil(SHORTEST * FPS), np.floor(LONGEST * FPS)))


def _posture(emotion: Emotion, performer: Performer, role: Role, strength: float,
             rng: np.random.Generator) -> dict[str, float]:  # fmt: skip
    own = performer.emotion_posture[role.label]
    turned = {"look", "tilt", "twist", "shift_x"}
    sign = float(rng.choice([-1.0, 1.0]))
    posture = {name: value + rng.normal(0.0, 0.5 * abs(value) + 0.6) for name, value in performer.posture.items()}
    for name, value in emotion.posture.items():
        share = strength * own * np.exp(rng.normal(0.0, 0.45)) * (sign if name in turned else 1.0)
        posture[name] = posture.get(name, 0.0) + value * share
    return posture


def _move(curves: Curve, time: Curve, emotion: Emotion, role: Role, performer: Performer, strength: float,
          tempo: float, rng: np.random.Generator) -> StepPlan:  # fmt: skip
    side = float(rng.choice([-1.0, 1.0]))
    heading = float(side * FACING[role.scenario] + rng.normal(0.0, 0.12))
    plan = StepPlan(performer.stance, heading, stagger=float(rng.normal(0.0, 0.025)))
    mover = Mover(plan, curves, time, float(np.clip(0.5 * tempo**0.6, 0.36, 0.75)), min(strength, 1.1), rng)
    calm = float(np.exp(-1.4 * strength))
    weights = _mixed(emotion.moves, REPERTOIRE["neutral"].moves, calm)
    for name in MOVING:
        if name in weights:
            weights[name] *= WALKING[role.scenario] * performer.mobility
    now = float(rng.uniform(0.0, 1.5))
    while now < time[-1]:
        now = mover.perform(choose(weights, rng), now) + float(rng.exponential(emotion.rest * (0.6 + 0.6 * calm)))
    if emotion.bounce:
        swell = np.clip(0.5 + slow_noise(rng, time, 0.25, 1)[:, 0], 0.0, 1.5)
        bounce(curves, time, emotion.bounce * strength, float(rng.uniform(1.6, 2.2)), swell)
    return plan


def _gesture(curves: Curve, time: Curve, emotion: Emotion, role: Role, performer: Performer, strength: float,
             tempo: float, rng: np.random.Generator) -> None:  # fmt: skip
    own = _preferred(emotion.gestures, performer)
    neighbours = [_preferred(REPERTOIRE[name].gestures, performer) for name in emotion.neighbours]
    idle = _preferred(IDLE, performer)
    size = float(np.clip(emotion.size * performer.size * (0.55 + 0.45 * strength), 0.35, 1.15))
    true = float(np.clip(0.35 + 0.5 * strength, 0.0, 0.9))
    now = float(rng.exponential(0.7))
    while now < time[-1] - 0.4:
        weights = own
        if rng.random() > true:
            weights = idle if rng.random() < 0.55 else neighbours[int(rng.integers(len(neighbours)))]
        side = "right" if performer.right_handed != (rng.random() < 0.2) else "left"
        gesture = GESTURES[choose(weights, rng)]
        now = lay_gesture(curves, gesture, time, now, tempo, size, side, rng)
        now += float(rng.exponential(emotion.pause * (1.6 - 0.7 * min(strength, 1.0))))


def _preferred(weights: Mapping[str, float], performer: Performer) -> dict[str, float]:
    return {name: weight * performer.taste[name] for name, weight in weights.items()}


def _mixed(first: Mapping[str, float], second: Mapping[str, float], share: float) -> dict[str, float]:
    totals = sum(first.values()), sum(second.values())
    names = {*first, *second}
    return {n: (1.0 - share) * first.get(n, 0.0) / totals[0] + share * second.get(n, 0.0) / totals[1] for n in names}
