"""What a stimulus set is to be: conditions and their quotas, matching, diversity, practice and attention checks, and
how its clips are to be shown.

A design is written as a file (``generation.stimuli.design_file``) or comes from the command's flags. It does not name
a run: the same design can be asked of any run that knows its labels.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, fields
from difflib import get_close_matches
from typing import Any

from generation.corpus.store import SPLITS
from generation.errors import MiburiError
from generation.files import json_bytes
from generation.model.config import MIN_FRAMES
from generation.model.latents import SPREADS
from generation.motion import FPS
from generation.rendering.presentation import Presentation
from generation.stimuli.manifest import CONDITIONS

COVARIATES = ("duration", "speed", "confidence")
FIXED = ("mean_latent", "bias_vector")  # one motion per label and length: nothing to choose from
TAKES_LENGTHS = ("correct", "misclassified", *FIXED, "real")  # real clips set the lengths, the others follow
RESERVE_SOURCES = ("correct", "real")
ANY = (0.0, 1.0)


@dataclass(frozen=True)
class Quota:
    """``per_label`` stimuli of each of ``labels``; no labels: of all."""

    per_label: int
    labels: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        at_least("per_label", self.per_label, 1)
        all_different("labels", self.labels)


@dataclass(frozen=True)
class Correct(Quota):
    """``confidence``: the recogniser's probability of the label it gives lies in this range."""

    confidence: tuple[float, float] = ANY

    def __post_init__(self) -> None:
        super().__post_init__()
        shares("confidence", self.confidence)


@dataclass(frozen=True)
class Misclassified(Correct):
    """``predicted``: the wrong labels that are allowed, none named: all; each at most ``most_per_prediction`` times in
    a cell."""

    predicted: tuple[str, ...] = ()
    most_per_prediction: int | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        all_different("predicted", self.predicted)
        if self.most_per_prediction is not None:
            at_least("most_per_prediction", self.most_per_prediction, 1)


@dataclass(frozen=True)
class Real(Correct):
    """Recorded clips of a corpus. ``intensities``: those wanted, none named: any."""

    split: str = "test"
    intensities: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        super().__post_init__()
        one_of("split", self.split, SPLITS)
        all_different("intensities", self.intensities)


@dataclass(frozen=True)
class Interpolated(Quota):
    """``per_label`` series of ``steps`` clips from low to high intensity.

    way: "flow" asks the run's flow for rising intensity, from one noise and at one length each series; "latents" goes
    from a recorded clip of low to one of high intensity. None: the flow, where the run can be asked, unless one of the
    next three says how latents are to go. along: "clips" goes from the one clip's latent to the other's; "axis" moves
    the low clip by the difference between the label's mean latents of both intensities. lengths: "constant" gives all
    steps the mean length of the two clips.
    """

    steps: int = 5
    along: str = "clips"
    lengths: str = "constant"
    split: str = "test"
    way: str | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        at_least("steps", self.steps, 2)
        if self.way is not None:
            one_of("way", self.way, ("flow", "latents"))
        one_of("along", self.along, ("clips", "axis"))
        one_of("lengths", self.lengths, ("constant", "interpolated"))
        one_of("split", self.split, SPLITS)
        if self.way == "flow" and self._latents_told:
            key = self._latents_told[0]
            raise refused(key, getattr(self, key), 'way = "latents" with it; the flow takes no recorded clips')

    @property
    def may_ask_flow(self) -> bool:
        return self.way == "flow" or (self.way is None and not self._latents_told)

    @property
    def _latents_told(self) -> list[str]:
        """What is said of latents' ways other than the usual."""
        usual = {"along": "clips", "lengths": "constant", "split": "test"}
        return [key for key, value in usual.items() if getattr(self, key) != value]


@dataclass(frozen=True)
class Reserve:
    """``clips`` beside the experiment, spread over ``labels``: generated or real ones that the recogniser gives their
    label with a probability in ``confidence``.

    choose: "any" takes the first that fit; "surest" takes those of the highest confidence, the best of ``pool`` clips
    of each label.
    """

    clips: int
    condition: str = "correct"
    labels: tuple[str, ...] = ()
    confidence: tuple[float, float] = ANY
    choose: str = "any"
    pool: int = 8
    split: str = "test"

    def __post_init__(self) -> None:
        at_least("clips", self.clips, 1)
        one_of("condition", self.condition, RESERVE_SOURCES)
        all_different("labels", self.labels)
        shares("confidence", self.confidence)
        one_of("choose", self.choose, ("any", "surest"))
        at_least("pool", self.pool, 1)
        one_of("split", self.split, SPLITS)


@dataclass(frozen=True)
class Matching:
    """What the conditions are to have alike, label by label.

    conditions: those matched, none named: all that can be. pool: candidates per place to choose from, where speed or
    confidence is matched. largest_difference: standardised mean difference up to which a set counts as matched.
    """

    on: tuple[str, ...]
    conditions: tuple[str, ...] = ()
    pool: int = 8
    largest_difference: float = 0.1
    if_worse: str = "warn"

    def __post_init__(self) -> None:
        if not self.on:
            raise refused("on", list(self.on), f"at least one of {', '.join(COVARIATES)}")
        for name in self.on:
            one_of("on", name, COVARIATES)
        for name in self.conditions:
            one_of("conditions", name, TAKES_LENGTHS)
        all_different("on", self.on)
        all_different("conditions", self.conditions)
        at_least("pool", self.pool, 1)
        if not 0 < self.largest_difference < math.inf:
            raise refused("largest_difference", self.largest_difference, "a number above 0, such as 0.1")
        one_of("if_worse", self.if_worse, ("warn", "fail"))

    def includes(self, condition: str) -> bool:
        return condition in (self.conditions or TAKES_LENGTHS)

    def applies(self, covariate: str, condition: str) -> bool:
        """Whether clips of this condition are chosen, or made, to be alike in the covariate.

        There is one mean latent, and recorded clips that give the others their lengths are there before them: neither
        is chosen from.
        """
        given = condition in FIXED or (condition == "real" and "duration" in self.on)
        return self.includes(condition) and covariate in self.on and (covariate == "duration" or not given)

    def chooses(self, condition: str) -> bool:
        """Whether clips of this condition are chosen among more than are needed."""
        return any(self.applies(covariate, condition) for covariate in ("speed", "confidence"))


@dataclass(frozen=True)
class Diversity:
    """No two clips of a cell nearer to each other than the nearest ``nearest`` (a share) of all pairs of real clips of
    the label."""

    nearest: float = 0.05

    def __post_init__(self) -> None:
        if not 0 < self.nearest < 1:
            raise refused("nearest", self.nearest, "a share between 0 and 1, such as 0.05")


@dataclass(frozen=True)
class Design:
    """budget: motions drawn per label at most. max_seconds: the longest clip. spread: where samples come from, see
    ``generation.model.latents``; None is the run's own. presentation: what `render` is asked for where its command
    line says nothing. ``origin`` and ``text``: the file, where there is one."""

    correct: Correct | None = None
    misclassified: Misclassified | None = None
    mean_latent: Quota | None = None
    bias_vector: Quota | None = None
    interpolated: Interpolated | None = None
    real: Real | None = None
    matching: Matching | None = None
    diversity: Diversity | None = None
    practice: Reserve | None = None
    attention: Reserve | None = None
    presentation: Presentation | None = None
    budget: int = 400
    max_seconds: float = 15.0
    spread: str | None = None
    title: str = field(default="", compare=False)
    origin: str = field(default="the design", compare=False)
    text: str | None = field(default=None, compare=False, repr=False)

    def __post_init__(self) -> None:
        at_least("budget", self.budget, 1)
        if not MIN_FRAMES / FPS <= self.max_seconds < math.inf:
            raise refused("max_seconds", self.max_seconds, f"a number of at least {MIN_FRAMES / FPS}")
        if self.spread is not None:
            one_of("spread", self.spread, SPREADS)
        if not self.quotas:
            raise MiburiError(f"no condition is asked for; add one of {', '.join(CONDITIONS)} with its per_label")
        for name in self.matching.conditions if self.matching else ():
            if name not in self.quotas:
                raise refused("conditions", name, f"a condition of this design: {', '.join(self.quotas)}")

    @property
    def quotas(self) -> dict[str, Quota]:
        """The conditions asked for, in their usual order."""
        found = {name: getattr(self, name) for name in CONDITIONS}
        return {name: quota for name, quota in found.items() if quota is not None}

    @property
    def longest(self) -> int:
        """Frames of the longest clip."""
        return int(self.max_seconds * FPS)

    @property
    def needs_corpus(self) -> str | None:
        """The part that cannot do without recorded clips."""
        if self.real or self.interpolated:
            return "real" if self.real else "interpolated"
        for name in ("practice", "attention"):
            reserve = getattr(self, name)
            if reserve and reserve.condition == "real":
                return name
        return "diversity" if self.diversity else None

    def labels_of(self, part: Quota | Reserve, names: Sequence[str]) -> list[int]:
        """Classes of the labels that a part of the design asks for, in their order in ``names``."""
        return [index for index, name in enumerate(names) if not part.labels or name in part.labels]

    def check_labels(self, names: Sequence[str]) -> None:
        """MiburiError when the design names a label that the run does not know."""
        parts = {**self.quotas, "practice": self.practice, "attention": self.attention}
        for part, value in parts.items():
            for key in ("labels", "predicted"):
                for name in getattr(value, key, ()):
                    if name not in names:
                        raise MiburiError(f"{self.origin}: [{part}] {key}: {unknown(name, names)}")

    @property
    def settings(self) -> dict[str, Any]:
        """All that decides what the set becomes, as JSON; what is not asked for is left out."""
        decisive = [each.name for each in fields(self) if each.compare]
        kept = {name: value for name, value in asdict(self).items() if name in decisive and value is not None}
        plain: dict[str, Any] = json.loads(json_bytes(kept))  # lists, no tuples
        return plain

    @property
    def sha256(self) -> str:
        """Hash of the settings: a comment more or another order in the file is the same design."""
        return hashlib.sha256(json_bytes(self.settings)).hexdigest()


def refused(key: str, value: object, expected: str) -> MiburiError:
    return MiburiError(f"{key} = {value!r}: expected {expected}")


def unknown(name: object, known: Iterable[str]) -> str:
    """What to say of a name that is none of ``known``: the nearest one, or all of them."""
    names = list(known)
    near = get_close_matches(str(name), names, n=1)
    return f"unknown {name!r}; " + (f"did you mean {near[0]!r}?" if near else f"expected one of {', '.join(names)}")


def at_least(key: str, value: int, least: int) -> None:
    if value < least:
        raise refused(key, value, f"a whole number of at least {least}")


def one_of(key: str, value: str, known: Sequence[str]) -> None:
    if value not in known:
        raise MiburiError(f"{key} = {value!r}: {unknown(value, known)}")


def all_different(key: str, names: Sequence[str]) -> None:
    if len(set(names)) < len(names):
        raise refused(key, list(names), "each name once")


def shares(key: str, limits: tuple[float, float]) -> None:
    if not 0 <= limits[0] < limits[1] <= 1:
        raise refused(key, list(limits), "two numbers from 0 to 1, the smaller first, such as [0.5, 1.0]")
