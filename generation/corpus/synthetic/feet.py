"""Where the feet are: planted until they step. Walking, turning, stamping and jumping are plans of steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from generation.corpus.synthetic.channels import SIDES
from generation.corpus.synthetic.curves import Curve, hump, minimum_jerk, smooth

BALL_AHEAD = 0.088  # metres from the point under the pelvis to the line through the balls of the feet
HEEL = 0.19  # metres from the ball of the foot back to the heel
OUT = {"left": 1.0, "right": -1.0}


@dataclass(frozen=True)
class Feet:
    """Curves over frames, metres and radians, in world coordinates.

    ball: (frames, 3) of each foot, y its height above standing. pitch: heel up. centre: (frames, 3) the point of the
    floor that the pelvis is over. air: height of a jump. stride: how far the left foot is ahead of the right.
    """

    ball: Mapping[str, Curve]
    yaw: Mapping[str, Curve]
    pitch: Mapping[str, Curve]
    heading: Curve
    centre: Curve
    air: Curve
    stride: Curve

    @property
    def hip_swing(self) -> Curve:
        """The pelvis turns with the leg that is ahead: about 5 degrees either way in walking (Murray 1964)."""
        return np.asarray(-0.22 * np.clip(self.stride, -0.6, 0.6))


@dataclass(frozen=True)
class Step:
    """One foot leaves the floor at ``start`` seconds and is put down ``seconds`` later."""

    side: str
    start: float
    seconds: float
    shift: tuple[float, float]  # x, z metres
    turn: float  # radians
    height: float
    roll: float  # how much the heel leads at lift-off, radians


@dataclass
class StepPlan:
    """Plans steps one after another; knows where the feet will be."""

    width: float = 0.11  # half the stance
    start_heading: float = 0.0
    steps: list[Step] = field(default_factory=list)
    jumps: list[tuple[float, float, float]] = field(default_factory=list)  # start, seconds, height
    place: tuple[float, float] = (0.0, 0.0)
    heading: float = 0.0
    stagger: float = 0.0

    def __post_init__(self) -> None:
        self.heading = self.start_heading
        self.where = {side: self.home(side, self.place, self.heading) for side in SIDES}
        self.origin = dict(self.where)
        self.yaws = dict.fromkeys(SIDES, self.heading)

    def home(self, side: str, place: tuple[float, float], heading: float) -> tuple[float, float]:
        """Where the ball of a foot rests when the body stands at ``place``."""
        aside = OUT[side] * self.width
        ahead = BALL_AHEAD + OUT[side] * self.stagger
        cosine, sine = np.cos(heading), np.sin(heading)
        return (place[0] + aside * cosine + ahead * sine, place[1] - aside * sine + ahead * cosine)

    def move(self, side: str, place: tuple[float, float], heading: float, start: float, seconds: float,
             height: float) -> None:  # fmt: skip
        """One step of one foot to its home at ``place``."""
        goal = self.home(side, place, heading)
        shift = (goal[0] - self.where[side][0], goal[1] - self.where[side][1])
        ahead = shift[0] * np.sin(heading) + shift[1] * np.cos(heading)
        roll = float(np.clip(0.15 + 0.55 * ahead, 0.08, 0.5))
        self.steps.append(Step(side, start, seconds, shift, heading - self.yaws[side], height, roll))
        self.where[side] = goal
        self.yaws[side] = heading

    def step_to(self, place: tuple[float, float], heading: float, start: float, seconds: float,
                height: float = 0.05) -> float:  # fmt: skip
        """Both feet, the nearer one to the goal first; returns when it is done."""
        across = (place[0] - self.place[0]) * np.cos(self.heading) - (place[1] - self.place[1]) * np.sin(self.heading)
        first = "left" if across + 0.3 * (heading - self.heading) > 0.0 else "right"
        second = "right" if first == "left" else "left"
        self.move(first, place, heading, start, seconds, height)
        self.move(second, place, heading, start + 1.12 * seconds, seconds, height)
        self.place, self.heading = place, heading
        return start + 2.2 * seconds

    def turn_to(self, heading: float, start: float, seconds: float) -> float:
        """Turn on the spot in steps of at most 50 degrees."""
        count = max(1, int(np.ceil(abs(heading - self.heading) / np.radians(50.0))))
        for angle in np.linspace(self.heading, heading, count + 1)[1:]:
            start = self.step_to(self.place, float(angle), start, seconds)
        return start

    def walk_to(self, place: tuple[float, float], start: float, seconds: float, stride: float) -> float:
        """Turn towards ``place`` while setting off, walk there with steps of ``stride`` metres, and close the feet."""
        away = np.array(place) - np.array(self.place)
        distance = float(np.hypot(*away))
        if distance < 0.3:
            return start
        goal = self.heading + _turned(float(np.arctan2(away[0], away[1])) - self.heading)
        if abs(goal - self.heading) > np.radians(60.0):
            start = self.turn_to(goal, start, 0.85 * seconds)
        count = max(2, round(distance / stride))
        origin = np.array(self.place)
        for number in range(1, count + 1):
            side = SIDES[number % 2]
            spot = origin + away * (number / count)
            self.move(side, (float(spot[0]), float(spot[1])), goal, start, seconds, 0.055)
            start += 1.1 * seconds
        self.place, self.heading = place, goal
        self.move(SIDES[(count + 1) % 2], place, goal, start, seconds, 0.05)
        return start + 1.1 * seconds

    def stamp(self, side: str, start: float, seconds: float, height: float) -> float:
        """Lift a foot and put it down where it was."""
        self.move(side, self.place, self.heading, start, seconds, height)
        return start + 1.1 * seconds

    def jump(self, start: float, seconds: float, height: float) -> float:
        """Both feet off the floor."""
        self.jumps.append((start, seconds, height))
        return start + seconds

    def feet(self, time: Curve) -> Feet:
        """The plan as curves at ``time`` (frames,) seconds."""
        ball, yaw, pitch, lifted = {}, {}, {}, {}
        air, toes = self._jumps(time)
        for side in SIDES:
            ball[side] = np.tile(np.array([self.origin[side][0], 0.0, self.origin[side][1]]), (len(time), 1))
            yaw[side] = np.full(len(time), self.start_heading)
            pitch[side] = toes.copy()
            lifted[side] = np.zeros(len(time))
            for step in self.steps:
                if step.side == side:
                    _add_step(step, time, ball[side], yaw[side], pitch[side], lifted[side])
            ball[side][:, 1] += air
        heading = smooth((yaw["left"] + yaw["right"]) / 2.0, 0.11)
        return Feet(ball, yaw, pitch, heading, _centre(ball, yaw, lifted), air, _stride(ball, heading))

    def _jumps(self, time: Curve) -> tuple[Curve, Curve]:
        air, toes = np.zeros(len(time)), np.zeros(len(time))
        for start, seconds, height in self.jumps:
            flight = hump((time - start) / seconds)
            air += height * flight
            toes += 0.55 * hump((time - start + 0.12) / (seconds + 0.16))
        return air, toes


def _turned(angle: float) -> float:
    """The same direction within half a turn."""
    return (angle + np.pi) % (2.0 * np.pi) - np.pi


def _add_step(step: Step, time: Curve, ball: Curve, yaw: Curve, pitch: Curve, lifted: Curve) -> None:
    progress = (time - step.start) / step.seconds
    moved = minimum_jerk((progress - 0.09) / 0.82)  # up first, then away; down last
    ball[:, 0] += step.shift[0] * moved
    ball[:, 2] += step.shift[1] * moved
    yaw += step.turn * moved
    heel_off = step.roll * hump((progress + 0.35) / 1.05)
    toes_up = 0.45 * step.roll * hump((progress - 0.45) / 0.62)
    pitch += heel_off - toes_up
    lift = hump(progress)
    ball[:, 1] += step.height * lift + HEEL * np.sin(toes_up)
    lifted += hump((progress + 0.1) / 1.2)


def _centre(ball: Mapping[str, Curve], yaw: Mapping[str, Curve], lifted: Mapping[str, Curve]) -> Curve:
    """The floor point under the pelvis: between the feet, over to the one that carries the weight."""
    total = np.zeros(len(lifted["left"]))
    centre = np.zeros((len(total), 3))
    for side in SIDES:
        weight = 1.0 - 0.5 * np.minimum(lifted[side], 1.0)
        heel = np.stack([np.sin(yaw[side]), 0.0 * total, np.cos(yaw[side])], axis=1) * BALL_AHEAD
        centre += weight[:, None] * (ball[side] - heel)
        total += weight
    centre = smooth(centre / total[:, None], 0.1)
    centre[:, 1] = 0.0
    return centre


def _stride(ball: Mapping[str, Curve], heading: Curve) -> Curve:
    apart = ball["left"] - ball["right"]
    return smooth(apart[:, 0] * np.sin(heading) + apart[:, 2] * np.cos(heading), 0.06)
