"""All results of one study. Pages, figures and ``report.json`` are made from this object and from nothing else."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from importlib import metadata
from typing import Any

import pandas as pd

from generation import __version__
from study.report.analysis import Analysis, analyse
from study.report.facts import ClipCount, Declared, StudyFacts
from study.report.models import Models, fit_models
from study.report.people import AboutRaters, Participation, about_raters, participation
from study.statistics import published
from study.statistics.clusters import RESAMPLES
from study.statistics.estimate import LEVEL, to_json
from study.statistics.exclusions import apply_exclusions
from study.statistics.flow import Flow, study_flow

__all__ = ["ClipCount", "Declared", "ExclusionRule", "Results", "StudyFacts", "compute_results"]


@dataclass(frozen=True)
class ExclusionRule:
    """What one declared rule applied to; ``responses_by_this_alone``: no other rule would have left them out."""

    rule: str
    level: str
    criterion: str
    sessions: int
    responses: int
    responses_by_this_alone: int


@dataclass(frozen=True)
class Clock:
    """How many answers have their onset told so: "frame", "playing" or "simulated"."""

    clock: str
    answers: int


@dataclass(frozen=True)
class Results:
    """``before`` is of all answers; ``after`` of those that the declared rules keep, None where no rule is declared.

    ``models`` are fitted to the answers of ``analysis``, ``models_before`` to all; None until they have been fitted.
    ``published``: None if not comparable.
    """

    study: StudyFacts
    versions: tuple[tuple[str, str], ...]
    simulated: bool
    level: float
    seed: int
    resamples: int
    chance: float
    flow: Flow
    clocks: tuple[Clock, ...]
    participation: Participation
    about_raters: tuple[AboutRaters, ...]
    exclusions: tuple[ExclusionRule, ...]
    before: Analysis
    after: Analysis | None
    models: Models | None
    models_before: Models | None
    published: published.PublishedFigures | None

    @property
    def analysis(self) -> Analysis:
        """What the report speaks of: after exclusions where any were declared."""
        return self.after or self.before

    @property
    def warnings(self) -> tuple[str, ...]:
        """What must stand on every page and figure, shortest form."""
        simulated = ("SIMULATED RATERS",) if self.simulated else ()
        return simulated + (("SYNTHETIC CORPUS",) if self.study.synthetic else ())

    def to_json(self) -> dict[str, Any]:
        """Every number, as plain values. ValueError on nan or infinity."""
        return {
            field.name: self.study.to_json() if field.name == "study" else to_json(getattr(self, field.name))
            for field in fields(self)
        }


def compute_results(
    responses: pd.DataFrame,
    sessions: pd.DataFrame,
    study: StudyFacts,
    seed: int,
    withdrawals: Sequence[str] = (),
    *,
    probabilities: pd.DataFrame | None = None,
    timed_out_early: int = 0,
    models: bool = True,
) -> Results:
    """All statistics of a study from its tidy tables, and the states of withdrawn sessions. Same tables and seed, same
    results. ``probabilities``: the recogniser's, stimuli x labels. ``timed_out_early``:
    sessions that timed out before consent. Without ``models`` the mixed models are left out."""
    exclusions: tuple[ExclusionRule, ...] = ()
    kept = responses
    if study.declared.any:
        excluded = apply_exclusions(responses, sessions, study.declared.rules)
        kept, sessions = excluded.kept_responses, excluded.sessions
        exclusions = tuple(ExclusionRule(*row) for row in excluded.log.itertuples(index=False))
    analysed = set(kept["session"].unique())
    results = Results(
        study=study,
        versions=_versions(),
        simulated=bool(responses["simulated"].any()),
        level=LEVEL,
        seed=seed,
        resamples=RESAMPLES,
        chance=1 / len(study.labels),
        flow=study_flow(responses, sessions, withdrawals),
        clocks=_clocks(responses),
        participation=participation(sessions, withdrawals, analysed, timed_out_early),
        about_raters=about_raters(sessions, study.protocol.questionnaire, analysed),
        exclusions=exclusions,
        before=analyse(responses, study, seed, probabilities),
        after=analyse(kept, study, seed, probabilities) if study.declared.any else None,
        models=None,
        models_before=None,
        published=published.published_for(study.labels.names),
    )
    return _with_models(results, responses, kept) if models else results


def fitted(results: Results, responses: pd.DataFrame, sessions: pd.DataFrame) -> Results:
    """The same results, from the same tables, with the mixed models."""
    declared = results.study.declared
    kept = apply_exclusions(responses, sessions, declared.rules).kept_responses if declared.any else responses
    return _with_models(results, responses, kept)


def _with_models(results: Results, responses: pd.DataFrame, kept: pd.DataFrame) -> Results:
    conditions = results.study.conditions
    every = fit_models(responses, conditions)
    if not results.study.declared.any:
        return replace(results, models=every)
    return replace(results, models=fit_models(kept, conditions), models_before=every)


def _clocks(responses: pd.DataFrame) -> tuple[Clock, ...]:
    if "clock" not in responses:
        return ()
    return tuple(Clock(str(name), int(n)) for name, n in responses["clock"].value_counts().sort_index().items())


def _versions() -> tuple[tuple[str, str], ...]:
    """Of what computes: Miburi, Python and the libraries."""
    own = (("Miburi", __version__), ("Python", platform.python_version()))
    return (*own, *((name, metadata.version(name)) for name in ("numpy", "pandas", "scipy")))
