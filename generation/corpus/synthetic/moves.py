"""What the feet do: shifting, stepping, pacing, turning away, stamping, hopping."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from generation.corpus.synthetic.channels import COLUMN
from generation.corpus.synthetic.curves import Curve, hump, plateau
from generation.corpus.synthetic.feet import StepPlan

AREA = 1.1  # metres from the middle that a performer keeps within


@dataclass
class Mover:
    """Carries out moves on a plan and on the channels. pace: seconds of a step. size: 1 at full intensity."""

    plan: StepPlan
    curves: Curve
    time: Curve
    pace: float
    size: float
    rng: np.random.Generator

    def perform(self, name: str, start: float) -> float:
        """One move; returns when it is over."""
        return float(getattr(self, f"_{name}")(start))

    def _beside(self, ahead: float, aside: float) -> tuple[float, float]:
        x, z = self.plan.place
        sine, cosine = np.sin(self.plan.heading), np.cos(self.plan.heading)
        x, z = x + ahead * sine + aside * cosine, z + ahead * cosine - aside * sine
        far = float(np.hypot(x, z))
        shrink = min(1.0, AREA / far) if far > 0.0 else 1.0
        return float(x * shrink), float(z * shrink)

    def _front(self) -> float:
        """The nearest heading that faces the camera, more or less."""
        return float(2.0 * np.pi * np.round(self.plan.heading / (2.0 * np.pi)) + self.rng.normal(0.0, 0.2))

    def _stand(self, start: float) -> float:
        return start + float(self.rng.uniform(0.8, 2.5))

    def _shift(self, start: float) -> float:
        """Weight onto one leg and back."""
        seconds = float(self.rng.uniform(1.8, 4.5))
        aside = float(self.rng.choice([-1.0, 1.0]) * self.rng.uniform(0.025, 0.06))
        self.curves[:, COLUMN["shift_x"]] += aside * plateau(self.time, start, 1.0, start + seconds, 1.0)
        self.curves[:, COLUMN["side"]] += 60.0 * aside * plateau(self.time, start + 0.1, 1.0, start + seconds, 1.0)
        return start + seconds

    def _sway(self, start: float) -> float:
        seconds = float(self.rng.uniform(2.0, 4.0))
        rate = self.rng.uniform(0.5, 0.9)
        wave = np.sin(2.0 * np.pi * rate * (self.time - start)) * plateau(self.time, start, 0.8, start + seconds, 0.8)
        self.curves[:, COLUMN["shift_x"]] += 0.045 * self.size * wave
        self.curves[:, COLUMN["side"]] += 4.0 * self.size * wave
        return start + seconds

    def _step_forward(self, start: float) -> float:
        ahead = float(self.rng.uniform(0.2, 0.45)) * (0.6 + 0.4 * self.size)
        return self.plan.step_to(self._beside(ahead, 0.0), self.plan.heading, start, self.pace)

    def _step_back(self, start: float) -> float:
        for _ in range(int(self.rng.integers(1, 3))):
            back = -float(self.rng.uniform(0.15, 0.32)) * (0.6 + 0.4 * self.size)
            start = self.plan.step_to(self._beside(back, 0.0), self.plan.heading, start, self.pace)
        return start

    def _start_step_back(self, start: float) -> float:
        back = -float(self.rng.uniform(0.2, 0.4)) * (0.5 + 0.5 * self.size)
        return self.plan.step_to(self._beside(back, 0.0), self.plan.heading, start, 0.8 * self.pace, 0.06)

    def _step_aside(self, start: float) -> float:
        aside = float(self.rng.choice([-1.0, 1.0]) * self.rng.uniform(0.2, 0.35))
        return self.plan.step_to(self._beside(0.0, aside), self.plan.heading, start, self.pace)

    def _shuffle(self, start: float) -> float:
        for _ in range(int(self.rng.integers(1, 4))):
            ahead, aside = self.rng.uniform(-0.12, 0.04), self.rng.uniform(-0.06, 0.06)
            start = self.plan.step_to(self._beside(ahead, aside), self.plan.heading, start, 0.8 * self.pace, 0.035)
        return start

    def _turn(self, start: float) -> float:
        angle = float(self.rng.normal(0.0, 0.6)) if abs(self.plan.heading) < 0.5 else 0.0
        return self.plan.turn_to(self._front() + angle, start, self.pace)

    def _turn_away(self, start: float) -> float:
        """Away from the one in front, and after a while back."""
        angle = float(self.rng.choice([-1.0, 1.0]) * self.rng.uniform(0.6, 1.9))
        front = self._front()
        start = self.plan.turn_to(front + angle, start, self.pace)
        start += float(self.rng.uniform(0.6, 2.0))
        return self.plan.turn_to(front, start, self.pace) if self.rng.random() < 0.75 else start

    def _pace(self, start: float) -> float:
        """To and fro."""
        side = float(self.rng.choice([-1.0, 1.0]))
        for _ in range(int(self.rng.integers(1, 4))):
            goal = (side * float(self.rng.uniform(0.4, 0.9)), float(self.rng.normal(0.0, 0.25)))
            start = self.plan.walk_to(goal, start, 0.9 * self.pace, 0.42 + 0.13 * self.size)
            side = -side
        return self.plan.turn_to(self._front(), start, 0.9 * self.pace)

    def _wander(self, start: float) -> float:
        """A walk to somewhere near, then facing the front again."""
        angle, far = self.rng.uniform(-np.pi, np.pi), self.rng.uniform(0.5, AREA)
        goal = (float(far * np.sin(angle)), float(far * np.cos(angle)))
        start = self.plan.walk_to(goal, start, self.pace, 0.38 + 0.12 * self.size)
        return self.plan.turn_to(self._front(), start + float(self.rng.uniform(0.0, 0.5)), self.pace)

    def _stamp(self, start: float) -> float:
        for _ in range(int(self.rng.integers(1, 4))):
            side = str(self.rng.choice(["left", "right"]))
            seconds = max(0.8 * self.pace, 0.34)
            landing = start + 0.85 * seconds
            self.curves[:, COLUMN["crouch"]] += 0.03 * self.size * hump((self.time - landing) / 0.45)
            self.curves[:, COLUMN["nod"]] += 5.0 * self.size * hump((self.time - landing) / 0.5)
            start = self.plan.stamp(side, start, seconds, 0.06 + 0.09 * self.size)
        return start

    def _hop(self, start: float) -> float:
        """Bouncing on the balls of the feet."""
        for _ in range(int(self.rng.integers(2, 6))):
            start = self._spring(start, 0.36, 0.02 + 0.03 * self.size)
        return start

    def _jump(self, start: float) -> float:
        for _ in range(int(self.rng.integers(1, 3))):
            start = self._spring(start, 0.5, 0.06 + 0.1 * self.size)
        return start

    def _spring(self, start: float, seconds: float, height: float) -> float:
        """Crouch, leave the floor, land softly."""
        depth = 0.03 + 0.6 * height
        take_off = start + 0.26
        crouch = self.curves[:, COLUMN["crouch"]]
        crouch += depth * hump((self.time - start) / 0.4)
        crouch += depth * hump((self.time - take_off - seconds + 0.14) / 0.46)
        self.plan.jump(take_off, seconds, height)
        return take_off + seconds + 0.18


def bounce(curves: Curve, time: Curve, metres: float, hertz: float, weight: Curve) -> None:
    """A light rhythm in the knees."""
    wave = 0.5 - 0.5 * np.cos(2.0 * np.pi * hertz * time)
    curves[:, COLUMN["crouch"]] += metres * wave * weight
    curves[:, COLUMN["bend"]] += 60.0 * metres * wave * weight


def choose(weights: Mapping[str, float], rng: np.random.Generator) -> str:
    """One of the names, as often as its weight says."""
    names = sorted(weights)
    shares = np.array([weights[name] for name in names])
    return names[int(rng.choice(len(names), p=shares / shares.sum()))]
