"""``plan.toml``: a `StudyPlan` as a file, and the plan that fits a study of the database."""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path

from scipy.special import expit, logit

from generation.errors import MiburiError
from generation.stimuli.manifest import CONDITIONS
from study.design.reading import read_as
from study.models import Study
from study.simulation.behaviour import PLANNED_ACCURACY
from study.statistics.planning.plan import PlannedCondition, StudyPlan

PAPER_LABELS = 13


def read_plan(path: Path) -> StudyPlan:
    """MiburiError names the file, the key and what was expected there."""
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise MiburiError(f"{path}: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise MiburiError(f"{path}: not TOML: {error}") from None
    try:
        return read_as(StudyPlan, data)
    except MiburiError as error:
        raise MiburiError(f"{path}: {error}") from None


def plan_of(study: Study) -> StudyPlan:
    """The study's own labels, conditions and clips, with the paper's accuracies as its guess of them."""
    clips = Counter(study.stimulus_set.trials.values_list("condition", flat=True))
    labels = len(study.stimulus_set.label_set)
    conditions = tuple(
        PlannedCondition(name=name, accuracy=accuracy_among(labels, PLANNED_ACCURACY[name]), clips=clips[name])
        for name in CONDITIONS
        if clips[name]
    )
    if not conditions:
        raise MiburiError(f"study {study.slug!r} has no clips for main trials; there is nothing to plan")
    return StudyPlan(conditions=conditions, labels=labels)


def accuracy_among(labels: int, accuracy: float) -> float:
    """An accuracy of the paper, with 13 answers, as it might be with another number of them: as many times the odds of
    guessing."""
    chance = logit(1 / labels) - logit(1 / PAPER_LABELS)
    return round(float(expit(logit(accuracy) + chance)), 4)
