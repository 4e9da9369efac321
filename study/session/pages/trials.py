"""The page of the clips; what it shows comes from `study.session.api`."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from study.design.interface import rating
from study.models import Session
from study.session.pages.page import answer_options, at_step, own_text, render_step


@require_safe
@at_step(Session.State.RATING)
def trials(request: HttpRequest, session: Session, at: datetime) -> HttpResponseBase:
    """The rating page, with the answers in this session's order and what the study says between the clips."""
    told = {name: text[session.language] for name, text in rating.WORDS.items()}
    told |= {f"{name}_text": own_text(session, name) for name in ("practice_end", "break")}
    told |= {name: own_text(session, name) for name in ("question", "instructed")}
    return render_step(request, session, "trials", options=answer_options(session), told=told)
