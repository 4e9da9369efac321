"""One clip: an emotion, at an intensity, in a scenario, by a performer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
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
# How mixed a clip is, set so that a recogniser finds the corpus about as hard as DIEM-A (34 %).
CLARITY = (0.33, 0.37)  # mean share of the intended emotion: at no strength, and what full strength adds
CLEAR_NEUTRAL = 0.9  # mean share of neutral where that is intended: it calls up little else
PURITY = 2.2  # small: a clip is nearly one emotion or nearly the other
NEAR = 0.65  # how often the other emotion is a neighbour
IDLENESS = 0.45  # share of everyday gestures at no strength
MOVING = ("wander", "pace", "step_forward", "step_back", "turn", "turn_away", "step_aside")


@dataclass(frozen=True)
class Role:
    """What is to be acted. scenario counts from 0; intensity is "low", "medium", "high", or "" for neutral."""

    label: str
    scenario: int
    intensity: str


@dataclass(frozen=True)
class Blend:
    """What is acted in fact: shares of emotions that sum to 1. Acting one emotion calls up others."""

    shares: Mapping[str, float]

    def mean(self, value: Callable[[Emotion], float], power: float = 1.0,
             back: Callable[[float], float] = float) -> float:  # fmt: skip
        """``back`` of ``power`` times the mean of ``value``."""
        return float(back(power * sum(share * value(REPERTOIRE[label]) for label, share in self.shares.items())))

    def weights(self, table: Callable[[Emotion], Mapping[str, float]], idle: Mapping[str, float],
                idleness: float) -> dict[str, float]:  # fmt: skip
        """Shares of gestures or moves, of which ``idleness`` are ``idle`` ones."""
        weights: dict[str, float] = {}
        parts = [(table(REPERTOIRE[label]), (1.0 - idleness) * share) for label, share in self.shares.items()]
        for names, share in [*parts, (idle, idleness)]:
            for name, weight in names.items():
                weights[name] = weights.get(name, 0.0) + share * weight / sum(names.values())
        return weights


def blend(label: str, strength: float, rng: np.random.Generator) -> Blend:
    """The intended emotion with a share that grows with strength but varies widely, and one other emotion."""
    clarity = CLARITY[0] + CLARITY[1] * min(strength, 1.0) if label != "neutral" else CLEAR_NEUTRAL
    share = float(rng.beta(clarity * PURITY, (1.0 - clarity) * PURITY))
    others = [name for name in REPERTOIRE if name not in (label, "neutral")]
    near = rng.random() < NEAR
    other = str(rng.choice(REPERTOIRE[label].neighbours if near else others))
    return Blend({label: share, other: 1.0 - share})


def perform(role: Role, performer: Performer, rng: np.random.Generator) -> Motion:
    """Act one clip: 20 fps, the same for the same arguments and generator state."""
    strength = float(STRENGTH[role.intensity] * np.exp(rng.normal(0.0, 0.25)) * performer.expressivity**0.6)
    strength = float(np.clip(strength, 0.08, 1.3))
    acted = blend(role.label, strength, rng)
    time = np.arange(draw_frames(REPERTOIRE[role.label].duration, rng)) / FPS
    curves = base_channels(_posture(acted, performer, strength, rng), time, performer.sway, rng)
    tempo = performer.tempo * acted.mean(lambda emotion: np.log(emotion.tempo), min(strength + 0.15, 1.1), np.exp)
    tempo = float(np.clip(tempo, 0.55, 2.0))
    feet = _move(curves, time, acted, role, performer, strength, tempo, rng).feet(time)
    swing_arms(curves, feet.stride, performer.size)
    _gesture(curves, time, acted, performer, strength, tempo, rng)
    tremble(curves, time, acted.mean(lambda emotion: emotion.tremble, strength), rng)
    return pose_body(curves, feet)


def draw_frames(factor: float, rng: np.random.Generator) -> int:
    """Length of a clip in frames: lognormal with DIEM-A's mean (times ``factor``), spread and limits."""
    variance = np.log1p((SPREAD / MEAN) ** 2)
    seconds = np.exp(rng.normal(np.log(MEAN * factor) - variance / 2.0, np.sqrt(variance)))
    return int(np.clip(np.round(seconds * FPS), np.ceil(SHORTEST * FPS), np.floor(LONGEST * FPS)))


def _posture(acted: Blend, performer: Performer, strength: float, rng: np.random.Generator) -> dict[str, float]:
    turned = {"look", "tilt", "twist", "shift_x"}
    sign = float(rng.choice([-1.0, 1.0]))
    posture = {name: value + rng.normal(0.0, 0.5 * abs(value) + 0.8) for name, value in performer.posture.items()}
    for label, share in acted.shares.items():
        held = strength * share * performer.emotion_posture[label]
        for name, value in REPERTOIRE[label].posture.items():
            amount = held * float(np.exp(rng.normal(0.0, 0.5))) * (sign if name in turned else 1.0)
            posture[name] = posture.get(name, 0.0) + value * amount
    return posture


def _move(curves: Curve, time: Curve, acted: Blend, role: Role, performer: Performer, strength: float,
          tempo: float, rng: np.random.Generator) -> StepPlan:  # fmt: skip
    side = float(rng.choice([-1.0, 1.0]))
    heading = float(side * FACING[role.scenario] + rng.normal(0.0, 0.12))
    plan = StepPlan(performer.stance, heading, stagger=float(rng.normal(0.0, 0.025)))
    mover = Mover(plan, curves, time, float(np.clip(0.5 * tempo**0.6, 0.36, 0.75)), min(strength, 1.1), rng)
    calm = float(np.exp(-1.4 * strength))
    weights = acted.weights(lambda emotion: emotion.moves, REPERTOIRE["neutral"].moves, calm)
    for name in MOVING:
        if name in weights:
            weights[name] *= WALKING[role.scenario] * performer.mobility
    rest = acted.mean(lambda emotion: emotion.rest) * (0.6 + 0.6 * calm)
    now = float(rng.uniform(0.0, 1.5))
    while now < time[-1]:
        now = mover.perform(choose(weights, rng), now) + rest * min(float(rng.exponential()), 2.2)
    swell = np.clip(0.5 + slow_noise(rng, time, 0.25, 1)[:, 0], 0.0, 1.5)
    metres = acted.mean(lambda emotion: emotion.bounce, strength)
    bounce(curves, time, metres, float(rng.uniform(1.6, 2.2)), swell)
    return plan


def _gesture(curves: Curve, time: Curve, acted: Blend, performer: Performer, strength: float, tempo: float,
             rng: np.random.Generator) -> None:  # fmt: skip
    idleness = IDLENESS * float(np.exp(-1.2 * strength))
    weights = acted.weights(lambda emotion: emotion.gestures, IDLE, idleness)
    weights = {name: weight * performer.taste[name] for name, weight in weights.items()}
    size = acted.mean(lambda emotion: emotion.size) * performer.size * (0.55 + 0.45 * strength)
    size = float(np.clip(size, 0.35, 1.15))
    pause = acted.mean(lambda emotion: emotion.pause) * (1.6 - 0.7 * min(strength, 1.0))
    now = float(rng.uniform(0.1, 0.9))
    while now < time[-1] - 0.4:
        side = "right" if performer.right_handed != (rng.random() < 0.2) else "left"
        gesture = GESTURES[choose(weights, rng)]
        now = lay_gesture(curves, gesture, time, now, tempo, size, side, rng) + pause * min(
            float(rng.exponential()), 2.2
        )
