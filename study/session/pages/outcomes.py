"""The last page, by outcome."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe

from study.design.interface import words
from study.models import Session
from study.session.pages.another import makes_room
from study.session.pages.leaving import leave_advice, withdraw_note
from study.session.pages.page import at_step, own_text, render_step
from study.session.refusals import is_refused
from study.session.way_back import code_label, way_back

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
    return _last_page(request, session, heading="done_title", text="debrief")


@require_safe
@at_step(*CUT_SHORT)
def ended(request: HttpRequest, session: Session, at: datetime) -> HttpResponseBase:
    """Why the session has ended before its last clip."""
    heading = CUT_SHORT[Session.State(session.state)]
    left_at_device = session.state == Session.State.SCREENED_OUT and not is_refused(session)
    text = "unfit_device" if left_at_device else session.state
    return _last_page(request, session, heading=heading, text=text)


def _last_page(request: HttpRequest, session: Session, *, heading: str, text: str) -> HttpResponse:
    """``heading`` names one of the words, ``text`` one of the study's texts."""
    way = way_back(session, request)
    stranded = session.state != Session.State.COMPLETED and not (way.url or way.code)
    return render_step(
        request,
        session,
        "outcome",
        heading=words(session.language)[heading],
        text=own_text(session, text),
        way=way,
        advice=leave_advice(session.study, session.language) if stranded else "",
        code_label=code_label(session),
        withdraw_note=withdraw_note(session),
        another=makes_room(session),
    )
