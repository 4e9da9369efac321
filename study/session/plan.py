"""The plan of a session, made at its start: options, practice, main trials in their order, attention checks."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from generation.stimuli.manifest import PRACTICE
from study.allocation.checks import block_sizes
from study.allocation.orders import (
    REAL,
    SIMULATED,
    Clip,
    practice_clips,
    presentation_order,
    session_seed,
    shuffled_answers,
)
from study.models import Participant, Session, Stimulus, Study, Trial, opaque_id, secret_token
from study.session.checks import Check, planned_checks


@transaction.atomic
def begin_session(
    study: Study, language: str, at: datetime, simulated_rater: int | None = None, token: str = ""
) -> Session:
    """A new participant's session with all its trials. ``token``: its cookie; without one it gets a random one.

    Its seed follows from the study's seed and the session's number among the real ones that ever began, withdrawn ones
    too, or from the number of the simulated rater: simulated raters change no real rater's order.
    """
    if simulated_rater is None:
        participant = Participant.objects.create(language=language)
        number = study.sessions.filter(simulated_rater=None).count() + study.withdrawals.filter(simulated=False).count()
        seed = session_seed(study.seed, REAL, number)
    else:
        name = f"simulated-{simulated_rater:04d}-{opaque_id()[:8]}"
        participant = Participant.objects.create(public_id=name, language=language, simulated=True)
        seed = session_seed(study.seed, SIMULATED, simulated_rater)
    session = Session.objects.create(
        study=study,
        participant=participant,
        text_version=study.texts,
        token=token or secret_token(),
        seed=seed,
        simulated_rater=simulated_rater,
        answer_options=_answer_options(study, seed),
        started_at=at,
        active_at=at,
    )
    _plan_trials(session)
    return session


def _answer_options(study: Study, seed: int) -> list[str]:
    labels = list(study.stimulus_set.label_set.names)
    return shuffled_answers(labels, seed) if study.protocol.answers.order == "per_rater" else labels


def _plan_trials(session: Session) -> None:
    """Practice with the set's own practice clips where it has any, else with trial clips; then the main trials in
    blocks, with the attention checks among them."""
    protocol, stimulus_set = session.study.protocol, session.study.stimulus_set
    clips = _clips(stimulus_set.trials)
    own = _clips(stimulus_set.stimuli.filter(role=PRACTICE))
    practice = practice_clips(own or clips, protocol.practice.trials, session.seed)
    order = presentation_order(clips, session.seed)
    sizes = block_sizes(len(order), protocol.blocks.trials)
    planned = [Trial(kind=Trial.Kind.PRACTICE, stimulus_id=clip.id) for clip in practice]
    planned += _with_checks(order, sizes, planned_checks(session, order, sizes))
    for position, trial in enumerate(planned):
        trial.session, trial.position = session, position
    Trial.objects.bulk_create(planned)


def _with_checks(order: list[Clip], sizes: list[int], checks: dict[int, Check]) -> list[Trial]:
    """Main trials in their order, and each check after as many of them as its key says."""
    blocks = [block for block, size in enumerate(sizes) for _ in range(size)]
    trials = []
    for place, (clip, block) in enumerate(zip(order, blocks, strict=True)):
        if (check := checks.get(place)) is not None:
            kind = Trial.Kind.ATTENTION
            trials.append(Trial(kind=kind, stimulus_id=check.clip, block=block, instructed=check.instructed))
        trials.append(Trial(kind=Trial.Kind.MAIN, stimulus_id=clip.id, block=block))
    return trials


def _clips(stimuli: QuerySet[Stimulus]) -> list[Clip]:
    return [Clip(*row) for row in stimuli.order_by("manifest_id").values_list("id", "label", "condition")]
