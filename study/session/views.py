"""The rater's pages. Each shows itself only to a session that is at this step; others are led to theirs."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language_from_request
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from study.design.interface import words
from study.models import Language, Session, Study, TextVersion, Trial
from study.session.cookie import session_of, set_session
from study.session.plan import begin_session
from study.session.simulation import marked_rater, request_time, session_time
from study.session.steps import PAGES, begin_rating, give_consent

SECONDS_PER_ANSWER = 12  # on top of the clip, for the estimate on the welcome page
KEYS = "1234567890qwertyuiop"


@require_safe
def welcome(request: HttpRequest, slug: str) -> HttpResponseBase:
    """What the study is about, in the language of choice. A rater who was here before goes on instead."""
    study = _study(slug)
    if (session := session_of(request, slug)) is not None:
        return _to_its_page(session)
    language = _language(request, study)
    if study.state == Study.State.CLOSED:
        return render(request, "session/closed.html", _page(study.texts, language), status=410)
    page = _page(study.texts, language, text=study.texts.text("welcome", language), languages=Language.choices)
    page["minutes"] = page["words"]["minutes"].format(minutes=_minutes(study))
    return render(request, "session/welcome.html", page)


@require_POST
def start(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Begin a session, or find that of this browser or simulated rater again."""
    study = _study(slug)
    try:
        rater = marked_rater(request, study)
        at = request_time(request, rater)
    except BadSignature:
        raise PermissionDenied("not a mark of this site's simulated raters") from None
    session = session_of(request, slug)
    if session is None and rater is not None:
        session = study.sessions.filter(simulated_rater=rater).first()
    if session is None:
        if study.state == Study.State.CLOSED:
            return redirect("session:welcome", slug)
        session = begin_session(study, _language(request, study), at, rater)
    response = _to_its_page(session)
    set_session(response, session)
    return response


def at_step(
    state: Session.State,
) -> Callable[[Callable[[HttpRequest, Session], HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """For pages that belong to one step: the view gets the Session."""

    def decorate(view: Callable[[HttpRequest, Session], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def guarded(request: HttpRequest, slug: str) -> HttpResponseBase:
            session = session_of(request, slug)
            if session is None:
                return redirect("session:welcome", slug)
            if session.state != state:
                return _to_its_page(session)
            response = view(request, session)
            response.headers["Cache-Control"] = "private, no-store"
            return response

        return guarded

    return decorate


@require_http_methods(["GET", "POST"])
@at_step(Session.State.STARTED)
def consent(request: HttpRequest, session: Session) -> HttpResponseBase:
    """The versioned consent text; its hash is kept with the session that agreed."""
    agreed = request.POST.get("agree") == "yes"
    if request.method == "POST" and agreed:
        give_consent(session, session_time(request, session))
        return redirect("session:instructions", session.study.slug)
    return _render(request, session, "consent", missing=request.method == "POST")


@require_http_methods(["GET", "POST"])
@at_step(Session.State.CHECKED)
def instructions(request: HttpRequest, session: Session) -> HttpResponseBase:
    if request.method == "POST":
        begin_rating(session)
        return redirect("session:trials", session.study.slug)
    practice = session.trials.filter(kind=Trial.Kind.PRACTICE).count()
    say = words(session.language)
    return _render(
        request,
        session,
        "instructions",
        options=_options(session),
        options_text=say["options"].format(count=len(session.answer_options)),
        practice_text=say["practice_first"].format(count=practice) if practice else "",
    )


@require_safe
@at_step(Session.State.RATING)
def trials(request: HttpRequest, session: Session) -> HttpResponseBase:
    """The rating page; its clips come one by one from `study.session.api`."""
    return _render(request, session, "trials", options=_options(session))


@require_safe
@at_step(Session.State.COMPLETED)
def done(request: HttpRequest, session: Session) -> HttpResponseBase:
    return _render(request, session, "done")


def _study(slug: str) -> Study:
    return get_object_or_404(Study.objects.select_related("stimulus_set"), slug=slug)


def _language(request: HttpRequest, study: Study) -> str:
    """What the rater chose; else what the browser asks for, if it says so; else the study's."""
    asked = request.POST.get("language") or request.GET.get("language")
    if asked is None and request.headers.get("Accept-Language"):
        asked = get_language_from_request(request).split("-")[0]
    return asked if asked in Language.values else study.default_language


def _to_its_page(session: Session) -> HttpResponseRedirect:
    return redirect(f"session:{PAGES[Session.State(session.state)]}", session.study.slug)


def _minutes(study: Study) -> int:
    """Clips, answers and practice, rounded up to 5 minutes."""
    durations = [stimulus.duration for stimulus in study.stimulus_set.trials]
    seconds = sum(durations) + SECONDS_PER_ANSWER * (len(durations) + study.protocol.practice.trials) + 120
    return 5 * -(-int(seconds) // 300)


def _options(session: Session) -> list[dict[str, str]]:
    """The buttons in this session's order: label name, its words, its key."""
    labels = {label.name: {"en": label.en, "ja": label.ja} for label in session.study.stimulus_set.label_set}
    keys = KEYS.ljust(len(session.answer_options))
    return [
        {"name": name, "text": labels[name][session.language], "key": key.strip()}
        for name, key in zip(session.answer_options, keys, strict=False)
    ]


def _render(request: HttpRequest, session: Session, page: str, **context: Any) -> HttpResponse:
    """A session's page in its language and in the words of its text version."""
    name = "debrief" if page == "done" else page
    text = session.text_version.text(name, session.language) if name in session.text_version.texts else ""
    context = {"session": session, "text": text, "simulated": session.participant.simulated, **context}
    return render(request, f"session/{page}.html", _page(session.text_version, session.language, **context))


def _page(texts: TextVersion, language: str, **context: Any) -> dict[str, Any]:
    title = texts.text("title", language)
    return {"study": texts.study, "title": title, "language": language, "words": words(language), **context}
