"""From the database to results."""

from __future__ import annotations

from generation.stimuli.manifest import CONDITIONS
from study.models import Study
from study.report.results import Results, StudyFacts, compute_results
from study.responses import tidy_responses, tidy_sessions

SEED = 0  # of the bootstrap, unless another is asked for


def facts_of(study: Study) -> StudyFacts:
    """What the statistics need to know of a study."""
    stimuli = study.stimulus_set
    present = set(stimuli.trials.values_list("condition", flat=True))
    return StudyFacts(
        slug=study.slug,
        title=study.title,
        labels=stimuli.label_set,
        conditions=tuple(name for name in CONDITIONS if name in present),
        synthetic=stimuli.synthetic,
        terms=stimuli.terms,
        manifest_sha256=stimuli.manifest_sha256,
    )


def results_of(study: Study, *, include_simulated: bool, seed: int = SEED) -> Results:
    """The results as the database stands now."""
    withdrawals = study.withdrawals.order_by("pk")
    if not include_simulated:
        withdrawals = withdrawals.filter(simulated=False)
    return compute_results(
        tidy_responses(study, include_simulated=include_simulated),
        tidy_sessions(study, include_simulated=include_simulated),
        facts_of(study),
        seed,
        tuple(withdrawals.values_list("state", flat=True)),
    )
