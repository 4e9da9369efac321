"""The last page, by outcome."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from study.design.interface import words
from study.models import Session
from study.session.pages.leaving import withdraw_note
from study.session.pages.page import at_step, own_text, render_step
from study.session.way_back import way_back

# Outcomes before the last clip, and the words of their headings.
CUT_SHORT = {
    Session.State.SCREENED_OUT: "screened_out_title",
    Session.State.FAILED_CHECKS: "failed_checks_title",
    Session.State.TIMED_OUT: "timed_out_title",
}


@require_safe
@at_step(Session.State.COMPLETED)
def done(request: HttpRequest, session: Session, at: datetime) -> HttpResponseBase:
    """Thanks, what the study was about, and the code or the way back to the recruiter."""
    return render_step(
        request,
        session,
        "done",
        text=own_text(session, "debrief"),
        way=way_back(session, request),
        withdraw_note=withdraw_note(session),
    )


@require_safe
@at_step(*CUT_SHORT)
def ended(request: HttpRequest, session: Session, at: datetime) -> HttpResponseBase:
    """Why the session has ended before its last clip."""
    return render_step(
        request,
        session,
        "ended",
        heading=words(session.language)[CUT_SHORT[Session.State(session.state)]],
        text=own_text(session, session.state),
        way=way_back(session, request),
        withdraw_note=withdraw_note(session),
    )
