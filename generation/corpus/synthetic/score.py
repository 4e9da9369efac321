"""Lays gestures, posture and the small movements of a living body onto the channels."""

from __future__ import annotations

import numpy as np

from generation.corpus.synthetic.arms import wrist_at
from generation.corpus.synthetic.channels import ARM, CHANNELS, COLUMN, LAG, SIDES, Pose, arm
from generation.corpus.synthetic.curves import Curve, minimum_jerk, plateau, slow_noise
from generation.corpus.synthetic.gestures import Gesture, Stroke
from generation.motion import FPS

FASTEST = 560.0  # degrees a second at the peak of a stroke
REST = wrist_at(0.25, -0.303, 0.075)  # hanging at the side, the elbow slightly bent
NOISE = {"pitch": 0.5, "bend": 1.0, "side": 0.7, "twist": 1.4, "nod": 1.6, "look": 2.6, "tilt": 1.2,
         "shift_x": 0.008, "shift_z": 0.006}  # fmt: skip
ARM_NOISE = {"lift": 1.2, "around": 3.0, "reach": 0.008, "swivel": 2.5, "pronate": 4.0, "flex": 4.0, "shrug": 0.6}


def base_channels(posture: Pose, time: Curve, sway: float, rng: np.random.Generator) -> Curve:
    """(frames, channels): the posture, slowly swaying and breathing, with the arms at rest.

    posture: trunk channels, and ``spread``, ``elbows`` and ``shrug`` (degrees) for both arms.
    """
    curves = np.zeros((len(time), len(CHANNELS)))
    for name, value in posture.items():
        if name in COLUMN:
            curves[:, COLUMN[name]] += value
    for side in SIDES:
        for channel, value in arm(side, _resting_arm(posture)).items():
            curves[:, COLUMN[channel]] += value
    widths = dict(NOISE) | {f"{side}_{name}": value for side in SIDES for name, value in ARM_NOISE.items()}
    columns = [COLUMN[name] for name in widths]
    curves[:, columns] += slow_noise(rng, time, 0.35, len(columns)) * np.array(list(widths.values())) * sway
    _breathe(curves, time, rng)
    return curves


def _resting_arm(posture: Pose) -> dict[str, float]:
    bent = float(np.clip(posture.get("elbows", 0.0), -4.0, 60.0))
    return REST | {
        "lift": REST["lift"] + float(np.clip(posture.get("spread", 0.0), -3.5, 20.0)) + 0.35 * bent,
        "around": REST["around"] + 0.7 * bent,
        "reach": REST["reach"] * float(np.cos(np.radians(0.75 * max(bent, 0.0)))),
        "shrug": posture.get("shrug", 0.0),
    }


def _breathe(curves: Curve, time: Curve, rng: np.random.Generator) -> None:
    wave = np.sin(2.0 * np.pi * (rng.uniform(0.22, 0.32) * time + rng.random()))
    depth = rng.uniform(0.7, 1.3)
    curves[:, COLUMN["bend"]] -= 0.8 * depth * wave
    curves[:, COLUMN["nod"]] += 0.4 * depth * wave
    for side in SIDES:
        curves[:, COLUMN[f"{side}_shrug"]] += 0.9 * depth * wave


def swing_arms(curves: Curve, stride: Curve, size: float) -> None:
    """Hanging arms swing against the legs."""
    for side, sign in (("left", -1.0), ("right", 1.0)):
        curves[:, COLUMN[f"{side}_fore"]] += sign * 0.42 * size * np.clip(stride, -0.7, 0.7)
        curves[:, COLUMN[f"{side}_up"]] += 0.12 * size * stride**2


def tremble(curves: Curve, time: Curve, degrees: float, rng: np.random.Generator) -> None:
    """Shaking of the trunk and arms that comes and goes."""
    shake = slow_noise(rng, time, 5.5, 8) - slow_noise(rng, time, 1.0, 8)
    swell = 0.5 + 0.5 * np.tanh(slow_noise(rng, time, 0.4, 1))
    names = ("nod", "bend", "left_lift", "right_lift", "left_around", "right_around", "left_flex", "right_flex")
    gains = np.array([0.5, 0.4, 0.6, 0.6, 0.5, 0.5, 1.2, 1.2])
    curves[:, [COLUMN[name] for name in names]] += 0.5 * degrees * gains * shake * swell


def lay_gesture(curves: Curve, gesture: Gesture, time: Curve, start: float, tempo: float, size: float, side: str,
                rng: np.random.Generator) -> float:  # fmt: skip
    """Add one gesture of ``side`` from ``start`` seconds on; returns when its last stroke has been held."""
    strokes = _repeated(gesture, rng)
    poses = [_pose(stroke, gesture, side) for stroke in strokes]
    wished = [stroke.seconds * tempo * rng.uniform(0.88, 1.18) for stroke in strokes]
    transits = _possible(wished, poses, curves[min(int(start * FPS), len(time) - 1)])
    holds = [stroke.hold * tempo**0.5 * rng.uniform(0.6, 1.6) for stroke in strokes]
    begins = start + np.concatenate([[0.0], np.cumsum(np.add(transits, holds))])
    end = float(begins[-1])
    release = float(np.clip(0.9 * tempo, max(0.45, 0.8 * transits[0]), 1.5))
    scale = min(size, 1.0) if gesture.contact else size
    for channel in sorted({name for pose in poses for name in pose}):
        column = COLUMN[channel]
        own = time - LAG[column]
        values = [pose.get(channel, 0.0) for pose in poses]
        track = np.full(len(time), values[0])
        for before, after, begin, transit in zip(values, values[1:], begins[1:], transits[1:], strict=False):
            track += (after - before) * minimum_jerk((own - begin) / transit)
        weight = plateau(own, start, transits[0], end + release, release)
        if channel.startswith(SIDES):
            reach = 1.0 if gesture.contact else float(np.clip(0.45 + 0.55 * size, 0.5, 1.0))
            track = track + _inaccuracy(channel, gesture.contact, rng)
            curves[:, column] += reach * weight * (track - curves[:, column])
        else:
            curves[:, column] += scale * weight * track
    _beat(curves, gesture, time, float(begins[-2] + transits[-1]), end + 0.3 * release, tempo, scale, side, rng)
    return end


def _possible(seconds: list[float], poses: list[dict[str, float]], start: Curve) -> list[float]:
    """Durations of strokes, made long enough that no arm turns faster than arms do."""
    longer = []
    for wish, before, after in zip(seconds, [dict(zip(CHANNELS, start, strict=True)), *poses], poses, strict=False):
        turns = [abs(after[name] - before.get(name, 0.0)) for name in after if name.endswith(("lift", "around"))]
        longer.append(max(wish, 1.875 * max(turns, default=0.0) / FASTEST))  # 1.875: peak over mean of minimum jerk
    return longer


def _repeated(gesture: Gesture, rng: np.random.Generator) -> list[Stroke]:
    if gesture.loop is None:
        return list(gesture.strokes)
    again = int(rng.integers(gesture.repeats[0], gesture.repeats[1] + 1)) - 1
    return list(gesture.strokes) + list(gesture.strokes[gesture.loop :]) * again


def _pose(stroke: Stroke, gesture: Gesture, side: str) -> dict[str, float]:
    """All channels of a stroke; gestures are written for the left arm, sideways parts turn with the side."""
    other_side = "right" if side == "left" else "left"
    sign = 1.0 if side == "left" else -1.0
    turned = ("side", "twist", "look", "tilt", "shift_x")
    pose = {name: value * (sign if name in turned else 1.0) for name, value in stroke.trunk.items()}
    blank = dict.fromkeys(ARM, 0.0)
    if stroke.arm is not None:
        pose |= arm("both" if gesture.two_handed else side, blank | dict(stroke.arm))
    if stroke.other is not None:
        pose |= arm(other_side, blank | dict(stroke.other))
    return pose


def _inaccuracy(channel: str, contact: bool, rng: np.random.Generator) -> float:
    spread = {"lift": 5.0, "around": 6.0, "swivel": 7.0, "pronate": 10.0, "flex": 8.0, "reach": 0.02}
    return float(rng.normal(0.0, spread.get(channel.split("_", 1)[1], 0.0) * (0.25 if contact else 1.0)))


def _beat(curves: Curve, gesture: Gesture, time: Curve, start: float, end: float, tempo: float, size: float,
          side: str, rng: np.random.Generator) -> None:  # fmt: skip
    if not gesture.beats or end - start < 0.3:
        return
    ramp = min(0.25, (end - start) / 2.0)
    window = plateau(time, start - 0.1, ramp, end, ramp)
    rate = gesture.hertz * rng.uniform(0.85, 1.2) / tempo**0.5
    wave = np.sin(2.0 * np.pi * rate * (time - start))
    for name, amplitude in gesture.beats.items():
        for one in SIDES if gesture.two_handed else (side,):
            curves[:, COLUMN[f"{one}_{name}"]] += size * amplitude * window * wave
