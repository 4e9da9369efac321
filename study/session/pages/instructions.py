"""What to do, told before the first clip."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_http_methods

from study.design.interface import words
from study.models import Session, Trial
from study.session.pages.page import answer_options, at_step, own_text, render_step, to_its_page
from study.session.steps import begin_rating


@require_http_methods(["GET", "HEAD", "POST"])
@at_step(Session.State.CHECKED)
def instructions(request: HttpRequest, session: Session, at: datetime) -> HttpResponseBase:
    """The study's instructions, its answer options, and what is to come."""
    if request.method == "POST":
        begin_rating(session, at)
        return to_its_page(session)
    return render_step(
        request,
        session,
        "instructions",
        text=own_text(session, "instructions"),
        options=answer_options(session),
        options_text=words(session.language)["options"].format(count=len(session.answer_options)),
        outlook=_outlook(session),
    )


def _outlook(session: Session) -> list[str]:
    """How many clips there are, in how many parts, and that one may stop and come back."""
    say = words(session.language)
    practice = session.trials.filter(kind=Trial.Kind.PRACTICE).count()
    main = session.trials.exclude(kind=Trial.Kind.PRACTICE)
    blocks = main.values("block").distinct().count()
    told = [say["practice_first"].format(clips=_clips(practice, say))] if practice else []
    follow = say["clips_follow" if blocks < 2 else "clips_in_parts"]
    told.append(follow.format(clips=_clips(main.count(), say), parts=blocks))
    hours = session.study.protocol.resting.hours
    if hours >= 1:
        span = say["hours"].format(hours=int(hours)) if hours < 48 else say["days"].format(days=int(hours / 24))
        told.append(say["come_back"].format(span=span))
    return told


def _clips(count: int, say: dict[str, str]) -> str:
    return say["clip_once" if count == 1 else "clips"].format(count=count)
