"""One device, several raters: whose session is over makes room for the next person."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from study.models import Session, Study
from study.session.cookie import session_of
from study.session.pages.leaving import withdraw_note
from study.session.pages.page import NEVER_KEPT, render_step, to_its_page
from study.session.recruiting import forget_rater
from study.session.refusals import is_refused


def makes_room(session: Session) -> bool:
    """Whether another person may begin in this browser. Recruiters that send ids tell people apart by these, and codes
    are typed by each; where anybody with the link may begin, nothing but the cookie keeps out who was refused."""
    study = session.study
    if not session.is_over or study.state == Study.State.CLOSED:
        return False
    kind = study.protocol.recruiter.kind
    return kind == "codes" or (kind == "none" and not is_refused(session))


@require_http_methods(["GET", "HEAD", "POST"])
def another(request: HttpRequest, slug: str) -> HttpResponseBase:
    """What it means that this browser forgets a session; POST forgets it."""
    session = session_of(request, slug)
    if session is None:
        return redirect("session:welcome", slug)
    if not makes_room(session):
        return to_its_page(session)
    if request.method == "POST":
        response: HttpResponse = redirect("session:welcome", slug)
        forget_rater(response, session.study)
    else:
        response = render_step(request, session, "another", withdraw_note=withdraw_note(session))
    response.headers["Cache-Control"] = NEVER_KEPT
    return response
