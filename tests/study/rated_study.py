"""A study in the database with sessions and answers, for the tests of report and dashboard."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np

from generation.labels import EMOTIONS, LabelSet
from study.models import Participant, Response, Session, Stimulus, StimulusSet, Study, TextVersion, Trial
from tests.study.planted import CLIPS, PLANTED

BEGIN = datetime(2026, 11, 1, 9, tzinfo=UTC)
FOUR = LabelSet(EMOTIONS.labels[:4])


def make_study(slug: str = "pilot", labels: LabelSet = FOUR, synthetic: bool = True) -> Study:
    """An open study of the paper's design on these labels; no session yet."""
    stimulus_set = StimulusSet.objects.create(
        manifest_sha256=f"{slug:0<64}"[:64],
        labels=labels.to_json(),
        provenance={"synthetic": synthetic, "terms": "made for tests"},
        rendering={},
    )
    plan = [(c, name, take) for c, takes in CLIPS.items() for name in labels.names for take in range(takes)]
    Stimulus.objects.bulk_create(
        Stimulus(
            stimulus_set=stimulus_set,
            manifest_id=f"{condition}-{name}-{take}",
            condition=condition,
            label=name,
            predicted=name,
            probabilities={label: 1 / len(labels) for label in labels.names},
            source="made for a test",
            seed=number,
            frames=100 + number,
            fps=20,
            motion_sha256="0" * 64,
            video_sha256="0" * 64,
            media_name=f"{slug}-{number:032x}",
        )
        for number, (condition, name, take) in enumerate(plan)
    )
    return Study.objects.create(slug=slug, title="Pilot study", stimulus_set=stimulus_set)


def add_raters(study: Study, raters: int, *, simulated: bool, completed: bool = True, seed: int = 0) -> None:
    """Raters who answer every clip with the planted accuracies; incomplete ones stop after half of them."""
    rng = np.random.default_rng(seed)
    names = study.stimulus_set.label_set.names
    stimuli = list(study.stimulus_set.stimuli.order_by("pk"))
    texts, _ = TextVersion.objects.get_or_create(study=study, version=1, defaults={"texts": {}, "sha256": "0" * 64})
    for _ in range(raters):
        session = _session(study, texts, simulated, completed)
        trials = Trial.objects.bulk_create(
            Trial(session=session, position=position, kind=Trial.Kind.MAIN, stimulus=stimulus)
            for position, stimulus in enumerate(stimuli)
        )
        Response.objects.bulk_create(
            Response(
                trial=trial,
                chosen=_choice(rng, trial.stimulus, names),
                rt_ms=float(rng.lognormal(8.2, 0.4)),
                rt_from_end_ms=0.0,
                clock=Response.Clock.SIMULATED if simulated else Response.Clock.FRAME,
                idempotency_key=trial.key,
                body_sha256="0" * 64,
                answered_at=BEGIN + timedelta(seconds=10 * trial.position),
            )
            for trial in (trials if completed else trials[: len(trials) // 2])
        )


def _session(study: Study, texts: TextVersion, simulated: bool, completed: bool) -> Session:
    participant = Participant.objects.create(language="ja", simulated=simulated)
    return Session.objects.create(
        study=study,
        participant=participant,
        text_version=texts,
        seed=1,
        answer_options=list(study.stimulus_set.label_set.names),
        state=Session.State.COMPLETED if completed else Session.State.RATING,
        started_at=BEGIN,
        consented_at=BEGIN,
        consent_sha256="0" * 64,
        ended_at=BEGIN + timedelta(minutes=20) if completed else None,
        completion_code=participant.public_id if completed else None,
    )


def _choice(rng: np.random.Generator, stimulus: Stimulus, names: tuple[str, ...]) -> str:
    if rng.random() < PLANTED[stimulus.condition]:
        return stimulus.label
    others = [name for name in names if name != stimulus.label]
    return others[rng.integers(len(others))]
