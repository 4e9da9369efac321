"""Simulated raters take part, a few at once, until there are as many as asked for."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import numpy as np
from django.db import connection
from django.db.models import Max
from django.utils import timezone
from waitress import wasyncore

from study.models import OUTCOMES, Study, Trial
from study.serving import site_server
from study.session.simulation import rater_mark
from study.simulation import forms
from study.simulation.behaviour import Plan, Seen, SimulatedRater
from study.simulation.browser import Given, Part, StudyBrowser

AT_ONCE = 4
LOOP_SECONDS = 0.2
# Simulated sessions are put into the days before now, so that none ends in the future.
DAYS_BACK = (1.0, 8.0)


def missing_raters(study: Study, wanted: int) -> list[int]:
    """The numbers, from 1, of the simulated raters whose session is not over yet."""
    done = study.sessions.filter(state__in=OUTCOMES, simulated_rater__isnull=False)
    return sorted(set(range(1, wanted + 1)) - set(done.values_list("simulated_rater", flat=True)))


def simulate(
    study: Study, raters: list[int], plan: Plan, seed: int, site: str, advance: Callable[[], None] = lambda: None
) -> None:
    """Let ``raters`` take part at ``site``; ``advance`` is called after each. The first error ends it."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        waiting = [
            pool.submit(_take_part, study, SimulatedRater(plan, seed, rater), rater, seed, site) for rater in raters
        ]
        try:
            for taken_part in waiting:
                taken_part.result()
                advance()
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise


@contextmanager
def own_site() -> Iterator[str]:
    """The site on a free port of this machine, for as long as the context lasts."""
    sockets: dict[int, Any] = {}
    server = site_server("127.0.0.1", 0, sockets)
    over = threading.Event()

    def run() -> None:
        while not over.is_set():
            wasyncore.loop(timeout=LOOP_SECONDS, map=sockets, count=1)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:  # in this order no thread meets a closed socket
        over.set()
        thread.join()
        server.task_dispatcher.shutdown()
        wasyncore.close_all(sockets)


def _take_part(study: Study, behaviour: SimulatedRater, rater: int, seed: int, site: str) -> None:
    try:
        browser = StudyBrowser(site, study.slug, rater, _clock(study, rater, seed))
        browser.take_part(_part(behaviour, study, rater), rater_mark(study, rater))
    finally:
        connection.close()


def _clock(study: Study, rater: int, seed: int) -> datetime:
    """When an interrupted session stopped, else a seeded time in the days before the study's last minute of now."""
    session = study.sessions.filter(simulated_rater=rater).first()
    if session is None:
        days = np.random.default_rng([seed, rater, 0]).uniform(*DAYS_BACK)
        return timezone.now() - timedelta(days=float(days))
    last = session.trials.aggregate(last=Max("response__answered_at"))["last"]
    return last or session.consented_at or session.started_at


def _part(behaviour: SimulatedRater, study: Study, rater: int) -> Part:
    return Part(
        language=behaviour.language,
        forms={
            "consent": {"agree": "yes", "language": behaviour.language},
            "questionnaire": behaviour.questionnaire(study.protocol.questionnaire),
            "device": forms.device(study.protocol.device),
            "instructions": {},
        },
        reading=behaviour.reading,
        decide=_decider(behaviour, study, rater),
    )


def _decider(behaviour: SimulatedRater, study: Study, rater: int) -> Callable[[str], Given]:
    """What this rater gives to each trial. The truth is read from the database; the endpoints do not tell it."""
    waits = study.protocol.answers.when == "after_clip"

    @cache  # at the first trial: by then the session has been planned
    def planned() -> dict[str, Trial]:
        trials = Trial.objects.filter(session__study=study, session__simulated_rater=rater)
        return {trial.key: trial for trial in trials.select_related("stimulus", "session")}

    def decide(key: str) -> Given:
        trial = planned()[key]
        clip = trial.stimulus
        seen = Seen(
            condition=clip.condition,
            label=clip.label,
            probabilities=clip.probabilities,
            seconds=clip.duration,
            earliest=clip.duration if waits else 0.0,
            asked=(trial.instructed or clip.label) if trial.kind == Trial.Kind.ATTENTION else "",
        )
        act = behaviour.act(trial.position, seen, trial.session.answer_options)
        return Given(act, clip.duration, behaviour.ratings(trial.position, study.protocol.questions))

    return decide
