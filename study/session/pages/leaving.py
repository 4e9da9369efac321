"""The ways out: declining before consent, and withdrawing at any time until the study's cut-off."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from study.design.interface import words
from study.models import Language, Session, Study
from study.session.attempts import count_wrong_code, is_guessing
from study.session.cookie import session_of
from study.session.pages.page import page_context, render_fresh, to_its_page
from study.session.recruiting import forget_rater
from study.session.refusals import is_refused
from study.session.speaking import language_asked
from study.session.way_back import WayBack, code_label, way_back
from study.session.withdrawing import is_shared_code, is_too_late, last_day, session_by_code, shared_code, withdraw


@require_POST
def decline(request: HttpRequest, slug: str) -> HttpResponseBase:
    """No consent: what had begun is deleted, and the rater learns how to tell the recruiter."""
    study = get_object_or_404(Study, slug=slug)
    session = session_of(request, slug)
    if session is None:
        return redirect("session:welcome", slug)
    if session.state != Session.State.STARTED:
        return to_its_page(session)
    language = session.language
    withdraw(session, timezone.now())
    return _gone(request, study, "declined", language, unfinished=True)


@require_http_methods(["GET", "HEAD", "POST"])
def withdrawal(request: HttpRequest, slug: str) -> HttpResponseBase:
    """One click by the session's own browser; elsewhere the withdrawal code says which session is meant."""
    study = get_object_or_404(Study, slug=slug)
    session = session_of(request, slug)
    if request.method == "POST" and session is None:
        return _withdrawal_by_code(request, study)
    if request.method == "POST" and session is not None and not is_too_late(session, timezone.now()):
        return _withdrawn(request, study, session)
    return _withdrawal_page(request, study, session)


def _withdrawal_by_code(request: HttpRequest, study: Study) -> HttpResponseBase:
    if is_guessing(request, study):
        return _withdrawal_page(request, study, None, 429, problem="code_too_often")
    typed = request.POST.get("code", "")
    session = session_by_code(study, typed)
    if session is None and is_shared_code(study, typed):
        return _withdrawal_page(request, study, None, 403, problem="withdraw_code_shared")
    if session is None:
        count_wrong_code(request, study)
        return _withdrawal_page(request, study, None, 403, problem="withdraw_code_unknown")
    if is_too_late(session, timezone.now()):
        return _withdrawal_page(request, study, session, 403)
    return _withdrawn(request, study, session)


def _withdrawal_page(
    request: HttpRequest, study: Study, session: Session | None, status: int = 200, problem: str = ""
) -> HttpResponse:
    language = language_asked(request, study) if session is None else session.language
    page = page_context(study.texts, language, session=session)
    page["problem"] = page["words"][problem] if problem else ""
    page["typed"] = request.POST.get("code", "")[:40]
    page["own"] = session_of(request, study.slug) is not None
    if session is None:
        page["languages"] = Language.choices
        page["which_code"] = page["words"]["withdraw_code_other" if shared_code(study) else "withdraw_code_same"]
    else:
        page |= _terms(session)
    return render_fresh(request, "session/withdraw.html", page, status)


def _terms(session: Session) -> dict[str, Any]:
    """Until when this rater may withdraw, and what it does beside deleting the answers."""
    terms: dict[str, Any] = {"simulated": session.participant.simulated}
    if is_too_late(session, timezone.now()):
        return terms | {"late": with_last_day("withdraw_late", session)}
    own_code = bool(session.completion_code) and not shared_code(session.study)
    until = with_last_day("withdraw_until", session)
    return terms | {"until": until, "own_code": own_code, "kept_out": _stays_out(session)}


def _stays_out(session: Session) -> bool:
    """Whether something of a refused rater is kept."""
    return is_refused(session) and hasattr(session, "recruitment")


def with_last_day(word: str, session: Session) -> str:
    """A sentence with the last day on which this rater may withdraw; empty before the session is over."""
    last, say = last_day(session), words(session.language)
    if last is None:
        return ""
    day = say["day"].format(day=last.day, month=say["months"].split()[last.month - 1], year=last.year)
    return say[word].format(day=day)


def withdraw_note(session: Session) -> str:
    """For the last page: until when the rater may withdraw; empty afterwards."""
    return "" if is_too_late(session, timezone.now()) else with_last_day("withdraw_note", session)


def leave_advice(study: Study, language: str) -> str:
    """How to tell the recruiter, where there is one, that one has ended early."""
    return words(language).get(f"leave_{study.protocol.recruiter.kind}", "")


def _withdrawn(request: HttpRequest, study: Study, session: Session) -> HttpResponse:
    language, unfinished = session.language, not session.is_over
    way = way_back(session, request)
    if way.code == session.completion_code:  # nobody can confirm it any more
        way = WayBack(url=way.url)
    left = {"way": way, "code_label": code_label(session), "kept_out": _stays_out(session)}
    withdraw(session, timezone.now())
    return _gone(request, study, "withdrawn", language, unfinished=unfinished, **left)


def _gone(
    request: HttpRequest, study: Study, name: str, language: str, *, unfinished: bool, **context: Any
) -> HttpResponse:
    """The last page of somebody who has left; the study's cookies go too."""
    texts = study.texts
    page = page_context(texts, language, text=texts.text(name, language), **context)
    page["advice"] = leave_advice(study, language) if unfinished else ""
    response = render_fresh(request, f"session/{name}.html", page)
    forget_rater(response, study)
    return response
