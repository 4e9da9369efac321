"""What the rating page may know: the next trials in their order, and how far the session has come."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet
from django.urls import reverse
from msgspec import UNSET

from generation.stimuli.manifest import PRACTICE
from study.models import Session, Trial, TrialEvent
from study.session.messages import Block, OpenTrial, Progress, Webm, Window

AHEAD = 3  # trials after the next one, so that their clips can be fetched


@dataclass(frozen=True)
class Counts:
    """Trials of a session. Practice comes first and positions have no gaps."""

    of: int
    practice: int
    answered: int
    blocks: int


def window_of(session: Session) -> Window:
    """Two queries, however long the session is."""
    counts = _counts(session)
    rating = session.state == Session.State.RATING
    trials = [_open_trial(session, trial, counts) for trial in _upcoming(session)] if rating else []
    return Window(
        trials=trials,
        progress=Progress(answered=counts.answered, of=counts.of),
        page=None if trials else page_of(session),
    )


def page_of(session: Session) -> str:
    """The address that leads to the page of the session's step."""
    return reverse("session:welcome", args=[session.study.slug])


def gives_feedback(trial: Trial) -> bool:
    """Only on clips that the set holds for practice: the intended answer of any other is never told."""
    practice = trial.session.study.protocol.practice
    return practice.feedback and trial.kind == Trial.Kind.PRACTICE and trial.stimulus.role == PRACTICE


def _counts(session: Session) -> Counts:
    found = session.trials.aggregate(
        of=Count("pk"),
        practice=Count("pk", filter=Q(kind=Trial.Kind.PRACTICE)),
        answered=Count("response"),
        last=Max("block"),
    )
    return Counts(found["of"], found["practice"], found["answered"], 1 + (found["last"] or 0))


def _upcoming(session: Session) -> QuerySet[Trial]:
    """With ``shown``: a page has shown the clip; and ``begun``: an earlier trial of the same block."""
    shown = TrialEvent.objects.filter(trial=OuterRef("pk"), kind=TrialEvent.Kind.SHOWN)
    begun = Trial.objects.filter(
        ~Q(kind=Trial.Kind.PRACTICE),
        session=session,
        block=OuterRef("block"),
        position__lt=OuterRef("position"),
    )
    return (
        session.open_trials().select_related("stimulus").annotate(shown=Exists(shown), begun=Exists(begun))[: AHEAD + 1]
    )


def _open_trial(session: Session, trial: Trial, counts: Counts) -> OpenTrial:
    trial.session = session
    practice = trial.kind == Trial.Kind.PRACTICE
    stimulus = trial.stimulus
    slug = session.study.slug
    mp4, webm = (reverse("session:media", args=[stimulus.media_name, kind]) for kind in ("mp4", "webm"))
    return OpenTrial(
        key=trial.key,
        practice=practice,
        number=trial.position + 1 - (0 if practice else counts.practice),
        of=counts.practice if practice else counts.of - counts.practice,
        block=Block(
            number=trial.block + 1,
            of=counts.blocks,
            first=trial.block > 0 and not trial.begun,  # type: ignore[attr-defined]
            rest_seconds=session.study.protocol.blocks.rest_seconds,
        ),
        instructed=trial.instructed or None,
        feedback=gives_feedback(trial),
        replayed=trial.shown,  # type: ignore[attr-defined]
        seconds=stimulus.duration,
        video=mp4,
        sha256=stimulus.video_sha256,
        webm=Webm(video=webm, sha256=stimulus.webm_sha256) if stimulus.webm_sha256 else UNSET,
        response=reverse("session:response", args=[slug, trial.key]),
        events=reverse("session:events", args=[slug, trial.key]),
    )
