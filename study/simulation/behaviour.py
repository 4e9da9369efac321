"""What a simulated rater answers and how long it takes, with the truth planted.

Answering: P(correct) on a clip of condition c for rater i is logistic(b_c + sigma_a * a_i), a_i ~ N(0, 1), with b_c
solved so that the mean over all raters is the planned accuracy. A wrong answer is drawn half evenly, half in
proportion to the recogniser's probabilities: simulated people confuse what the recogniser confuses.

Timing: the answer comes 0.8 clip lengths plus a lognormal thinking time after the first frame; the thinking time's
median differs between raters by a lognormal factor exp(sigma_s * s_i), with corr(s_i, a_i) as planned.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy.special import expit

from generation.errors import MiburiError
from generation.stimuli.manifest import CONDITIONS
from study.design.questions import Question, RatingQuestion
from study.simulation import forms
from study.statistics.planning.logit_normal import intercept_for

# Human accuracy per condition in the paper (arXiv 2606.28769), and on real motion there; the rest is our guess.
PLANNED_ACCURACY = {
    "correct": 0.2491,
    "misclassified": 0.1099,
    "mean_latent": 0.2198,
    "bias_vector": 0.20,
    "interpolated": 0.25,
    "real": 0.416,
}
ABILITY_SD = 0.4  # logits
SPEED_SD = 0.35  # log seconds
THINKING_MEDIAN = 9.5  # seconds; with the clips of the paper's design a session takes about its 23.8 minutes
THINKING_SD = 0.6  # log seconds, between one rater's answers
CLIP_SHARE = 0.8
PAUSE_SECONDS = (0.8, 2.5)  # from an answer to the next clip's first frame
READING_SECONDS = (20.0, 90.0)  # per page of text
PAGES = ("instructions", "consent", "questionnaire", "device")
ATTENTION = 0.97
FORMS = 1  # a fourth number in the seed; not 0, which numpy takes as if it were not there


@dataclass(frozen=True)
class Plan:
    """What is planted: mean accuracy per condition, the correlation of raters' ability and slowness, and how likely an
    attention check is passed."""

    accuracy: Mapping[str, float] = field(default_factory=lambda: PLANNED_ACCURACY)
    correlation: float = -0.23
    attention: float = ATTENTION

    def __post_init__(self) -> None:
        for condition, accuracy in self.accuracy.items():
            if condition not in CONDITIONS:
                raise MiburiError(f"unknown condition {condition!r}; expected one of {', '.join(CONDITIONS)}")
            if not 0 < accuracy < 1:
                raise MiburiError(f"accuracy of {condition} must lie between 0 and 1, got {accuracy}")
        if not -1 <= self.correlation <= 1:
            raise MiburiError(f"correlation must lie between -1 and 1, got {self.correlation}")
        if not 0 <= self.attention <= 1:
            raise MiburiError(f"attention must lie between 0 and 1, got {self.attention}")


@dataclass(frozen=True)
class Seen:
    """What the simulation knows of a clip; it comes from the database, never over HTTP.

    ``earliest``: seconds from the first frame before which the study takes no answer. ``asked``: the answer that an
    attention check asks for.
    """

    condition: str
    label: str
    probabilities: Mapping[str, float]
    seconds: float
    earliest: float = 0.0
    asked: str = ""


@dataclass(frozen=True)
class Act:
    """One simulated answer: seconds from the one before to the first frame, and from there to the answer."""

    chosen: str
    pause: float
    rt: float


class SimulatedRater:
    """One rater of a plan. Every answer has its own random stream, so an interrupted rater goes on as planned."""

    def __init__(self, plan: Plan, seed: int, number: int) -> None:
        self.plan = plan
        self.stream = [seed, number]
        generator = np.random.default_rng(self.stream)
        self.ability = float(generator.normal())
        own = float(generator.normal())
        self.slowness = plan.correlation * self.ability + float(np.sqrt(1 - plan.correlation**2)) * own
        self.language = str(generator.choice(["en", "ja"]))
        reading = generator.uniform(*READING_SECONDS, size=len(PAGES))
        self.reading = {page: float(seconds) for page, seconds in zip(PAGES, reading, strict=True)}

    def act(self, position: int, clip: Seen, options: Sequence[str]) -> Act:
        """The answer to the trial at ``position``."""
        generator = np.random.default_rng([*self.stream, position + 1])
        right = clip.asked or clip.label
        chosen = right if generator.random() < self._chance(clip) else _wrong_answer(clip, right, options, generator)
        median = THINKING_MEDIAN * np.exp(SPEED_SD * self.slowness)
        thinking = median * np.exp(THINKING_SD * generator.normal())
        rt = max(clip.earliest, float(CLIP_SHARE * clip.seconds + thinking))
        return Act(chosen, float(generator.uniform(*PAUSE_SECONDS)), rt)

    def ratings(self, position: int, questions: Sequence[RatingQuestion]) -> dict[str, Any]:
        """The answers to the second questions of the trial at ``position``."""
        return forms.ratings(questions, np.random.default_rng([*self.stream, position + 1, FORMS]))

    def questionnaire(self, questions: Sequence[Question]) -> dict[str, str]:
        """What it types into the questionnaire."""
        return forms.questionnaire(questions, self.language, np.random.default_rng([*self.stream, 0, FORMS]))

    def _chance(self, clip: Seen) -> float:
        """Of the right answer."""
        if clip.asked:
            return self.plan.attention
        intercept = intercept_for(self.plan.accuracy[clip.condition], ABILITY_SD)
        return float(expit(intercept + ABILITY_SD * self.ability))


def _wrong_answer(clip: Seen, right: str, options: Sequence[str], generator: np.random.Generator) -> str:
    wrong = [option for option in options if option != right]
    guess = np.array([clip.probabilities[option] for option in wrong])
    even = np.full(len(wrong), 1 / len(wrong))
    weights = (even + guess / guess.sum()) / 2 if guess.sum() > 0 else even
    return str(generator.choice(wrong, p=weights / weights.sum()))
