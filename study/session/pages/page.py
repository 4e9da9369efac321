"""What all pages of a session share: who may see them, and what is on them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render

from study.design.answer_keys import key_of
from study.design.interface import words
from study.models import Session, TextVersion
from study.session.cookie import session_of
from study.session.recruiting import keep_on
from study.session.simulation import session_time
from study.session.steps import PAGES, end_if_rested, states_on_the_way

View = Callable[[HttpRequest, Session, datetime], HttpResponseBase]
NEVER_KEPT = "private, no-store"  # the back button asks the server, which knows where the session is


def at_step(*states: Session.State) -> Callable[[View], Callable[..., HttpResponseBase]]:
    """For pages that belong to these states: the view gets the session and the time.

    A session at another step is led to its page, and a browser without one to the welcome page: so a double click, the
    back button and a form that is sent again all end on the right page.
    """

    def decorate(view: View) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def guarded(request: HttpRequest, slug: str) -> HttpResponseBase:
            session = session_of(request, slug)
            if session is None:
                return redirect("session:welcome", slug)
            at = time_of(request, session)
            if request.method in ("GET", "HEAD"):
                end_if_rested(session, at)
            response = view(request, session, at) if session.state in states else to_its_page(session)
            keep_on(response, request, session)
            response.headers["Cache-Control"] = NEVER_KEPT
            return response

        return guarded

    return decorate


def time_of(request: HttpRequest, session: Session) -> datetime:
    """When this request happens, on the session's clock; 403 for a forged mark of simulated time."""
    try:
        return session_time(request, session)
    except BadSignature:
        raise PermissionDenied("not a mark of this site's simulated raters") from None


def to_its_page(session: Session) -> HttpResponseRedirect:
    """Where the session belongs."""
    return redirect(f"session:{PAGES[Session.State(session.state)]}", session.study.slug)


def render_step(request: HttpRequest, session: Session, page: str, **context: Any) -> HttpResponse:
    """A session's page in its language."""
    simulated = session.participant.simulated
    context = {"session": session, "simulated": simulated, "step": _step(session), **context}
    return render(request, f"session/{page}.html", page_context(session.text_version, session.language, **context))


def _step(session: Session) -> dict[str, Any] | None:
    """How far the session is, in words and as one segment per step; None when it is over."""
    way = states_on_the_way(session.study.protocol)
    if session.state not in way:
        return None
    number = way.index(Session.State(session.state)) + 1
    text = words(session.language)["step"].format(number=number, of=len(way))
    return {"text": text, "segments": [each <= number for each in range(1, len(way) + 1)]}


def render_fresh(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """A page that browsers ask for anew each time. Without this, Chromium would keep a 410 for good, and never see a
    study reopened."""
    response = render(request, template, context, status=status)
    response.headers["Cache-Control"] = NEVER_KEPT
    return response


def page_context(texts: TextVersion, language: str, **context: Any) -> dict[str, Any]:
    """What every page of a study needs."""
    title = texts.text("title", language)
    return {"study": texts.study, "title": title, "language": language, "words": words(language), **context}


def own_text(session: Session, name: str) -> str:
    """What the study says here, in the session's language and the words of its text version."""
    return session.text_version.text(name, session.language)


def answer_options(session: Session) -> list[dict[str, str]]:
    """The buttons in this session's order: label name, its words, its key."""
    labels = {label.name: {"en": label.en, "ja": label.ja} for label in session.study.stimulus_set.label_set}
    return [
        {"name": name, "text": labels[name][session.language], "key": key_of(place)}
        for place, name in enumerate(session.answer_options)
    ]
