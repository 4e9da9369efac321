"""What a study asks of its raters, step by step: one frozen value, the same for all sessions of a study.

A researcher writes it as ``study.toml`` (`study.design.definition`); the database keeps it as JSON with its hash.
"""

from __future__ import annotations

from math import ceil
from typing import ClassVar, Literal

import msgspec

from study.design.kept import Kept
from study.design.questions import Question, RatingQuestion, refuse_doubles
from study.design.recruiter import Recruiter

SCHEMA = "miburi.study/1"
COOKIE_DAYS = (30, 400)  # as long as the CSRF cookie (`study.settings`); browsers keep none for longer than 400 days


def within(name: str, value: float, least: float, most: float) -> None:
    """ValueError, which becomes a message with the value's place, if it is out of range."""
    if not least <= value <= most:  # nan is not, either
        raise ValueError(f"{name} must lie between {least:g} and {most:g}, got {value:g}")


class Consent(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``minimum_age`` in years: what who agrees says of their age; 0: nothing."""

    minimum_age: int = 18

    def __post_init__(self) -> None:
        within("minimum_age", self.minimum_age, 0, 120)


class Answers(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The forced choice. ``replays``: how often a rater may see a clip again before answering."""

    order: Literal["fixed", "per_rater"] = "fixed"
    when: Literal["anytime", "after_clip"] = "anytime"
    replays: int = 0

    def __post_init__(self) -> None:
        within("replays", self.replays, 0, 20)


class Practice(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``feedback`` tells the intended answer of the set's own practice clips; of a clip that is a trial too, never."""

    trials: int = 2
    feedback: bool = True

    def __post_init__(self) -> None:
        within("trials", self.trials, 0, 50)


class Blocks(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Main trials come in equal blocks of at most ``trials`` (0: one block), with a break of at least
    ``rest_seconds`` between them."""

    trials: int = 25
    rest_seconds: int = 0

    def __post_init__(self) -> None:
        within("trials", self.trials, 0, 10_000)
        within("rest_seconds", self.rest_seconds, 0, 3600)


class Attention(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Attention checks among the main trials: the set's own clips of that role, and ``instructed`` trials that say
    which answer to press. More than ``allowed_failures`` failed ones end the session; None: none does."""

    clips: bool = True
    instructed: int = 0
    allowed_failures: int | None = None

    def __post_init__(self) -> None:
        within("instructed", self.instructed, 0, 100)
        if self.allowed_failures is not None:
            within("allowed_failures", self.allowed_failures, 0, 100)

    def checks(self, own: int) -> int:
        """How many a session has; ``own``: the set's clips of that role."""
        return (own if self.clips else 0) + self.instructed


class Device(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the device check asks for: a window of at least ``min_width`` x ``min_height`` CSS pixels, and whether a
    phone will do (a coarse pointer on a screen narrower than 600 px is one)."""

    check: bool = True
    min_width: int = 320
    min_height: int = 320
    phones: bool = True

    def __post_init__(self) -> None:
        within("min_width", self.min_width, 0, 10_000)
        within("min_height", self.min_height, 0, 10_000)


class Resting(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A session that has rested for longer than ``hours`` is over."""

    hours: float = 72.0

    def __post_init__(self) -> None:
        within("hours", self.hours, 0.01, 24 * 365)


class Withdrawal(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A rater may have the data deleted until ``days`` after the session's end."""

    days: int = 30

    def __post_init__(self) -> None:
        within("days", self.days, 0, 3650)


class Protocol(Kept, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole. ``questionnaire`` is asked before the trials, ``questions`` after the choice in each trial."""

    CALLED: ClassVar[str] = "study definition"

    consent: Consent = Consent()
    answers: Answers = Answers()
    practice: Practice = Practice()
    blocks: Blocks = Blocks()
    attention: Attention = Attention()
    device: Device = Device()
    resting: Resting = Resting()
    withdrawal: Withdrawal = Withdrawal()
    recruiter: Recruiter = Recruiter()
    questionnaire: tuple[Question, ...] = ()
    questions: tuple[RatingQuestion, ...] = ()

    def __post_init__(self) -> None:
        refuse_doubles("questionnaire", [question.name for question in self.questionnaire])
        refuse_doubles("questions", [question.name for question in self.questions])

    @property
    def cookie_days(self) -> int:
        """How long after the last page a browser keeps its session: beyond the longest rest, and all of the last day
        to withdraw."""
        least, most = COOKIE_DAYS
        return min(most, max(least, ceil(self.resting.hours / 24) + self.withdrawal.days + 1))

    @property
    def outcomes(self) -> tuple[str, ...]:
        """How a session of this study can end."""
        screened = any(question.screens for question in self.questionnaire)
        checked = self.attention.allowed_failures is not None
        can = {"completed": True, "screened_out": screened, "failed_checks": checked, "timed_out": True}
        return tuple(outcome for outcome, possible in can.items() if possible)
