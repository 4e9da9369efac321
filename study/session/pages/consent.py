"""Consent, in the language that it is shown in; until then the language can be changed."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_http_methods, require_POST

from study.design.interface import words
from study.models import Language, Session
from study.session.pages.page import at_step, own_text, render_step, to_its_page
from study.session.steps import give_consent, speak


@require_http_methods(["GET", "HEAD", "POST"])
@at_step(Session.State.STARTED)
def consent(request: HttpRequest, session: Session, at: datetime) -> HttpResponseBase:
    """The versioned consent text; its hash is kept with the session that agreed."""
    if request.POST.get("agree") == "yes":
        give_consent(session, _language_shown(request, session), at)
        return to_its_page(session)
    say = words(session.language)
    missing = {"first_id": "agree", "text": say["consent_title"], "error": say["consent_missing"]}
    return render_step(
        request,
        session,
        "consent",
        text=own_text(session, "consent"),
        agreement=own_text(session, "agreement"),
        languages=Language.choices,
        missing=[missing] if request.method == "POST" else [],
    )


@require_POST
@at_step(Session.State.STARTED)
def language(request: HttpRequest, session: Session, at: datetime) -> HttpResponseBase:
    """The rater wants to read on in another language."""
    speak(session, _language_shown(request, session))
    return to_its_page(session)


def _language_shown(request: HttpRequest, session: Session) -> str:
    """That of the page which the form was on: another tab may have changed the session's since."""
    shown = request.POST.get("language")
    return shown if shown in Language.values else session.language
