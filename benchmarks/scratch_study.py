"""A study with very many answers in a database of its own, by bulk inserts: what statistics and exports can take."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from study.models import Study

BEGIN = datetime(2026, 11, 1, 9, tzinfo=UTC)
CLIPS_PER_CELL = {"correct": 12, "misclassified": 12, "mean_latent": 6}
TIMING = {
    "format": "mp4",
    "clip_ms": 6000.0,
    "stalls": 0,
    "stall_ms": 0.0,
    "hidden_ms": 0.0,
    "input": "key",
    "replays": 0,
    "attempt": 1,
    "replayed": False,
    "seen_to_end": True,
    "presented_frames": 120,
    "dropped_frames": 0,
    "frame_ms": 50.0,
    "onset_source": "expected",
    "load_ms": 41.5,
    "end_ms": 6000.2,
    "refresh_hz": 60.0,
    "viewport_width": 1280,
    "viewport_height": 800,
    "pixel_ratio": 2.0,
    "event_clock": "event",
    "held_ms": 88.1,
}


def begin_database(folder: Path) -> None:
    """Make Django ready with an empty database in ``folder``. Only before anything else has."""
    os.environ["MIBURI_VAR"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "study.settings"
    import django

    django.setup()
    from study.management.command import prepare_database

    prepare_database()


def make_study(raters: int, trials: int, seed: int) -> Study:
    """A finished study: every rater has answered ``trials`` clips, one in ten by chance more often rightly."""
    from django.db import connection, transaction

    from generation.labels import EMOTIONS
    from study.design.default_texts import DEFAULT_TEXTS
    from study.design.texts import publish_texts
    from study.models import Response, Stimulus, StimulusSet, Study

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=OFF")
    stimulus_set = StimulusSet.objects.create(
        manifest_sha256="0" * 64,
        labels=EMOTIONS.to_json(),
        provenance={"synthetic": True, "terms": "made for a benchmark"},
        rendering={},
    )
    cells = [(c, name, take) for c, takes in CLIPS_PER_CELL.items() for name in EMOTIONS.names for take in range(takes)]
    Stimulus.objects.bulk_create(
        Stimulus(
            stimulus_set=stimulus_set,
            manifest_id=f"{condition}-{name}-{take:02d}",
            condition=condition,
            label=name,
            predicted=name,
            probabilities={label: 1 / len(EMOTIONS) for label in EMOTIONS.names},
            source="made for a benchmark",
            seed=number,
            frames=120,
            fps=20,
            motion_sha256="0" * 64,
            video_sha256="0" * 64,
            media_name=f"{number:032x}",
        )
        for number, (condition, name, take) in enumerate(cells)
    )
    study = Study.objects.create(slug="many", title="Many answers", stimulus_set=stimulus_set)
    publish_texts(study, DEFAULT_TEXTS)
    generator = np.random.default_rng(seed)
    clips = list(stimulus_set.stimuli.values_list("pk", "label"))
    for first in range(0, raters, 500):
        with transaction.atomic():
            answers = _raters(study, range(first, min(first + 500, raters)), clips, trials, generator)
            Response.objects.bulk_create(answers, batch_size=2000)
    return study


def _raters(study: Study, numbers: range, clips: list[Any], trials: int, generator: np.random.Generator) -> list[Any]:
    """Sessions and trials of these raters are stored; their responses are given back."""
    from generation.labels import EMOTIONS
    from study.models import Participant, Response, Session, Trial

    texts = study.texts
    people = Participant.objects.bulk_create(Participant(language="ja", public_id=f"{n:016x}") for n in numbers)
    sessions = Session.objects.bulk_create(
        Session(
            study=study,
            participant=person,
            text_version=texts,
            seed=1,
            answer_options=list(EMOTIONS.names),
            state=Session.State.COMPLETED,
            started_at=BEGIN,
            consented_at=BEGIN,
            consent_sha256="0" * 64,
            ended_at=BEGIN + timedelta(minutes=24),
            completion_code=person.public_id,
        )
        for person in people
    )
    order = [generator.permutation(len(clips))[:trials] for _ in sessions]
    rows = Trial.objects.bulk_create(
        (
            Trial(session=session, position=place, kind=Trial.Kind.MAIN, stimulus_id=clips[clip][0], block=place // 25)
            for session, of_session in zip(sessions, order, strict=True)
            for place, clip in enumerate(of_session)
        ),
        batch_size=5000,
    )
    labels = dict(clips)
    rt = generator.lognormal(8.2, 0.4, len(rows)) + 200
    guesses = generator.integers(len(EMOTIONS), size=len(rows))
    right = generator.random(len(rows)) < 0.3
    return [
        Response(
            trial=trial,
            chosen=labels[trial.stimulus_id] if right[place] else EMOTIONS.names[guesses[place]],
            rt_ms=round(float(rt[place]), 1),
            rt_from_end_ms=round(float(rt[place]) - 6000, 1),
            clock=Response.Clock.FRAME,
            timing=TIMING,
            idempotency_key=trial.key,
            body_sha256="0" * 64,
            answered_at=BEGIN + timedelta(seconds=10 * (trial.position + 1)),
        )
        for place, trial in enumerate(rows)
    ]
