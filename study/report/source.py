"""From the database to results."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from django.db.models import Count

from generation.stimuli.manifest import CONDITIONS
from study.models import Session, Study
from study.report.facts import Clip, ClipCount, Declared, StudyFacts
from study.report.results import Results, compute_results, fitted
from study.responses import tidy_tables
from study.snapshot import snapshot

SEED = 0  # of the bootstrap, unless another is asked for


def facts_of(study: Study) -> StudyFacts:
    """What the statistics and the words need to know of a study."""
    stimuli = study.stimulus_set
    clips = _clip_counts(study)
    present = {row.condition for row in clips}
    return StudyFacts(
        slug=study.slug,
        title=study.title,
        labels=stimuli.label_set,
        conditions=tuple(name for name in CONDITIONS if name in present),
        synthetic=stimuli.synthetic,
        terms=stimuli.terms,
        manifest_sha256=stimuli.manifest_sha256,
        protocol=study.protocol,
        clips=clips,
        stimuli={
            name: Clip(condition, label, probabilities.get(label))
            for name, condition, label, probabilities in stimuli.trials.order_by("manifest_id").values_list(
                "manifest_id", "condition", "label", "probabilities"
            )
        },
        rendering=stimuli.rendering or {},
        provenance=stimuli.provenance,
        declared=_declared(study),
        order_seed=study.seed,
        title_ja=title_of(study, "ja"),
    )


def title_of(study: Study, language: str) -> str:
    """As raters read it in that language."""
    texts = study.text_versions.order_by("version").last()
    return texts.text("title", language) if texts is not None and "title" in texts.texts else study.title


@dataclass(frozen=True)
class Tables:
    """What was read from the database: the tidy tables, the states of withdrawn sessions, and how many timed out before
    they gave consent."""

    responses: pd.DataFrame
    sessions: pd.DataFrame
    withdrawals: tuple[str, ...]
    timed_out_early: int = 0


@snapshot()
def tables_of(study: Study, *, include_simulated: bool) -> Tables:
    """As the database stands now."""
    withdrawals = study.withdrawals.order_by("pk")
    early = study.sessions.filter(state=Session.State.TIMED_OUT, consented_at=None)
    if not include_simulated:
        withdrawals = withdrawals.filter(simulated=False)
        early = early.filter(participant__simulated=False)
    tidy = tidy_tables(study, include_simulated=include_simulated)
    return Tables(tidy.responses, tidy.sessions, tuple(withdrawals.values_list("state", flat=True)), early.count())


def results_of(
    study: Study, *, include_simulated: bool, seed: int = SEED, models: bool = True, tables: Tables | None = None
) -> Results:
    """The results of the tables, or of the database as it stands now."""
    read = tables or tables_of(study, include_simulated=include_simulated)
    return compute_results(
        read.responses,
        read.sessions,
        facts_of(study),
        seed,
        read.withdrawals,
        probabilities=recogniser_probabilities(study),
        timed_out_early=read.timed_out_early,
        models=models,
    )


def with_models(results: Results, tables: Tables) -> Results:
    """The same results with the mixed models fitted; they were computed without from these tables."""
    return fitted(results, tables.responses, tables.sessions)


def recogniser_probabilities(study: Study) -> pd.DataFrame:
    """One row per clip of the experiment, one column per label."""
    rows = dict(study.stimulus_set.trials.values_list("manifest_id", "probabilities"))
    return pd.DataFrame.from_dict(rows, orient="index", columns=list(study.stimulus_set.label_set.names), dtype=float)


def _clip_counts(study: Study) -> tuple[ClipCount, ...]:
    """Conditions and labels in reporting order."""
    counted = study.stimulus_set.trials.values_list("condition", "label").annotate(n=Count("pk"))
    found = {(condition, label): n for condition, label, n in counted}
    order = [(condition, label) for condition in CONDITIONS for label in study.stimulus_set.label_set.names]
    return tuple(ClipCount(*cell, found[cell]) for cell in order if cell in found)


def _declared(study: Study) -> Declared:
    newest = study.exclusion_versions.order_by("version").last()
    if newest is None:
        return Declared()
    return Declared(study.exclusion, newest.version, newest.sessions_before)
