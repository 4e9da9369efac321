"""The study's link: what it is about, and the beginning of a session."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.core.signing import BadSignature
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.crypto import salted_hmac
from django.views.decorators.http import require_POST, require_safe

from study.models import Language, Session, Study
from study.session.cookie import session_of, set_session
from study.session.duration import minutes
from study.session.pages.arriving import admit, arrive, turn_away
from study.session.pages.page import page_context, render_fresh, to_its_page
from study.session.plan import begin_session
from study.session.simulation import marked_rater, request_time
from study.session.speaking import language_asked


@require_safe
def welcome(request: HttpRequest, slug: str) -> HttpResponseBase:
    """What the study is about, in the language of choice. A rater who was here before goes on instead."""
    study = _study(slug)
    if (answer := arrive(request, study)) is not None:
        return answer
    if (session := session_of(request, slug)) is not None:
        return to_its_page(session)
    if (answer := turn_away(request, study)) is not None:
        return answer
    language = language_asked(request, study)
    texts = study.texts
    page = page_context(texts, language)
    page["languages"] = Language.choices
    if study.state == Study.State.CLOSED:
        return render_fresh(request, "session/closed.html", page, 410)
    page["text"] = texts.text("welcome", language)
    page["minutes"] = page["words"]["minutes"].format(minutes=minutes(study))
    page["visit"] = secrets.token_urlsafe(24)
    return render_fresh(request, "session/welcome.html", page)


@require_POST
def start(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Begin a session, or find that of this browser, of this visit or of this simulated rater again."""
    study = _study(slug)
    try:
        rater = marked_rater(request, study)
        at = request_time(request, rater)
    except BadSignature:
        raise PermissionDenied("not a mark of this site's simulated raters") from None
    session = session_of(request, slug)
    if session is None and rater is None and study.protocol.recruiter.kind != "none":
        return admit(request, study, at)
    session = session or _begun(request, study, rater, at)
    if session is None:
        return redirect("session:welcome", slug)
    response = to_its_page(session)
    set_session(response, session)
    return response


@transaction.atomic
def _begun(request: HttpRequest, study: Study, rater: int | None, at: datetime) -> Session | None:
    """The session of this visit to the welcome page, which a double click begins once; None in a closed study."""
    token = _visit_token(study, request.POST.get("visit", "")) if rater is None else ""
    known = study.sessions.filter(simulated_rater=rater) if rater is not None else study.sessions.filter(token=token)
    if (session := known.select_related("study", "participant").first()) is not None:
        return session
    if study.state == Study.State.CLOSED:
        return None
    return begin_session(study, language_asked(request, study), at, rater, token)


def _visit_token(study: Study, visit: str) -> str:
    """The cookie of the session that begins with this visit; empty without one."""
    if not 32 <= len(visit) <= 64:
        return ""
    return salted_hmac("miburi.visit", f"{study.slug} {visit}", algorithm="sha256").hexdigest()


def _study(slug: str) -> Study:
    return get_object_or_404(Study.objects.select_related("stimulus_set"), slug=slug)
